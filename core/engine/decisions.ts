/** What people decide beside the verdict: trust that has aged, the second line, overrides, rule sets taken back, notices. Composes. */
import type { Desk } from '../desk/desk.ts';
import { createNoticeBoard, type NoticeBoard } from '../desk/notices.ts';
import { createOverrideDesk, type Overrides } from '../desk/overrides.ts';
import { createRuleDesk, type RuleDesk } from '../desk/rule-desk.ts';
import { createSecondLine, type SecondLine } from '../desk/second-line.ts';
import { createTrustConsent, type TrustConsentDesk } from '../desk/trust-consent.ts';
import type { EngineSettings } from '../engine-parts.ts';
import type { ReasonCode } from '../model/reasons.ts';
import type { UtcMillis } from '../model/units.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import type { TerminalStanding } from '../service/terminal-standing.ts';
import type { Session } from '../staff/session.ts';
import type { Store } from '../store/open-store.ts';
import type { ClockGuard } from '../trust/clock-guard.ts';
import { reasonsAgainst } from '../trust/standing.ts';
import type { Emit } from './windows.ts';

export interface DecisionParts {
  readonly settings: Pick<EngineSettings, 'terminal' | 'staff'>;
  readonly store: Pick<Store, 'trustConsents' | 'cases' | 'journal' | 'overrides' | 'notices'>;
  readonly session: Pick<Session, 'person' | 'askSecond'>;
  readonly verdictOf: Desk['verdictOf'];
  readonly standing: Pick<TerminalStanding, 'at'>;
  readonly clockGuard: Pick<ClockGuard, 'read'>;
  readonly book: RuleBook;
  /** The instant, from the clock that never runs backwards. */
  readonly now: () => UtcMillis;
  readonly emit: Emit;
  /** What the status shows of it is other than before. */
  readonly changed: () => void;
}

export interface Decisions {
  /** The word of two people for trust that has aged. */
  readonly consent: TrustConsentDesk;
  /** What speaks against any pass at an instant, by what the terminal trusts and whether it may work; consent to aged trust is heeded. */
  readonly reasonsAgainst: (at: UtcMillis) => readonly ReasonCode[];
  /** Travellers whom the desk sends on. */
  readonly secondLine: SecondLine;
  /** Travellers whom people let through against the rules. */
  readonly overrides: Overrides;
  /** Rule sets that people take back, or let count again. */
  readonly ruleDesk: RuleDesk;
  /** What supervisors and the rule set have to say to the desk. */
  readonly notices: NoticeBoard;
}

export function createDecisions({ settings, store, session, standing, clockGuard, book, now, emit, verdictOf, changed }: DecisionParts): Decisions {
  const { lane } = settings.terminal;
  const person = () => session.person();
  const ruleSet = (): string => book.name();
  const askSecond: Session['askSecond'] = (request) => session.askSecond(request);
  const consent = createTrustConsent({ records: store.trustConsents, standing: () => standing.at(), person, askSecond, ruleSet, changed });
  const againstAt: Decisions['reasonsAgainst'] = (at) => {
    const then = standing.at(at);
    return reasonsAgainst(then, consent.current(then) !== null);
  };
  return {
    consent,
    reasonsAgainst: againstAt,
    secondLine: createSecondLine({
      records: store.cases,
      reasonsOf: (scanId) => store.journal.reasonsOf(scanId),
      lane,
      ruleSet,
      person,
      now,
      changed: (view) => {
        emit('case:changed', view);
        changed();
      },
    }),
    overrides: createOverrideDesk({
      policy: settings.staff.override,
      records: store.overrides,
      verdictOf,
      reasonsAgainst: () => {
        const { at, behindMs } = clockGuard.read();
        return [...(behindMs > 0 ? (['clock-behind'] as const) : []), ...againstAt(at)];
      },
      lane,
      person,
      askSecond,
      now,
      changed: (view) => emit('override:changed', view),
    }),
    ruleDesk: createRuleDesk({ book, person, askSecond }),
    notices: createNoticeBoard({
      records: store.notices,
      ruleNotices: () => book.at(now()).notices,
      ruleSet,
      person,
      now,
      changed: () => emit('notice:changed', {}),
    }),
  };
}
