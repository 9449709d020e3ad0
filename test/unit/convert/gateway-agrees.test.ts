import fc from 'fast-check';
import nacl from 'tweetnacl';
import { describe, expect, it } from 'vitest';
import { parseConversionDetails } from '../../../core/convert/details.ts';
import { sealRecord } from '../../../core/convert/seal.ts';
import { toMainlandRecord } from '../../../core/convert/to-mainland-record.ts';
import { ANSWERS, type Facts, SEXES, SYMPTOMS } from '../../../core/model/facts.ts';
import { GUANGDONG_CITIES } from '../../../core/model/mainland-profile.ts';
import { HOUR_MS, utcMillis } from '../../../core/model/units.ts';
import { openRecord } from '../../../tools/gateway/open-record.ts';
import { entered, NOON, traveller } from './traveller.ts';

// The gateway's reader was written from docs/formats/mainland-record.md, not from this code: what one makes the other must take.
describe('terminal and gateway', () => {
  const pair = nacl.box.keyPair();
  const outside = { recordId: '0b9d7a52-5d3f-4a53-8f6a-1f4f7f0f8a11', terminalId: 'lane-07', sealingKeyId: 'gw-1' };
  const printable = fc.string({ unit: fc.constantFrom('A', 'é', '樣', '𠮷', '"', '\\', ' ', '·', '^', '\u2028'), minLength: 1, maxLength: 60 });
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
  const recent = fc.integer({ min: 0, max: 6 * HOUR_MS }).map((age) => utcMillis(NOON - age));
  const anyChange = fc.record({
    issuedAt: recent,
    holder: fc.record({
      nameHan: maybe(printable),
      nameLatin: printable.map((name) => `S${name}`),
      birthDate: fc.constantFrom(null, '1980', '1980-02', '1980-02-29'),
      sex: fc.constantFrom(...SEXES),
      nationality: fc.constantFrom('CHN', 'PRT'),
    }),
    declaration: fc.record({ symptoms: fc.subarray([...SYMPTOMS]), contact: fc.constantFrom(...ANSWERS), riskAreaStay: fc.constantFrom(...ANSWERS), travel: fc.constant([]) }),
    tests: fc.array(
      fc.record({ kind: fc.constant('nucleic-acid' as const), sampledAt: recent, reportedAt: fc.constant(null), result: fc.constant('negative' as const), laboratory: maybe(printable) }),
      { minLength: 1, maxLength: 3 },
    ),
    vaccinations: fc.array(fc.record({ dose: fc.integer({ min: -1, max: 101 }), ofDoses: fc.constant(null), on: fc.constantFrom('2021-04-29', '2021-02-30', ''), product: fc.constant(null) }), { maxLength: 3 }),
  });
  const anyEntry = fc.record({ destinationCity: fc.constantFrom(...Object.keys(GUANGDONG_CITIES)), destinationAddress: printable });

  it('agree on every record that conversion makes', () => {
    fc.assert(
      fc.property(anyChange, anyEntry, (change, entry) => {
        const facts: Facts = { ...traveller, ...change };
        const details = parseConversionDetails({ ...entered, ...entry }, facts, NOON);
        if (!details.ok) throw new Error(JSON.stringify(details.faults));
        const converted = toMainlandRecord(facts, details.value, { ...outside, at: NOON });
        if (!converted.ok) throw new Error(converted.barrier);
        const { sealed } = sealRecord(converted.record, { keyId: 'gw-1', publicKey: pair.publicKey }, NOON);
        expect(openRecord(sealed, { keyId: 'gw-1', ...pair }, outside)).toEqual({ ok: true, record: converted.record });
      }),
      { numRuns: 200 },
    );
  });
});
