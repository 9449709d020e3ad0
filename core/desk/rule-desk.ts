/**
 * What people decide of rule sets. A technician alone can refuse a set that waits; taking one back, going back to the one before, and letting one count again
 * takes a supervisor's badge and PIN beside. Works without a network. Layer: desk.
 */
import type { Reply, Request } from '../contract.ts';
import type { Person, SecondRequest } from '../model/staff.ts';
import type { RuleBook } from '../rules/rule-book.ts';

export interface RuleDeskParts {
  readonly book: Pick<RuleBook, 'objection' | 'decide' | 'state'>;
  readonly person: () => Person | null;
  /** Waits for somebody else's badge and PIN. @returns false while another action waits. */
  readonly askSecond: (request: SecondRequest) => boolean;
}

export interface RuleDesk {
  decide(request: Request<'rules:decide'>): Reply<'rules:decide'>;
}

export function createRuleDesk({ book, person, askSecond }: RuleDeskParts): RuleDesk {
  return {
    decide({ decision, digest, reason }) {
      const first = person();
      // Nobody can answer for it where nobody signs in.
      if (first === null) return { ok: false, refusal: 'not-allowed' };
      const objection = book.objection(decision, digest);
      if (objection !== null) return { ok: false, refusal: objection };
      if (decision === 'refuse') return book.decide(decision, digest, { reason, first, second: null }) ? { ok: true, state: 'done' } : { ok: false, refusal: 'not-waiting' };
      const subject = book.state().held.find(({ ruleSet }) => ruleSet.digest === digest);
      const asked = askSecond({
        action: decision,
        roles: ['supervisor'],
        subject: subject === undefined ? digest : `${subject.ruleSet.id}@${subject.ruleSet.version}`,
        reason,
        carryOut: (asker, confirmer) => book.decide(decision, digest, { reason, first: asker, second: confirmer }),
      });
      return asked ? { ok: true, state: 'asked' } : { ok: false, refusal: 'busy' };
    },
  };
}
