import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PortasFault } from '../../../core/model/fault.ts';
import { loadRuleSet, MAX_RULE_SET_BYTES, MAX_RULES, parseRuleSet } from '../../../core/rules/rule-set.ts';
import { MAX_SCENARIOS } from '../../../core/rules/scenario.ts';
import { sampleFile, sampleRule, sampleScenario } from './sample-set.ts';

function faultOf(run: () => unknown): PortasFault {
  try {
    run();
  } catch (fault) {
    if (fault instanceof PortasFault) return fault;
    throw fault;
  }
  throw new Error('expected a fault');
}

describe('parseRuleSet', () => {
  const good = sampleFile({});
  const cases: [string, unknown, string][] = [
    ['what is no object', 'text', '(top)'],
    ['an unknown field', { ...good, extra: 1 }, '(top)'],
    ['no rules at all', { ...good, rules: [] }, 'rules'],
    ['more rules than allowed', sampleFile(...Array.from({ length: MAX_RULES + 1 }, () => ({}))), 'rules'],
    ['an id with a space', { ...good, id: 'a b' }, 'id'],
    ['a version that is too long', { ...good, version: '1'.repeat(33) }, 'version'],
    ['a recall of no set', { ...good, recalls: [] }, 'recalls'],
    ['a recall without a version', { ...good, recalls: ['sample'] }, 'recalls.0'],
    ['a recall of itself', { ...good, recalls: ['sample@1'] }, 'recalls'],
    ['an empty source', { ...good, source: '' }, 'source'],
    ['too many value sets', { ...good, valueSets: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`s${n.toString()}`, []])) }, 'valueSets'],
    ['a value set of numbers', { ...good, valueSets: { a: [1] } }, 'valueSets.a.0'],
    ['a rule id given twice', { ...good, rules: [sampleRule, sampleRule] }, 'rules.1.id'],
    ['a rule with an unknown field', sampleFile({ colour: 'red' }), 'rules.0'],
    ['a rule without a language', sampleFile({ description: { en: 'a', pt: 'a', 'zh-Hant': 'a' } }), 'rules.0.description.zh-Hans'],
    ['a reason outside the closed list', sampleFile({ otherwise: { outcome: 'refer', reason: 'bad-hair' } }), 'rules.0.otherwise.reason'],
    ['an outcome of pass', sampleFile({ otherwise: { outcome: 'pass', reason: 'colour-red' } }), 'rules.0.otherwise.outcome'],
    ['an unknown format', sampleFile({ appliesTo: { formats: ['XX9'] } }), 'rules.0.appliesTo.formats.0'],
    ['an empty list of directions', sampleFile({ appliesTo: { directions: [] } }), 'rules.0.appliesTo.directions'],
    ['a date without a time zone', sampleFile({ effective: { from: '2021-08-25T00:00:00' } }), 'rules.0.effective.from'],
    ['an end that is not after the beginning', sampleFile({ effective: { from: '2021-08-25T00:00:00+08:00', to: '2021-08-24T16:00:00Z' } }), 'rules.0.effective.to'],
    ['a second that is not the minute', sampleFile({ effective: { from: '2021-08-25T00:00:01+08:00' } }), 'rules.0.effective.from'],
    ['a set whose end is not after its beginning', { ...good, effective: { from: '2021-08-25T00:00:00+08:00', to: '2021-08-25T00:00:00+08:00' } }, 'effective.to'],
    ['an unknown port', sampleFile({ appliesTo: { ports: ['gongbei'] } }), 'rules.0.appliesTo.ports.0'],
    ['an unknown category', sampleFile({ appliesTo: { categories: ['tourist'] } }), 'rules.0.appliesTo.categories.0'],
    ['an unknown origin', sampleFile({ appliesTo: { origins: ['mars'] } }), 'rules.0.appliesTo.origins.0'],
    ['an empty list of sub-codes', sampleFile({ appliesTo: { subCodes: [] } }), 'rules.0.appliesTo.subCodes'],
    ['a limit in another unit', sampleFile({ limit: { amount: 2, unit: 'weeks' } }), 'rules.0.limit.unit'],
    ['a limit of half an hour', sampleFile({ limit: { amount: 0.5, unit: 'hours' } }), 'rules.0.limit.amount'],
    ['no crossing at all a day', sampleFile({ frequency: { crossings: 0, per: 'day' } }), 'rules.0.frequency.crossings'],
    ['an age without a limit, which would be null', sampleFile({ logic: { '<': [{ var: 'payload.latestNucleicAcidTest.age' }, 3] } }), 'rules.0.limit'],
    ['crossings without a frequency', sampleFile({ logic: { '<': [{ var: 'external.crossings' }, 1] } }), 'rules.0.frequency'],
    ['neither an outcome nor an exemption', sampleFile({ otherwise: undefined }), 'rules.0.otherwise'],
    ['both', sampleFile({}, { exempts: ['rule-0'] }), 'rules.1.otherwise'],
    ['an exemption from no rule', sampleFile({}, { otherwise: undefined, exempts: ['rule-7'] }), 'rules.1.exempts'],
    ['an exemption from an exemption', sampleFile({}, { otherwise: undefined, exempts: ['rule-0'] }, { otherwise: undefined, exempts: ['rule-1'] }), 'rules.2.exempts'],
    ['more scenarios than allowed', { ...good, scenarios: Array.from({ length: MAX_SCENARIOS + 1 }, () => sampleScenario) }, 'scenarios'],
    ['a scenario with an unknown member', { ...good, scenarios: [{ ...sampleScenario, facts: { color: 'red' } }] }, 'scenarios.0.facts'],
    ['a scenario without a date', { ...good, scenarios: [{ ...sampleScenario, at: undefined }] }, 'scenarios.0.at'],
    ['a scenario that expects nothing', { ...good, scenarios: [{ ...sampleScenario, expect: {} }] }, 'scenarios.0.expect.outcome'],
    ['a rule without logic', sampleFile({ logic: undefined }), 'rules.0.logic'],
    ['an unknown operation', sampleFile({ logic: { or: [true, false] } }), 'rules.0.logic'],
  ];

  it.each(cases)('refuses %s and names file and field', (_, json, field) => {
    const fault = faultOf(() => parseRuleSet(json, 'day.json'));
    expect(fault.code).toBe('rules-invalid');
    expect(fault.message).toMatch(`day.json: ${field}: `);
  });

  it('names three faults at most', () => {
    const { message } = faultOf(() => parseRuleSet({ ...good, id: '', version: '', source: '', rules: [] }, 'day.json'));
    expect(message.split('; ')).toHaveLength(3);
  });

  it('reads dates with a time zone as instants and an absent restriction as none', () => {
    const { rules } = parseRuleSet(sampleFile({}, { effective: { from: '2021-08-25T00:00:00+08:00', to: '2021-09-01T00:00:00Z' } }), 'day.json');
    expect(rules[0]).toMatchObject({ formats: null, directions: null, effectiveFrom: null, effectiveTo: null });
    expect(rules[1]).toMatchObject({ effectiveFrom: Date.UTC(2021, 7, 24, 16), effectiveTo: Date.UTC(2021, 8, 1) });
  });

  it('tells sets apart by their content, and keeps it', () => {
    const set = parseRuleSet(good, 'day.json');
    expect(set.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(parseRuleSet(JSON.parse(set.content), 'elsewhere.json').digest).toBe(set.digest);
    expect(parseRuleSet({ ...good, source: 'another' }, 'day.json').digest).not.toBe(set.digest);
  });

  it('reads when the set itself is in force', () => {
    expect(parseRuleSet(good, 'day.json')).toMatchObject({ effectiveFrom: null, effectiveTo: null, scenarios: [] });
    expect(parseRuleSet({ ...good, effective: { from: '2021-08-25T00:00:00+08:00' } }, 'day.json')).toMatchObject({ effectiveFrom: Date.UTC(2021, 7, 24, 16), effectiveTo: null });
  });

  it('keeps restrictions, origin and value sets', () => {
    const set = parseRuleSet({ ...sampleFile({ appliesTo: { formats: ['MO1'], directions: ['to-macau'] } }), valueSets: { a: ['b'] } }, 'day.json');
    expect(set).toMatchObject({ id: 'sample', version: '1', origin: 'day.json', source: 'a test', valueSets: { a: ['b'] } });
    expect(set.rules[0]).toMatchObject({ formats: ['MO1'], directions: ['to-macau'] });
  });
});

describe('loadRuleSet', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'portas-rules-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    chmodSync(path, 0o600);
    return path;
  };

  it('refuses a file that is not there', () => {
    const fault = faultOf(() => loadRuleSet(join(folder, 'absent.json')));
    expect(fault.code).toBe('rules-invalid');
    expect(fault.message).toContain('absent.json');
    expect(fault.cause).toMatchObject({ code: 'ENOENT' });
  });

  it.each([
    ['a broken-off file', JSON.stringify(sampleFile({})).slice(0, -5)],
    ['an empty file', ''],
    ['bytes that are no UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
  ])('refuses %s', (_, content) => {
    expect(faultOf(() => loadRuleSet(write('bad.json', content))).message).toContain('bad.json: cannot be read as UTF-8 JSON');
  });

  it('refuses a file larger than allowed without parsing it', () => {
    const path = write('large.json', JSON.stringify(sampleFile({})).padEnd(MAX_RULE_SET_BYTES + 1));
    expect(faultOf(() => loadRuleSet(path)).message).toContain(`at most ${MAX_RULE_SET_BYTES.toString()} bytes`);
  });

  it('refuses JSON nested a hundred thousand deep', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const path = write('deep.json', JSON.stringify(sampleFile({ logic: '@' })).replace('"@"', deep));
    expect(faultOf(() => loadRuleSet(path)).message).toMatch(/rules\.0\.logic: is nested deeper|cannot be read/);
  });

  it('reads a good file and takes its path for the origin', () => {
    const path = write('good.json', JSON.stringify(sampleFile({})));
    expect(loadRuleSet(path)).toEqual(parseRuleSet(sampleFile({}), path));
  });
});
