/** The rule sets of the terminal, and what people decide about them. */
import type { ruleCalls } from '../contract.ts';
import type { RuleDesk } from '../desk/rule-desk.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import { toRulesView } from '../service/rules-view.ts';
import type { ClockGuard } from '../trust/clock-guard.ts';
import type { HandlersOf } from '../wire.ts';

export interface RuleHandlerParts {
  readonly book: RuleBook;
  readonly ruleDesk: RuleDesk;
  readonly clockGuard: Pick<ClockGuard, 'read'>;
}

export function ruleHandlers({ book, ruleDesk, clockGuard }: RuleHandlerParts): HandlersOf<typeof ruleCalls> {
  return {
    'rules:read': () => toRulesView(book.state(), clockGuard.read().at),
    'rules:rehearse': async ({ digest }) => ({ found: await book.rehearse(digest) }),
    'rules:decide': (request) => ruleDesk.decide(request),
  };
}
