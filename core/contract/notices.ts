/** Notices to the desks. */
import * as z from 'zod';
import { NOTICE_ENDS, NOTICE_SEVERITIES, NOTICE_TEXT_FAULTS } from '../model/notice.ts';
import { call, DESK, SUPERVISOR } from './call.ts';
import { Nothing, Time } from './words.ts';

export { parseTimeOfDay } from '../model/macau-time.ts';
export { countCharacters, MAX_NOTICE_CHARACTERS, NOTICE_ENDS, NOTICE_SEVERITIES, type NoticeEnd, type NoticeSeverity, parseNoticeText } from '../model/notice.ts';

/** Longest text taken for checking: what is pasted by mistake is told to be too long, not cut. */
export const MAX_TYPED_NOTICE_CHARACTERS = 8_192;
const NoticeId = z.string().min(1).max(100);
const Severity = z.enum(NOTICE_SEVERITIES);
const TypedNotice = z.strictObject({ source: z.literal('typed'), noticeId: z.uuid(), severity: Severity, text: z.string(), sentAt: Time, sentBy: z.string().nullable(), validUntil: Time.nullable() });
/** A language without words of its own is shown the traditional Chinese. */
const WordsByLanguage = z.strictObject({ 'zh-Hant': z.string(), pt: z.string().optional(), en: z.string().optional(), 'zh-Hans': z.string().optional() });
const RuleSetNotice = z.strictObject({ source: z.literal('rules'), noticeId: NoticeId, severity: Severity, text: WordsByLanguage, validUntil: Time.nullable() });
/** A notice to the desks: as a supervisor typed it, or in the desk's languages from the rule set. */
const NoticeView = z.discriminatedUnion('source', [TypedNotice, RuleSetNotice]);
export type NoticeView = z.infer<typeof NoticeView>;
const NoticeHistory = {
  withdrawn: z.strictObject({ at: Time, by: z.string().nullable() }).nullable(),
  /** In the order in which they were given; `by` is null for the lane, where nobody signs in. */
  acknowledged: z.array(z.strictObject({ at: Time, by: z.string().nullable() })),
};
const ListedNotice = z.discriminatedUnion('source', [TypedNotice.extend(NoticeHistory), RuleSetNotice.extend(NoticeHistory)]);
export type ListedNotice = z.infer<typeof ListedNotice>;
/** `minutes` after midnight: the next time that Macau's clocks show it. */
const NoticeEnding = z.discriminatedUnion('end', [
  z.strictObject({ end: z.enum(NOTICE_ENDS).exclude(['time-of-day']) }),
  z.strictObject({ end: z.literal('time-of-day'), minutes: z.int().min(0).max(1_439) }),
]);
/** Why a notice is not sent. */
export const NOTICE_REFUSALS = [...NOTICE_TEXT_FAULTS, 'too-many'] as const;
export type NoticeRefusal = (typeof NOTICE_REFUSALS)[number];

export const noticeCalls = {
  /** Notices that stand, and the last twenty typed ones that do no more. */
  'notice:list': call(SUPERVISOR, Nothing, z.strictObject({ standing: z.array(ListedNotice), past: z.array(ListedNotice).max(20) })),
  'notice:send': call(
    SUPERVISOR,
    z.strictObject({ severity: Severity, text: z.string().max(MAX_TYPED_NOTICE_CHARACTERS), until: NoticeEnding }),
    z.discriminatedUnion('ok', [z.strictObject({ ok: z.literal(true), noticeId: z.uuid() }), z.strictObject({ ok: z.literal(false), refusal: z.enum(NOTICE_REFUSALS) })]),
  ),
  /** Typed ones alone: those of the rule set go with it. */
  'notice:withdraw': call(
    SUPERVISOR,
    z.strictObject({ noticeId: z.uuid() }),
    z.discriminatedUnion('ok', [z.strictObject({ ok: z.literal(true) }), z.strictObject({ ok: z.literal(false), refusal: z.literal('not-standing') })]),
  ),
  /** What whoever is here has not acknowledged. */
  'notice:pending': call(DESK, Nothing, z.strictObject({ notices: z.array(NoticeView) })),
  'notice:acknowledge': call(
    DESK,
    z.strictObject({ noticeId: NoticeId }),
    z.discriminatedUnion('ok', [z.strictObject({ ok: z.literal(true) }), z.strictObject({ ok: z.literal(false), refusal: z.enum(['not-standing', 'already-acknowledged']) })]),
  ),
} as const;

export const noticeEvents = {
  /** What stands or who has acknowledged it: ask for what this session may see. Says nothing itself, since it goes to windows that nobody is signed in to. */
  'notice:changed': Nothing,
} as const;
