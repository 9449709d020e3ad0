/**
 * An EU certificate against the rules of EU states: what each rule in force says of it, as reasons. Pure. Layer: rules.
 * @see EU DCC validation rules: false is not accepted, what cannot be evaluated is open
 */
import type { Facts } from '../model/facts.ts';
import type { UtcMillis } from '../model/units.ts';
import type { Reason } from '../model/verdict.ts';
import { type DccData, type DccFacts, toDccData } from './dcc-data.ts';
import { type DccRule, dccRuleName } from './dcc-rule.ts';
import type { DccRules } from './dcc-rules.ts';
import type { Evaluator } from './evaluator.ts';
import { selectDccRules, type DccKind } from './select-dcc-rules.ts';
import { roadReason } from './verdict.ts';
import { compareVersions, parseVersion, type Version } from '../model/version.ts';

/** Never throws, and passes nothing in doubt: without a rule that says what is accepted, nothing is known to be. */
export function judgeDcc(facts: DccFacts, dccRules: DccRules, at: UtcMillis, evaluator: Evaluator): readonly Reason[] {
  const rules = selectDccRules(dccRules, { certificateType: typeOf(facts), issuer: facts.issuer }, at);
  const data = toDccData(facts, { ...dccRules, at });
  const schema = parseVersion(facts.certificate.content.ver);
  return [
    ...(rules.some(({ type }) => type === 'Acceptance') ? [] : [roadReason('no-rules-in-force')]),
    ...rules.flatMap((rule) => applyDccRule(rule, data, schema, evaluator)),
  ];
}

/** Every certificate makes exactly one statement (core/codes/hc1-claims.ts). */
function typeOf({ tests, recoveries }: Facts): DccKind['certificateType'] {
  if (tests.length > 0) return 'Test';
  return recoveries.length > 0 ? 'Recovery' : 'Vaccination';
}

function applyDccRule(rule: DccRule, data: DccData, schema: Version | null, evaluator: Evaluator): readonly Reason[] {
  const came = isOfSchema(rule, schema) ? evaluator.evaluate(rule.logic, data) : null;
  if (came?.ok === true && came.value === true) return [];
  const code = came?.ok === true && came.value === false ? 'entry-rule-not-met' : 'rule-not-evaluated';
  return [{ ...roadReason(code), ruleId: dccRuleName(rule) }];
}

/** A rule can be asked of certificates of its schema's main version, from that version on. */
function isOfSchema({ schemaVersion }: DccRule, schema: Version | null): boolean {
  return schema !== null && schema[0] === schemaVersion[0] && compareVersions(schema, schemaVersion) >= 0;
}
