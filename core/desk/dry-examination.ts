/** A code looked at without anybody at the desk: what a technician may know of it, and nothing of whose it is. Layer: desk. Pure. */
import type { CodeExamination } from '../contract.ts';
import type { UtcMillis } from '../model/units.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import type { KeySet } from '../trust/key-set.ts';
import { examine, type Lane } from './examine.ts';
import { toReasonViews } from './views.ts';

/**
 * Examines a code as the desk would, at this instant, and keeps nothing: no journal row, no verdict, no count of crossings.
 * @param text - one character per byte of the symbol.
 */
export function examineDry(text: string, keys: KeySet, rules: RuleSet, lane: Lane, at: UtcMillis): CodeExamination {
  const { verdict, format, issuer, keyId, proved, detail } = examine(text, keys, rules, lane, at);
  // What an unproved code says of its issuer earns no name.
  const names = proved && issuer !== null ? keys.issuerNames(issuer) : null;
  return {
    characters: text.length,
    format,
    issuer,
    issuerNames: names === null ? null : { ...names },
    keyId,
    proved,
    outcome: verdict.outcome,
    reasons: toReasonViews(verdict),
    ruleSet: verdict.ruleSet,
    detail,
  };
}
