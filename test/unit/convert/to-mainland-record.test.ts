import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toMainlandRecord } from '../../../core/convert/to-mainland-record.ts';
import { ANSWERS, type Facts, SEXES, SYMPTOMS, type VaccinationRecord } from '../../../core/model/facts.ts';
import type { MainlandRecord } from '../../../core/model/mainland-profile.ts';
import { HOUR_MS, utcMillis } from '../../../core/model/units.ts';
import { details, negativeTest, NOON, traveller } from './traveller.ts';

const context = { recordId: '0b9d7a52-5d3f-4a53-8f6a-1f4f7f0f8a11', terminalId: 'lane-07', at: NOON };
const convert = (change: Partial<Facts>, at = NOON) => toMainlandRecord({ ...traveller, ...change }, details, { ...context, at });
const recordOf = (change: Partial<Facts>, at = NOON): MainlandRecord => {
  const result = convert(change, at);
  if (!result.ok) throw new Error(`unexpected barrier ${result.barrier}`);
  return result.record;
};
const dose = (number: number, on: string): VaccinationRecord => ({ dose: number, ofDoses: null, on, product: null });

describe('what is never converted', () => {
  it.each<[string, Partial<Facts>, string]>([
    ['yellow', { colour: 'yellow' }, 'colour-not-green'],
    ['an unknown colour', { colour: 'blue' }, 'colour-not-green'],
    ['a colour that is only nearly green', { colour: 'Green' }, 'colour-not-green'],
    ['a stale code', { issuedAt: utcMillis(NOON - 6 * HOUR_MS - 1) }, 'code-too-old'],
    ['a code without a test', { tests: [] }, 'no-negative-test'],
    ['a code without a declaration', { declaration: null }, 'declaration-incomplete'],
    ['a nameless code', { holder: { ...traveller.holder, nameHan: null, nameLatin: null } }, 'name-missing'],
    ['a code without a nationality', { holder: { ...traveller.holder, nationality: null } }, 'nationality-missing'],
  ])('%s', (_, change, barrier) => {
    expect(convert(change)).toEqual({ ok: false, barrier });
  });

  it('a code at a time that cannot be written', () => {
    const beyond = utcMillis(8.64e15);
    expect(convert({ issuedAt: beyond }, beyond)).toEqual({ ok: false, barrier: 'code-too-old' });
  });
});

describe('toMainlandRecord', () => {
  it('maps a known traveller to exactly this record', () => {
    expect(recordOf({})).toEqual({
      profile: 'gbt-aligned-1',
      recordId: '0b9d7a52-5d3f-4a53-8f6a-1f4f7f0f8a11',
      terminalId: 'lane-07',
      name: '樣本',
      sex: '2',
      nationality: 'CHN',
      idType: '516',
      idNo: 'M12345678',
      idReissue: '01',
      birthDate: '19800229',
      phone: '+85366123456',
      regionCode: '820000',
      symptom: '1',
      isContactPatient: '2',
      isEpidemicAreaRisk: '2',
      healthStatus: '00',
      natResult: '0',
      natTime: '20210901030000',
      natOrg: 'Kiang Wu Hospital',
      vaccineDose: '2',
      vaccineTime: '20210429',
      trip: { from: '820000', to: '440400', address: '拱北迎賓南路 1 號', departDate: '20210901' },
      consentTime: '20210901120000',
      sourceFormat: 'MO1',
      sourceIssuer: 'mo.example',
    });
  });

  it('leaves the Macau identity card number behind', () => {
    expect(JSON.stringify(recordOf({}))).not.toContain('51234567');
  });

  it('writes days as Macau has them, not UTC', () => {
    const at = utcMillis(Date.parse('2021-09-01T16:30:00Z'));
    const record = recordOf({ issuedAt: at, tests: [{ ...negativeTest, sampledAt: utcMillis(Date.parse('2021-08-31T23:15:07Z')) }] }, at);
    expect([record.natTime, record.consentTime, record.trip.departDate]).toEqual(['20210901071507', '20210902003000', '20210902']);
  });

  it('takes the Latin name where there is no Han name to carry', () => {
    expect(recordOf({ holder: { ...traveller.holder, nameHan: null } }).name).toBe('SPECIMEN');
    expect(recordOf({ holder: { ...traveller.holder, nameHan: '\u0007' } }).name).toBe('SPECIMEN');
  });

  it.each([
    ['male', '1'],
    ['female', '2'],
    ['unspecified', '9'],
  ] as const)('codes the sex %s as %s', (sex, code) => {
    expect(recordOf({ holder: { ...traveller.holder, sex } }).sex).toBe(code);
  });

  it.each<[(typeof SYMPTOMS)[number][], string]>([
    [[], '1'],
    [['fever', 'cough', 'other'], '2'],
    [['breathlessness', 'sore-throat'], '2^3'],
    [['eyes', 'chest', 'digestive', 'breathlessness', 'fatigue'], '2^3^4^5^6'],
  ])('codes the symptoms %j as %s', (symptoms, code) => {
    expect(recordOf({ declaration: { symptoms, contact: 'no', riskAreaStay: 'no', travel: [] } }).symptom).toBe(code);
  });

  it('codes the answers each in its own place', () => {
    const record = recordOf({ declaration: { symptoms: [], contact: 'yes', riskAreaStay: 'unsure', travel: [] } });
    expect([record.isContactPatient, record.isEpidemicAreaRisk]).toEqual(['1', '3']);
  });

  it.each<[VaccinationRecord[], string | null, string | null]>([
    [[], null, null],
    [[dose(1, '2021-02-30')], null, null],
    [[dose(0, '2021-03-01'), dose(100, '2021-03-01'), dose(1.5, '2021-03-01')], null, null],
    [[dose(2, '2021-04-29'), dose(1, '2021-04-01')], '2', '20210429'],
    [[dose(1, '2021-04-01'), dose(2, '2021-04-01')], '2', '20210401'],
    [[dose(2, '2021-04-01'), dose(1, '2021-04-01')], '2', '20210401'],
  ])('of the vaccinations %j gives dose %j of %j', (vaccinations, vaccineDose, vaccineTime) => {
    expect(recordOf({ vaccinations })).toMatchObject({ vaccineDose, vaccineTime });
  });

  it('leaves out a laboratory that cannot be carried', () => {
    for (const laboratory of [null, '', 'a\nb', 'L'.repeat(101)]) expect(recordOf({ tests: [{ ...negativeTest, laboratory }] }).natOrg).toBeNull();
  });

  it('is total, and what it makes keeps to the form of the page', () => {
    const anyText = fc.option(fc.string({ unit: 'binary' }), { nil: null });
    // Mostly within the window that converts, so that many a run makes a record.
    const anyTime = fc.oneof({ weight: 8, arbitrary: fc.integer({ min: NOON - 5 * HOUR_MS, max: NOON }) }, { weight: 1, arbitrary: fc.double() }).map(utcMillis);
    const anyName = fc.oneof(fc.constant('樣本'), anyText);
    const anyFacts = fc.record({
      colour: fc.constantFrom('green', 'green', 'green', 'red', null),
      issuedAt: anyTime,
      holder: fc.record({ nameHan: anyName, nameLatin: anyText, birthDate: anyText, sex: fc.constantFrom(...SEXES), nationality: fc.constantFrom('CHN', 'PRT', 'CHN', 'x', null) }),
      declaration: fc.option(fc.record({ symptoms: fc.subarray([...SYMPTOMS]), contact: fc.constantFrom(...ANSWERS), riskAreaStay: fc.constantFrom(...ANSWERS), travel: fc.constant([]) }), { nil: null, freq: 9 }),
      tests: fc.array(fc.record({ kind: fc.constant('nucleic-acid' as const), sampledAt: anyTime, reportedAt: fc.constant(null), result: fc.constantFrom('negative' as const, 'negative' as const, 'positive' as const), laboratory: anyText }), { maxLength: 3 }),
      vaccinations: fc.array(fc.record({ dose: fc.double(), ofDoses: fc.constant(null), on: fc.string(), product: anyText }), { maxLength: 2 }),
    });
    let converted = 0;
    fc.assert(
      fc.property(anyFacts, (change) => {
        const result = convert(change);
        if (!result.ok) return;
        converted++;
        expect(change.colour).toBe('green');
        expect(result.record.name).toMatch(/^[^\p{Cc}\p{Cs}]{1,100}$/u);
        expect(result.record.natTime).toMatch(/^\d{14}$/);
        expect(result.record.healthStatus).toBe('00');
        expect(result.record.symptom).toMatch(/^(1|[2-6](\^[2-6])*)$/);
      }),
      { numRuns: 1_000 },
    );
    expect(converted).toBeGreaterThan(10);
  });
});
