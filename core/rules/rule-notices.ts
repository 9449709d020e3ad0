/** Notices for the desks that come with a rule set, in the languages of the desk. Layer: rules. Format: docs/formats/rule-set.md. */
import * as z from 'zod';
import type { ContingencyReason } from '../model/contingency.ts';
import { MAX_NOTICE_CHARACTERS, NOTICE_SEVERITIES, type NoticeSeverity, parseNoticeText } from '../model/notice.ts';
import type { UtcMillis } from '../model/units.ts';
import { Id, Instant } from './rule-fields.ts';

/** Notices in one set: each is read and acknowledged by every officer. */
export const MAX_RULE_NOTICES = 20;

/** Grounds for a contingency that no terminal can see by itself. */
export const NOTICE_CONTINGENCIES = ['issuer-down'] as const satisfies readonly ContingencyReason[];

export interface RuleNotice {
  readonly id: string;
  readonly severity: NoticeSeverity;
  /** A language without words of its own is shown the traditional Chinese. */
  readonly text: { readonly 'zh-Hant': string; readonly pt?: string | undefined; readonly en?: string | undefined; readonly 'zh-Hans'?: string | undefined };
  /** Null: from the time the set is loaded. */
  readonly validFrom: UtcMillis | null;
  /** First instant at which it no longer stands; null: as long as the set is loaded. */
  readonly validUntil: UtcMillis | null;
  /** Why a contingency may be declared while it stands; null: it is no ground for one. */
  readonly contingency: (typeof NOTICE_CONTINGENCIES)[number] | null;
}

/** Whether a notice stands at an instant. */
export const standsAt = ({ validFrom, validUntil }: RuleNotice, at: UtcMillis): boolean => (validFrom === null || validFrom <= at) && (validUntil === null || at < validUntil);

/** Whether a notice that stands says that no codes can be had. */
export const saysIssuerDown = (notices: readonly RuleNotice[], at: UtcMillis): boolean => notices.some((notice) => notice.contingency === 'issuer-down' && standsAt(notice, at));

/** As typed ones are, but nothing is taken off: a signed text is shown as it is. */
const NoticeText = z.string().refine((text) => {
  const parsed = parseNoticeText(text);
  return parsed.ok && parsed.text === text;
}, `expected 1 to ${MAX_NOTICE_CHARACTERS} printable characters without blank space at either end`);

const RuleNoticeFile = z
  .strictObject({
    id: Id,
    severity: z.enum(NOTICE_SEVERITIES).optional(),
    text: z.strictObject({ 'zh-Hant': NoticeText, pt: NoticeText.optional(), en: NoticeText.optional(), 'zh-Hans': NoticeText.optional() }),
    validFrom: Instant.optional(),
    validUntil: Instant.optional(),
    contingency: z.enum(NOTICE_CONTINGENCIES).optional(),
  })
  .transform(({ severity = 'information', validFrom = null, validUntil = null, contingency = null, ...notice }, context): RuleNotice => {
    if (validFrom !== null && validUntil !== null && validUntil <= validFrom) context.addIssue({ code: 'custom', path: ['validUntil'], message: 'is not later than validFrom' });
    return { ...notice, severity, validFrom, validUntil, contingency };
  });

export const RuleNoticesFile = z
  .array(RuleNoticeFile)
  .max(MAX_RULE_NOTICES)
  .superRefine((notices, context) => {
    const seen = new Set<string>();
    for (const [index, { id }] of notices.entries()) {
      if (seen.has(id)) context.addIssue({ code: 'custom', path: [index, 'id'], message: `repeats the id ${id}` });
      seen.add(id);
    }
  });
