import type { RulesView } from '../contract.ts';
import type { UtcMillis } from '../model/units.ts';
import type { Rehearsal } from '../rules/rehearse.ts';
import type { RuleBookState, ShownSet } from '../rules/rule-book.ts';
import { type RuleSet, ruleSetName } from '../rules/rule-set.ts';

/** What the technician sees of the rule sets: in force, waiting, and what became of the others. */
export function toRulesView({ inForce, held, activations }: RuleBookState, at: UtcMillis): RulesView {
  const { ruleSet, since, before } = inForce;
  const waits = ({ setAside, startsAt }: ShownSet): boolean => setAside === null && startsAt > at;
  return {
    inForce: { ...toSummary(ruleSet), since, before: before === null ? null : ruleSetName(before) },
    waiting: held
      .filter(waits)
      .toSorted((a, b) => a.startsAt - b.startsAt)
      .map((each) => ({ ...toSummary(each.ruleSet), offeredAt: each.offeredAt, startsAt: each.startsAt, rehearsal: each.rehearsal === null ? null : toReport(each.rehearsal) })),
    setAside: held.flatMap(({ ruleSet: set, setAside, rehearsal }) =>
      setAside === null ? [] : [{ ...toSummary(set), ...setAside, rehearsal: rehearsal === null ? null : toReport(rehearsal) }],
    ),
    past: activations.map((each) => ({ name: each.name, at: each.at })),
  };
}

function toSummary(ruleSet: RuleSet): Pick<RulesView['inForce'], 'digest' | 'name' | 'source' | 'origin' | 'rules' | 'scenarios' | 'endsAt'> {
  const { digest, source, origin, rules, scenarios, effectiveTo } = ruleSet;
  return { digest, name: ruleSetName(ruleSet), source, origin, rules: rules.length + (ruleSet.dccRules?.rules.length ?? 0), scenarios: scenarios.length, endsAt: effectiveTo };
}

/** A copy: what crosses to the window is its own. */
function toReport({ at, scenarios, travellers, today, then, changes, untried }: Rehearsal): NonNullable<RulesView['waiting'][number]['rehearsal']> {
  return {
    at,
    scenarios: {
      ...scenarios,
      first: scenarios.first.map(({ name, expected, found }) => ({
        name,
        expected: { outcome: expected.outcome, reasons: expected.reasons === null ? null : [...expected.reasons] },
        found: { outcome: found.outcome, reasons: [...found.reasons] },
      })),
    },
    travellers: { ...travellers },
    today: { ...today },
    then: { ...then },
    changes: changes.map((change) => ({ ...change })),
    untried: [...untried],
  };
}
