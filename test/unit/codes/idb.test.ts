import { createHash, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCode } from '../../../core/codes/read-code.ts';
import { element } from '../../../tools/issuer/der.ts';
import { encodeC40, toTd2Zone } from '../../../tools/issuer/encode-vds.ts';
import { createSealWorkshop } from '../../../tools/issuer/seal-workshop.ts';
import type { SuiteFile } from '../../../tools/vectors/suite.ts';
import { AT, take } from '../issuer/road.ts';

const workshop = createSealWorkshop('idb', AT);
const { certificate, privateKey } = workshop.vdsSigner;
const reference = createHash('sha1').update(certificate).digest().subarray(-5);
const holder = { nameHan: null, nameLatin: 'ERIKSSON ANNA MARIA', birthDate: '1974-08-12', sex: 'female', nationality: 'UTO' } as const;
const zone = encodeC40(toTd2Zone({ code: 'P', country: 'UTO', holder, number: 'D23145890', expiresOn: '2025-04-15' }));
const date = (mmddyyyy: number, mask = 0) => Buffer.of(mask, mmddyyyy >> 16, (mmddyyyy >> 8) & 0xff, mmddyyyy & 0xff);

function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((group) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(parseInt(group.padEnd(5, '0'), 2))).join('');
}
const header = (country = 'UTO', algorithm = 1, day = date(1_102_022)) => Buffer.concat([encodeC40(country.padEnd(3)), Buffer.of(algorithm), reference, day]);
const messageOf = (elements: readonly (readonly [number, Uint8Array])[]) => element(0x61, ...elements.map(([tag, value]) => element(tag, value)));
const signed = (head: Uint8Array, message: Uint8Array) => element(0x7f, sign('sha256', Buffer.concat([head, message]), { key: privateKey, dsaEncoding: 'ieee-p1363' }));
const bytesOf = (elements: readonly (readonly [number, Uint8Array])[], head = header()) => Buffer.concat([head, messageOf(elements), signed(head, messageOf(elements))]);
const barcode = (elements: readonly (readonly [number, Uint8Array])[], head?: ReturnType<typeof header>) => `RDB1B${base32(bytesOf(elements, head))}`;

const ELEMENTS = [[0x81, zone], [0x85, encodeC40('X12345')], [0x84, date(12_312_024)]] as const;
const good = barcode(ELEMENTS);
const endOf = (text: string) => {
  const end = take(text, workshop.keySet);
  return end.good ? 'good' : `${end.reason}: ${end.detail}`;
};
const isGood = (text: string) => take(text, workshop.keySet).good;
const factsOf = (text: string) => {
  const end = take(text, workshop.keySet);
  return end.good ? end.facts : `${end.reason}: ${end.detail}`;
};

describe('a good barcode that was damaged', () => {
  it('is never taken for good when cut off at any character', () => {
    expect(isGood(good)).toBe(true);
    for (let length = 0; length < good.length; length++) expect(isGood(good.slice(0, length)), `${length}`).toBe(false);
  });

  it('is never taken for good with any bit flipped', () => {
    const bytes = bytesOf(ELEMENTS);
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const changed = bytes.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(isGood(`RDB1B${base32(changed)}`), `${bit}`).toBe(false);
    }
  });
});

describe('a barcode without an envelope', () => {
  const [head, message] = [header(), messageOf(ELEMENTS)];
  const packed = (...parts: readonly Uint8Array[]) => `RDB1B${base32(Buffer.concat(parts))}`;
  it.each([
    ['no letter', 'RDB1', /^format-unknown/],
    ['a letter that says nothing', good.replace('RDB1B', 'RDB1E'), /^code-malformed: IDB: expected a letter/],
    ['a later version', good.replace('RDB1B', 'RDB2B'), /^recognised-not-accepted/],
    ['small letters', good.replace('RDB1BK', 'RDB1Bk').toLowerCase().replace('rdb1b', 'RDB1B'), /^format-unknown|^code-malformed/],
    ['padding', `${good}=`, /^code-malformed: IDB: expected a letter/],
    ['five thousand characters', `RDB1B${'A'.repeat(5_000)}`, /^code-too-large/],
    ['a compression bomb', `RDB1D${base32(deflateSync(Buffer.alloc(100_000)))}`, /^code-too-large: zlib/],
    ['compression that is none', good.replace('RDB1B', 'RDB1D'), /^code-malformed: zlib/],
    ['a header that is cut off', packed(head.subarray(0, 11)), /^code-malformed: IDB: header/],
    ['an algorithm that is unknown', barcode(ELEMENTS, header('UTO', 4)), /^code-malformed: IDB: header: expected ECDSA/],
    ['a country in digits', barcode(ELEMENTS, header('123')), /^code-malformed: IDB: header: expected a country/],
    ['a signature on no day', barcode(ELEMENTS, header('UTO', 1, date(13_012_022))), /^code-malformed: IDB: header: expected a day/],
    ['no message', packed(head, signed(head, message)), /^code-malformed: IDB: expected a message/],
    ['no signature', packed(head, message), /^code-malformed: IDB: expected a message/],
    ['a signature before the message', packed(head, signed(head, message), message), /^code-malformed: IDB: expected a message/],
    ['two messages', packed(head, message, message, signed(head, message)), /^code-malformed: IDB: expected a message/],
    ['a part that is unknown', packed(head, element(0x60, Buffer.of(1)), message), /^code-malformed: IDB: expected a message/],
    ['an empty message', barcode([]), /^code-malformed: IDB: message/],
    ['an element that stands twice', barcode([[0x81, zone], [0x81, zone]]), /^code-malformed: IDB: message/],
    ['a message of four gigabytes', packed(head, Buffer.from('6184ffffffff', 'hex'), message), /^code-malformed: IDB: expected a message/],
    ['an unsigned barcode with a signature', `RDB1A${base32(Buffer.concat([head.subarray(0, 2), message, signed(head, message)]))}`, /^code-malformed: IDB: expected a message/],
    ['an unsigned barcode', `RDB1A${base32(Buffer.concat([head.subarray(0, 2), message]))}`, /^recognised-not-accepted: IDB: a barcode that nobody signed/],
  ])('is refused for %s', (_, text, expected) => {
    expect(endOf(text)).toMatch(expected);
  });
});

describe('a good barcode', () => {
  it('may be compressed, carry a certificate that is not asked, and have either mark', () => {
    const bytes = bytesOf(ELEMENTS);
    const [head, message] = [header(), messageOf(ELEMENTS)];
    const withCertificate = Buffer.concat([head, message, element(0x7e, Buffer.from('whatever')), signed(head, message)]);
    expect([`RDB1D${base32(deflateSync(bytes))}`, `RDB1B${base32(withCertificate)}`, good.replace('RDB1', 'NDB1')].map(endOf)).toEqual(['good', 'good', 'good']);
  });

  it('is signed by a certificate of the list, or its key is unknown', () => {
    expect(take(good, createSealWorkshop('other', AT).keySet)).toMatchObject({ good: false, reason: 'key-unknown' });
  });

  it('becomes facts: the zone’s, with the number and the earlier of the dates of expiry', () => {
    expect(factsOf(good)).toMatchObject({
      format: 'IDB',
      issuer: 'UTO',
      holder,
      documents: [{ type: 'passport', number: 'D23145890' }, { type: 'other', number: 'X12345' }],
      issuedAt: Date.parse('2022-01-09T10:00:00Z'),
      expiresAt: Date.parse('2025-01-01T12:00:00Z'),
      tests: [],
      vaccinations: [],
    });
    expect(factsOf(barcode([[0x02, element(2, zone)]]))).toMatchObject({ holder });
    expect(factsOf(barcode([[0x01, Buffer.concat([element(2, zone), element(5, encodeC40('L898902C3'))])]]))).toMatchObject({ documents: [{}, { type: 'passport', number: 'L898902C3' }] });
  });

  it.each([
    ['a proof of testing beside the zone', [[0x81, zone], [0x03, Buffer.of(1)]], /^recognised-not-accepted: IDB: a message with the element 3/],
    ['a travel authorisation', [[0x06, Buffer.of(1)]], /^recognised-not-accepted/],
    ['no zone', [[0x85, encodeC40('X12345')]], /expected one machine readable zone/],
    ['a visa and an emergency document', [[0x01, element(2, zone)], [0x02, element(2, zone)]], /features of one document/],
    ['features that are cut off', [[0x02, Buffer.of(2, 9, 1)]], /features of one document/],
    ['an expiry on no day', [[0x81, zone], [0x84, date(2_302_025)]], /day of expiry/],
    ['a number that is no C40', [[0x81, zone], [0x85, Buffer.of(1)]], /document number/],
  ] as const)('has no facts with %s', (_, elements, detail) => {
    expect(endOf(barcode(elements))).toMatch(detail);
  });

  it('needs the date of its signature', () => {
    expect(endOf(barcode(ELEMENTS, header('UTO', 1, date(0))))).toMatch(/date of the signature/);
  });
});

describe('any input', () => {
  it('gets an answer at every step', () => {
    const total = (text: string): void => {
      const read = readCode(text);
      if (read.ok) expect(typeof read.format.toFacts(read.envelope).ok).toBe('boolean');
    };
    const elements = fc.uniqueArray(fc.tuple(fc.constantFrom(1, 2, 7, 8, 0x80, 0x81, 0x84, 0x85, 0x86), fc.uint8Array({ maxLength: 60 })), { selector: ([tag]) => tag, maxLength: 5 });
    fc.assert(fc.property(fc.constantFrom('A', 'B', 'C', 'D'), fc.uint8Array({ maxLength: 200 }), (flag, bytes) => total(`NDB1${flag}${base32(bytes)}`)), { numRuns: 300 });
    fc.assert(fc.property(elements, (each) => total(`RDB1B${base32(Buffer.concat([header(), messageOf(each), element(0x7f, Buffer.alloc(64))]))}`)), { numRuns: 300 });
  });

  it('of the published barcodes carries the holder’s zone', () => {
    const suite = JSON.parse(readFileSync(new URL('../../vectors/vds/vds.json', import.meta.url), 'utf8')) as SuiteFile;
    const names = suite.vectors.flatMap(({ code }) => {
      const read = readCode(code ?? '');
      const facts = read.ok ? read.format.toFacts(read.envelope) : null;
      return facts?.ok === true ? [facts.value.holder.nameLatin] : [];
    });
    expect(names).toEqual(['KOEPPENIK JONATHAN GERALD', 'FOLKS TALLULAH', 'RESIDORCE ROLAND', 'RESIDORCE ROLAND']);
  });
});
