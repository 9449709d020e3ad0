import { describe, expect, it } from 'vitest';
import { offerConversion } from '../../../core/convert/offer.ts';
import type { Facts, Holder } from '../../../core/model/facts.ts';
import { HOUR_MS, MINUTE_MS, utcMillis } from '../../../core/model/units.ts';
import type { Verdict } from '../../../core/model/verdict.ts';
import { negativeTest, NOON, traveller } from './traveller.ts';

const pass: Verdict = { outcome: 'pass', reasons: [], ruleSet: 'set@1' };
const context = { at: NOON, direction: 'to-guangdong', document: null, lacksDocument: false, hasSealingKey: true, hasRoom: true } as const;
const held = (change: Partial<Holder>): Partial<Facts> => ({ holder: { ...traveller.holder, ...change } });
const offerFor = (change: Partial<Facts>) => offerConversion({ ...traveller, ...change }, pass, context);

describe('offerConversion', () => {
  it.each(['refer', 'refuse'] as const)('offers nothing to a %s', (outcome) => {
    expect(offerConversion(traveller, { ...pass, outcome }, context)).toEqual({ possible: false, barrier: 'not-a-pass' });
  });

  it('offers nothing on the way into Macau', () => {
    expect(offerConversion(traveller, pass, { ...context, direction: 'to-macau' })).toEqual({ possible: false, barrier: 'direction-not-converted' });
  });

  it.each<[string, Partial<Facts>, string]>([
    ['yellow', { colour: 'yellow' }, 'colour-not-green'],
    ['red', { colour: 'red' }, 'colour-not-green'],
    ['blue', { colour: 'blue' }, 'colour-not-green'],
    ['no colour', { colour: null }, 'colour-not-green'],
    ['a code of 6 h and a millisecond', { issuedAt: utcMillis(NOON - 6 * HOUR_MS - 1) }, 'code-too-old'],
    ['a code of no age', { issuedAt: utcMillis(Number.NaN) }, 'code-too-old'],
    ['no test', { tests: [] }, 'no-negative-test'],
    ['an antigen test alone', { tests: [{ ...negativeTest, kind: 'antigen' }] }, 'no-negative-test'],
    ['a positive test', { tests: [{ ...negativeTest, result: 'positive' }] }, 'no-negative-test'],
    ['a later inconclusive test', { tests: [negativeTest, { ...negativeTest, sampledAt: utcMillis(NOON - HOUR_MS), result: 'inconclusive' }] }, 'no-negative-test'],
    ['a test from the future', { tests: [{ ...negativeTest, sampledAt: utcMillis(NOON + 1) }] }, 'no-negative-test'],
    ['a test at no time', { tests: [{ ...negativeTest, sampledAt: utcMillis(Number.NEGATIVE_INFINITY) }] }, 'no-negative-test'],
    ['no declaration', { declaration: null }, 'declaration-incomplete'],
    ['no name', held({ nameHan: null, nameLatin: null }), 'name-missing'],
    ['a blank name', held({ nameHan: ' \t', nameLatin: '' }), 'name-missing'],
    ['a name that could break a screen', held({ nameHan: '樣\u001b本', nameLatin: null }), 'name-missing'],
    ['a name too long to carry', held({ nameHan: null, nameLatin: 'M'.repeat(101) }), 'name-missing'],
    ['no nationality', held({ nationality: null }), 'nationality-missing'],
    ['a nationality of no three letters', held({ nationality: 'CN' }), 'nationality-missing'],
  ])('names the barrier for %s', (_, change, barrier) => {
    expect(offerFor(change)).toEqual({ possible: false, barrier });
  });

  it('names the missing sealing key', () => {
    expect(offerConversion(traveller, pass, { ...context, hasSealingKey: false })).toEqual({ possible: false, barrier: 'sealing-key-missing' });
  });

  it('says that the disk is nearly full', () => {
    expect(offerConversion(traveller, pass, { ...context, hasRoom: false })).toEqual({ possible: false, barrier: 'disk-low' });
  });

  it('names the barriers in their stated order', () => {
    const order: string[] = [];
    let facts: Facts = { ...traveller, ...held({ nameHan: null, nameLatin: null, nationality: null }), colour: 'blue', issuedAt: utcMillis(0), tests: [], declaration: null };
    let verdict: Verdict = { ...pass, outcome: 'refer' };
    let around: Parameters<typeof offerConversion>[2] = { at: NOON, direction: 'to-macau', document: null, lacksDocument: true, hasSealingKey: false, hasRoom: false };
    const repairs = [
      () => (verdict = pass),
      () => (around = { ...around, direction: 'to-guangdong' }),
      () => (facts = { ...facts, colour: 'green' }),
      () => (facts = { ...facts, issuedAt: traveller.issuedAt }),
      () => (facts = { ...facts, tests: traveller.tests }),
      () => (facts = { ...facts, declaration: traveller.declaration }),
      () => (facts = { ...facts, holder: { ...traveller.holder, nationality: null } }),
      () => (facts = traveller),
      () => (around = { ...around, lacksDocument: false }),
      () => (around = { ...around, hasSealingKey: true }),
      () => (around = context),
    ];
    for (const repair of repairs) {
      const offer = offerConversion(facts, verdict, around);
      order.push(offer.possible ? 'possible' : offer.barrier);
      repair();
    }
    expect(order).toEqual([
      ...['not-a-pass', 'direction-not-converted', 'colour-not-green', 'code-too-old', 'no-negative-test', 'declaration-incomplete'],
      ...['name-missing', 'nationality-missing', 'document-not-checked', 'sealing-key-missing', 'disk-low'],
    ]);
    expect(offerConversion(facts, verdict, around).possible).toBe(true);
  });

  it('still offers at exactly 6 h and not a minute later', () => {
    const facts = { ...traveller, issuedAt: utcMillis(NOON - 6 * HOUR_MS) };
    expect(offerConversion(facts, pass, context).possible).toBe(true);
    expect(offerConversion(facts, pass, { ...context, at: utcMillis(NOON + MINUTE_MS) })).toEqual({ possible: false, barrier: 'code-too-old' });
  });

  it('knows permit and birth date, and asks for telephone and destination', () => {
    expect(offerFor({})).toEqual({ possible: true, known: { permitNumber: 'M12345678', birthDate: '1980-02-29' }, fromDocument: [], missing: ['phone', 'destinationCity'] });
  });

  it('asks for all that the code does not know, in the order of the form', () => {
    expect(offerFor({ documents: [{ type: 'bir', number: '51234567' }], ...held({ birthDate: null }) })).toEqual({
      possible: true,
      known: { permitNumber: null, birthDate: null },
      fromDocument: [],
      missing: ['permitNumber', 'birthDate', 'phone', 'destinationCity'],
    });
  });

  it('takes from the document in hand what the code does not know, and only that', () => {
    const document = { permitNumber: 'M87654321', birthDate: '1980-02-28' };
    const offered = (change: Partial<Facts>) => offerConversion({ ...traveller, ...change }, pass, { ...context, document });
    expect(offered({})).toMatchObject({ known: { permitNumber: 'M12345678', birthDate: '1980-02-29' }, fromDocument: [] });
    expect(offered({ documents: [], ...held({ birthDate: '1980-02' }) })).toMatchObject({ known: document, fromDocument: ['permitNumber', 'birthDate'], missing: ['phone', 'destinationCity'] });
    expect(offered(held({ birthDate: null }))).toMatchObject({ known: { permitNumber: 'M12345678', birthDate: '1980-02-28' }, fromDocument: ['birthDate'] });
  });

  it('takes no birth date from a document that the engine would refuse with this code, nor half a one', () => {
    const offered = (stated: string | null, birthDate: string | null) => offerConversion({ ...traveller, ...held({ birthDate: stated }) }, pass, { ...context, document: { permitNumber: null, birthDate } });
    // Of a zone's two digits of the year the century is a guess.
    for (const [stated, birthDate] of [['1919', '2019-05-06'], ['1980', '1980-02'], ['1980', null]] as const) {
      expect(offered(stated, birthDate)).toMatchObject({ known: { birthDate: null }, fromDocument: [], missing: ['birthDate', 'phone', 'destinationCity'] });
    }
  });

  it('takes a permit that is none, and half a birth date, for unknown', () => {
    expect(offerFor({ documents: [{ type: 'mainland-permit', number: 'C12345678' }], ...held({ birthDate: '1980-02' }) })).toMatchObject({
      known: { permitNumber: null, birthDate: null },
    });
  });
});
