/**
 * Notices to the desks of this terminal's lane: typed by a supervisor, or carried by the rule set. One stands at the desk until whoever is signed in
 * has acknowledged it, each for themself; where nobody signs in, once for the lane. Layer: desk.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { ListedNotice, NoticeView, Reply, Request } from '../contract.ts';
import type { AuditAction, AuditEntry } from '../model/audit.ts';
import { endOfMacauDay, nextMacauTime } from '../model/macau-time.ts';
import { NOTICE_SEVERITIES, type Notice, type NoticeRecords, parseNoticeText } from '../model/notice.ts';
import type { Person } from '../model/staff.ts';
import type { UtcMillis } from '../model/units.ts';
import { type RuleNotice, standsAt } from '../rules/rule-notices.ts';

/** Typed notices that stand at once: more would not be read. */
export const MAX_STANDING_NOTICES = 20;
const PAST_LISTED = 20;

export interface NoticeBoardParts {
  readonly records: NoticeRecords;
  /** Of the rule set in force. */
  readonly ruleNotices: () => readonly RuleNotice[];
  /** `id@version`, for the audit. */
  readonly ruleSet: () => string;
  /** Who is at the terminal; null where nobody has to sign in. */
  readonly person: () => Person | null;
  /** The instant, from the clock that never runs backwards. */
  readonly now: () => UtcMillis;
  /** What stands, or who has acknowledged it, is other than before. */
  readonly changed: () => void;
}

export interface NoticeBoard {
  list(): Reply<'notice:list'>;
  send(request: Request<'notice:send'>): Reply<'notice:send'>;
  withdraw(request: Request<'notice:withdraw'>): Reply<'notice:withdraw'>;
  /** What whoever is here has not acknowledged: the urgent first, of them the typed ones, the oldest first. */
  pending(): Reply<'notice:pending'>;
  acknowledge(request: Request<'notice:acknowledge'>): Reply<'notice:acknowledge'>;
  /** Time has passed: tells when a notice has begun or ended by it. */
  refresh(): void;
}

export function createNoticeBoard(parts: NoticeBoardParts): NoticeBoard {
  const { records, now } = parts;

  const standing = (at: UtcMillis): readonly NoticeView[] => [
    ...records.standing(at).map(viewOf),
    ...parts.ruleNotices().filter((notice) => standsAt(notice, at)).map(viewOfRule),
  ];
  const namesOf = (views: readonly NoticeView[]): string => views.map(({ noticeId }) => noticeId).join(' ');
  let told = namesOf(standing(now()));

  const by = (): string | null => parts.person()?.staffNumber ?? null;
  const act = (action: AuditAction, at: UtcMillis, subject: string, reason: string | null): AuditEntry => {
    const person = parts.person();
    return { at, action, person: person?.staffNumber ?? null, roles: person?.roles ?? [], second: null, subject, reason, ruleSet: parts.ruleSet() };
  };
  const announce = (at: UtcMillis): void => {
    told = namesOf(standing(at));
    parts.changed();
  };
  const listed = (view: NoticeView, withdrawn: Notice['withdrawn']): ListedNotice => ({
    ...view,
    withdrawn,
    acknowledged: records.acknowledgementsOf(view.noticeId).map((each) => ({ at: each.at, by: each.by })),
  });

  return {
    list() {
      const at = now();
      return {
        standing: standing(at).map((view) => listed(view, null)),
        past: records.past(at, PAST_LISTED).map((notice) => listed(viewOf(notice), notice.withdrawn)),
      };
    },
    send({ severity, text: typed, until }) {
      const parsed = parseNoticeText(typed);
      if (!parsed.ok) return { ok: false, refusal: parsed.fault };
      const at = now();
      if (records.standing(at).length >= MAX_STANDING_NOTICES) return { ok: false, refusal: 'too-many' };
      const noticeId = randomUUID();
      records.send({ noticeId, severity, text: parsed.text, sentAt: at, sentBy: by(), validUntil: endOf(until, at) }, act('notice-sent', at, noticeId, until.end));
      announce(at);
      return { ok: true, noticeId };
    },
    withdraw({ noticeId }) {
      const at = now();
      // One at its end has gone by itself: nothing is left to withdraw.
      const stillStands = records.standing(at).some((each) => each.noticeId === noticeId);
      if (!stillStands || !records.withdraw(noticeId, at, by(), act('notice-withdrawn', at, noticeId, null))) return { ok: false, refusal: 'not-standing' };
      announce(at);
      return { ok: true };
    },
    pending() {
      const me = by();
      const unread = standing(now()).filter(({ noticeId }) => !records.hasAcknowledged(noticeId, me));
      return { notices: NOTICE_SEVERITIES.toReversed().flatMap((severity) => unread.filter((each) => each.severity === severity)) };
    },
    acknowledge({ noticeId }) {
      const at = now();
      if (!standing(at).some((each) => each.noticeId === noticeId)) return { ok: false, refusal: 'not-standing' };
      if (!records.acknowledge({ noticeId, at, by: by() }, act('notice-acknowledged', at, noticeId, null))) return { ok: false, refusal: 'already-acknowledged' };
      announce(at);
      return { ok: true };
    },
    refresh() {
      const at = now();
      if (namesOf(standing(at)) !== told) announce(at);
    },
  };
}

/** The first instant at which a notice sent at `at` no longer stands; null: until it is withdrawn. */
function endOf(until: Request<'notice:send'>['until'], at: UtcMillis): UtcMillis | null {
  if (until.end === 'withdrawn') return null;
  return until.end === 'time-of-day' ? nextMacauTime(at, until.minutes) : endOfMacauDay(at);
}

const viewOf = ({ noticeId, severity, text, sentAt, sentBy, validUntil }: Notice): NoticeView => ({ source: 'typed', noticeId, severity, text, sentAt, sentBy, validUntil });

/** A notice whose words or severity are changed is another notice, to be read again, whatever its id; the same words in a later set are not. */
function viewOfRule({ id, severity, text, validUntil }: RuleNotice): NoticeView {
  const words = JSON.stringify([severity, text['zh-Hant'], text.pt, text.en, text['zh-Hans']]);
  return { source: 'rules', noticeId: `rules:${id}:${createHash('sha256').update(words).digest('hex').slice(0, 16)}`, severity, text: { ...text }, validUntil };
}
