import { describe, expect, it } from 'vitest';
import { utcMillis } from '../../../core/model/units.ts';
import { checkTerminalSet } from '../../../core/set-content.ts';
import type { Target, TargetKind } from '../../../core/trust/distribution/targets.ts';
import { MAX_HELD_SETS } from '../../../core/rules/rule-book.ts';
import { MAX_SCENARIOS } from '../../../core/rules/scenario.ts';
import { createWorkshop } from '../../../tools/issuer/workshop.ts';
import { sampleFile, sampleScenario } from '../rules/sample-set.ts';

const AT = utcMillis(Date.UTC(2026, 5, 1));
const ISSUED = '2026-05-31T22:00:00.000Z';

function target(kind: TargetKind, name: string, content: unknown, custom: Record<string, unknown> = {}): Target {
  const bytes = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  return { kind, name, length: bytes.length, sha256: '', custom: { kind, ...custom }, read: () => bytes };
}
const keys = target('key-set', 'keys/mo.json', { ...createWorkshop('content', AT).keySet, issuedAt: ISSUED });
const update = { version: '1.2.0', platform: 'linux-x64', sha256: 'ab'.repeat(32), length: 120_000_000 };
const rules = (name: string, change: Record<string, unknown> = {}): Target => target('rules', `rules/${name}.json`, { ...sampleFile({}), version: name, scenarios: [sampleScenario], ...change });
const many = <T>(count: number, make: (index: number) => T): readonly T[] => Array.from({ length: count }, (_, index) => make(index));
const broken = { scenarios: [sampleScenario, { ...sampleScenario, name: 'green is refused', expect: { outcome: 'refuse' } }] };
const check = (...targets: readonly Target[]) => checkTerminalSet(targets, { at: AT, stage: 'offered', log: () => undefined });

describe('the content of a signed set', () => {
  it('is keys, and what else there is', () => {
    const set = check(keys, target('policy', 'policy.json', { type: 'portas-policy', version: 1 }), target('app-update', 'updates/a.json', update), target('rules', 'rules/a.json', { ...sampleFile({}), scenarios: [sampleScenario] }));
    expect(set.signedAt).toBe(Date.parse(ISSUED));
    expect(set.keys.keys.length).toBeGreaterThan(0);
    expect(set.policy?.freshness.staleAfter).toBe(72 * 3_600_000);
    expect([set.ruleSets.length, set.profiles, set.sealingKey]).toEqual([1, null, null]);
    expect(set.updates.get('updates/a.json')).toEqual(update);
  });

  it.each<[string, readonly Target[], RegExp]>([
    ['no key set', [target('policy', 'policy.json', { type: 'portas-policy', version: 1 })], /^keys\/: expected a target of kind key-set/],
    ['a key set that is no JSON', [target('key-set', 'keys/mo.json', '{')], /^keys\/mo\.json: is not JSON/],
    ['a key set of another form', [target('key-set', 'keys/mo.json', {})], /^keys\/mo\.json: /],
    ['a policy that contradicts itself', [keys, target('policy', 'policy.json', { type: 'portas-policy', version: 1, freshness: { staleAfterHours: 9, deadAfterHours: 1 } })], /^policy\.json: .*deadAfterHours/],
    ['rules that are none', [keys, target('rules', 'rules/a.json', { id: 'a' })], /^rules\/a\.json: /],
    ['rules without a scenario', [keys, target('rules', 'rules/a.json', sampleFile({}))], /^rules\/a\.json: scenarios: expected one at least/],
    ['rules that do not keep their scenarios', [keys, rules('a'), rules('b', broken)], /^rules\/b\.json: does not keep its scenario "green is refused": expected refuse, found pass/],
    ['two rule sets of one name', [keys, rules('a'), rules('b', { version: 'a' }), rules('c', { version: 'a', source: 'another' })], /^rules\/c\.json: expected another version than .*@a, which is rules\/.\.json$/],
    ['more rule sets than a terminal holds', [keys, ...many(MAX_HELD_SETS + 1, (index) => rules(`n${index}`))], /^rules\/: 33 rule sets, at most 32 expected$/],
    ['more scenarios than are judged in one go', [keys, ...many(3, (index) => rules(`n${index}`, { scenarios: many(MAX_SCENARIOS, (n) => ({ ...sampleScenario, name: `s${n}` })) }))], /^rules\/: 1500 scenarios in all rule sets, at most 1000 expected$/],
    ['profiles that are none', [keys, target('device-profiles', 'device-profiles.json', '[]')], /device-profiles\.json/],
    ['a gateway without a key', [keys, target('gateway', 'gateway.json', { type: 'portas-gateway', version: 1 })], /^gateway\.json: .*sealingKey/],
    ['a gateway with half a key', [keys, target('gateway', 'gateway.json', { type: 'portas-gateway', version: 1, sealingKey: { keyId: 'a', publicKeyBase64: 'AAAA' } })], /key/i],
    ['an update that is no JSON', [keys, target('app-update', 'updates/a.json', 'MZ')], /^updates\/a\.json: is not JSON/],
    ['an update without a hash', [keys, target('app-update', 'updates/a.json', { ...update, sha256: undefined })], /^updates\/a\.json: sha256/],
    ['an update with a hash too short', [keys, target('app-update', 'updates/a.json', { ...update, sha256: 'ab' })], /^updates\/a\.json: sha256/],
    ['an update of no version', [keys, target('app-update', 'updates/a.json', { ...update, version: 'newest' })], /^updates\/a\.json: version/],
    ['an update of an unknown platform', [keys, target('app-update', 'updates/a.json', { ...update, platform: 'cpm-z80' })], /^updates\/a\.json: platform/],
    ['an update of no bytes', [keys, target('app-update', 'updates/a.json', { ...update, length: 0 })], /^updates\/a\.json: length/],
    ['an update that says more', [keys, target('app-update', 'updates/a.json', { ...update, url: 'https://x.example' })], /^updates\/a\.json: .*url/],
    ['an update of more than 64 KiB', [keys, target('app-update', 'updates/a.json', `${JSON.stringify(update)}${' '.repeat(65_536)}`)], /^updates\/a\.json: has \d+ bytes, at most 65536/],
    ['cards without an issuer', [keys, target('shc-keys', 'keys/shc/a.json', { keys: [] })], /^keys\/shc\/a\.json: custom\..*issuer/],
    ['withdrawn cards of an issuer without keys', [keys, target('shc-revocation', 'revocations/shc/a.json', {}, { issuer: 'https://x.example' })], /expected an issuer whose keys are in the set/],
    ['withdrawn seals of an issuer without keys', [keys, target('vds-nc-revocation', 'revocations/vds-nc/a.crl', '', { issuer: 'UTO' })], /expected an issuer whose keys are in the set/],
  ])('is refused whole, and the target named, for %s', (_, targets, message) => {
    expect(() => check(...targets)).toThrow(message);
  });

  it('is taken up at a start as it was installed: a newer program does not take away keys by judging a scenario otherwise', () => {
    expect(checkTerminalSet([keys, rules('b', broken)], { at: AT, stage: 'in-force', log: () => undefined }).ruleSets).toHaveLength(1);
  });
});
