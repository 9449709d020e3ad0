/** What people decide beside the verdict: the second line, overrides, rule sets taken back, notices. Composes. */
import type { Desk } from '../desk/desk.ts';
import { createNoticeBoard, type NoticeBoard } from '../desk/notices.ts';
import { createOverrideDesk, type Overrides } from '../desk/overrides.ts';
import { createRuleDesk, type RuleDesk } from '../desk/rule-desk.ts';
import { createSecondLine, type SecondLine } from '../desk/second-line.ts';
import type { EngineSettings } from '../engine-parts.ts';
import type { ReasonCode } from '../model/reasons.ts';
import type { UtcMillis } from '../model/units.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import type { Session } from '../staff/session.ts';
import type { Store } from '../store/open-store.ts';
import type { Emit } from './windows.ts';

export interface DecisionParts {
  readonly settings: Pick<EngineSettings, 'terminal' | 'staff'>;
  readonly store: Pick<Store, 'cases' | 'journal' | 'overrides' | 'notices'>;
  readonly session: Pick<Session, 'person' | 'askSecond'>;
  readonly verdictOf: Desk['verdictOf'];
  /** What speaks now against letting anybody through. */
  readonly reasonsAgainst: () => readonly ReasonCode[];
  readonly book: RuleBook;
  /** The instant, from the clock that never runs backwards. */
  readonly now: () => UtcMillis;
  readonly emit: Emit;
  /** The second line has another case, or one fewer. */
  readonly casesChanged: () => void;
}

export interface Decisions {
  /** Travellers whom the desk sends on. */
  readonly secondLine: SecondLine;
  /** Travellers whom people let through against the rules. */
  readonly overrides: Overrides;
  /** Rule sets that people take back, or let count again. */
  readonly ruleDesk: RuleDesk;
  /** What supervisors and the rule set have to say to the desk. */
  readonly notices: NoticeBoard;
}

export function createDecisions({ settings, store, session, verdictOf, reasonsAgainst, book, now, emit, casesChanged }: DecisionParts): Decisions {
  const { lane } = settings.terminal;
  const person = () => session.person();
  const ruleSet = (): string => book.name();
  const askSecond: Session['askSecond'] = (request) => session.askSecond(request);
  return {
    secondLine: createSecondLine({
      records: store.cases,
      reasonsOf: (scanId) => store.journal.reasonsOf(scanId),
      lane,
      ruleSet,
      person,
      now,
      changed: (view) => {
        emit('case:changed', view);
        casesChanged();
      },
    }),
    overrides: createOverrideDesk({
      policy: settings.staff.override,
      records: store.overrides,
      verdictOf,
      reasonsAgainst,
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
