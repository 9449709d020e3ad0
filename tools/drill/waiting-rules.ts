/** Rules that wait, for a drill: the terminal's own with a test of 48 hours instead of seven days, in force from the midnight after the next. */
import { toMacauDate, toMacauIso } from '../../core/model/macau-time.ts';
import { DAY_MS, HOUR_MS, type UtcMillis, utcMillis } from '../../core/model/units.ts';
import { startOfMacauDay } from '../../core/rules/limit.ts';
import { parseRuleSet, type RuleSet } from '../../core/rules/rule-set.ts';

const HOURS = 48;
const SEVEN_DAYS = 'nucleic-acid-test-within-7-days';

/** @param standard - the terminal's own set. */
export function waitingRules(standard: RuleSet, at: UtcMillis): RuleSet {
  const file = JSON.parse(standard.content) as { readonly rules: readonly { readonly id: string }[] };
  const from = utcMillis(startOfMacauDay(at) + 2 * DAY_MS);
  const scenario = (name: string, sampledHoursAgo: number, outcome: string) => ({
    name,
    at: toMacauIso(from),
    direction: 'to-guangdong',
    facts: { tests: [{ sampledAt: toMacauIso(utcMillis(from - sampledHoursAgo * HOUR_MS)) }] },
    expect: { outcome },
  });
  const changed = {
    ...file,
    version: `drill-${HOURS}h.${toMacauDate(from) ?? ''}`,
    source: `Drill: a test counts ${HOURS} hours.`,
    effective: { from: toMacauIso(from) },
    rules: file.rules.map((rule) => (rule.id === SEVEN_DAYS ? { ...rule, ...within48Hours } : rule)),
    scenarios: [scenario('sampled 48 hours ago', HOURS, 'pass'), scenario('sampled 49 hours ago', HOURS + 1, 'refer')],
  };
  return parseRuleSet(changed, 'drill');
}

const within48Hours = {
  id: `nucleic-acid-test-within-${HOURS}-hours`,
  source: `Drill: a test counts ${HOURS} hours.`,
  description: {
    'zh-Hant': `核酸檢測 ${HOURS} 小時內有效。`,
    pt: `O teste de ácido nucleico vale ${HOURS} horas.`,
    en: `A nucleic-acid test counts for ${HOURS} hours.`,
    'zh-Hans': `核酸检测 ${HOURS} 小时内有效。`,
  },
  limit: { amount: HOURS, unit: 'hours' },
  logic: {
    if: [{ var: 'payload.latestNucleicAcidTest' }, { '<=': [{ var: 'payload.latestNucleicAcidTest.age' }, { var: 'external.limit.amount' }] }, true],
  },
};
