/** Whether the rule sets of one signed set can all be taken: asked before the set counts, so that it is refused whole and not by halves. Pure. Layer: rules. */
import { PortasFault } from '../model/fault.ts';
import { MAX_HELD_SETS } from './rule-book.ts';
import { type RuleSet, ruleSetName } from './rule-set.ts';
import { runScenarios } from './run-scenarios.ts';
import { MAX_SCENARIOS } from './scenario.ts';

/** Scenarios of all sets together: they are judged in one go, some 0.2 ms each, while the desk waits. */
const MAX_SCENARIOS_TOGETHER = 2 * MAX_SCENARIOS;

/** @throws PortasFault `rules-invalid`: more sets or scenarios than a terminal takes, two sets of one name, or a set that does not keep its own scenarios. */
export function requireSoundRules(ruleSets: readonly RuleSet[]): void {
  if (ruleSets.length > MAX_HELD_SETS) throw new PortasFault('rules-invalid', `rules/: ${ruleSets.length} rule sets, at most ${MAX_HELD_SETS} expected`);
  const scenarios = ruleSets.reduce((sum, ruleSet) => sum + ruleSet.scenarios.length, 0);
  if (scenarios > MAX_SCENARIOS_TOGETHER) throw new PortasFault('rules-invalid', `rules/: ${scenarios} scenarios in all rule sets, at most ${MAX_SCENARIOS_TOGETHER} expected`);
  const byName = new Map<string, RuleSet>();
  for (const ruleSet of ruleSets) {
    const name = ruleSetName(ruleSet);
    const same = byName.get(name);
    // Verdicts and the audit name a set by id and version.
    if (same !== undefined && same.digest !== ruleSet.digest) throw new PortasFault('rules-invalid', `${ruleSet.origin}: expected another version than ${name}, which is ${same.origin}`);
    byName.set(name, ruleSet);
    const [broken, ...others] = runScenarios(ruleSet);
    if (broken !== undefined) {
      const more = others.length === 0 ? '' : `, nor ${others.length} more`;
      throw new PortasFault('rules-invalid', `${ruleSet.origin}: does not keep its scenario "${broken.name}"${more}: expected ${broken.expected.outcome}, found ${broken.found.outcome} (${broken.found.reasons.join(', ')})`);
    }
  }
}
