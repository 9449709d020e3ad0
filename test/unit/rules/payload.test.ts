import { describe, expect, it } from 'vitest';
import type { TestRecord } from '../../../core/model/facts.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { EXTERNAL_FIELDS, PAYLOAD_FIELDS, toRuleData } from '../../../core/rules/payload.ts';
import { negativeTest, NOON, traveller } from '../convert/traveller.ts';

const dataOf = (facts = traveller) => toRuleData(facts, { at: NOON, direction: 'to-macau', port: 'qingmao', valueSets: { a: ['b'] } });

describe('toRuleData', () => {
  it('has exactly the members that rules may name', () => {
    const { payload, external } = dataOf();
    expect(Object.keys(payload).sort()).toEqual([...PAYLOAD_FIELDS].sort());
    expect(Object.keys(external).sort()).toEqual([...EXTERNAL_FIELDS].sort());
  });

  it('writes every instant with Macau offset, and days as Macau has them', () => {
    const late: TestRecord = { ...negativeTest, kind: 'antigen', sampledAt: utcMillis(Date.parse('2021-08-31T16:30:00Z')), reportedAt: null };
    const { payload, external } = dataOf({ ...traveller, tests: [negativeTest, late] });
    expect(payload.issuedAt).toBe('2021-09-01T11:00:00.000+08:00');
    expect(payload.expiresAt).toBe('2021-09-02T11:00:00.000+08:00');
    expect(payload.latestNucleicAcidTest).toEqual({
      kind: 'nucleic-acid',
      sampledAt: '2021-09-01T03:00:00.000+08:00',
      sampledOn: '2021-09-01',
      reportedAt: '2021-09-01T09:00:00.000+08:00',
      result: 'negative',
      laboratory: 'Kiang Wu Hospital',
      age: null,
    });
    expect(payload.latestAntigenTest).toMatchObject({ sampledAt: '2021-09-01T00:30:00.000+08:00', sampledOn: '2021-09-01', reportedAt: null });
    expect(payload.tests).toEqual([payload.latestNucleicAcidTest, payload.latestAntigenTest]);
    expect(external).toEqual({ validationClock: '2021-09-01T12:00:00.000+08:00', today: '2021-09-01', direction: 'to-macau', port: 'qingmao', valueSets: { a: ['b'] }, limit: null, frequency: null, crossings: null });
  });

  it('copies objects without a prototype, which CertLogic cannot ask whether they are empty', () => {
    const bare = <T extends object>(value: T): T => Object.assign(Object.create(null) as T, value);
    const { payload } = dataOf({
      ...traveller,
      holder: bare(traveller.holder),
      documents: traveller.documents.map(bare),
      declaration: traveller.declaration && bare(traveller.declaration),
      vaccinations: traveller.vaccinations.map(bare),
      recoveries: [bare({ firstPositiveOn: '2021-01-01', validFrom: null, validUntil: null })],
    });
    const { holder, documents, declaration, vaccinations, recoveries } = payload;
    for (const value of [holder, declaration, ...[documents, vaccinations, recoveries].flat()]) expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(recoveries).toEqual([{ firstPositiveOn: '2021-01-01', validFrom: null, validUntil: null }]);
  });

  it('says null where there is no test', () => {
    expect(dataOf({ ...traveller, tests: [] }).payload).toMatchObject({ tests: [], latestNucleicAcidTest: null, latestAntigenTest: null });
  });
});
