import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCode } from '../../../core/codes/read-code.ts';
import { endOf } from '../../../core/codes/seal-days.ts';
import { sealCodeId, toSealFacts } from '../../../core/codes/seal-facts.ts';
import { isDayOfSeals, readMaskedDate, readSealDate } from '../../../core/codes/seal-date.ts';
import { readVdsHeader } from '../../../core/codes/vds-header.ts';
import { verifyEnvelope } from '../../../core/trust/verify-envelope.ts';
import { element } from '../../../tools/issuer/der.ts';
import { encodeC40, encodeVds, encodeVdsBody, toTd2Zone } from '../../../tools/issuer/encode-vds.ts';
import type { VdsContent } from '../../../tools/issuer/encode-vds.ts';
import { createSealWorkshop } from '../../../tools/issuer/seal-workshop.ts';
import { runSuite } from '../../../tools/vectors/run-suite.ts';
import type { SuiteFile } from '../../../tools/vectors/suite.ts';
import { vdsRunner } from '../../../tools/vectors/vds.ts';
import { AT, take } from '../issuer/road.ts';

const workshop = createSealWorkshop('vds', AT);
const { signer, reference, privateKey } = workshop.vdsSigner;
const holder = { nameHan: null, nameLatin: 'ERIKSSON ANNA MARIA', birthDate: '1974-08-12', sex: 'female', nationality: 'UTO' } as const;
const zone = encodeC40(toTd2Zone({ code: 'I', country: 'UTO', holder, number: 'D23145890', expiresOn: '2025-04-15' }));
const content: VdsContent = {
  version: 3,
  country: 'UTO',
  signer,
  reference,
  issuedOn: '2022-01-10',
  signedOn: '2022-01-11',
  documentType: '5e03',
  features: [[2, zone]],
};
const seal = (change: Partial<VdsContent> = {}) => encodeVds({ ...content, ...change }, privateKey);
const good = seal();
const isGood = (text: string) => take(text, workshop.keySet).good;
const ending = (text: string) => {
  const end = take(text, workshop.keySet);
  return end.good ? 'good' : `${end.reason}: ${end.detail}`;
};
const factsOf = (text: string) => {
  const end = take(text, workshop.keySet);
  return end.good ? end.facts : `${end.reason}: ${end.detail}`;
};
const latin1 = (...parts: readonly Uint8Array[]) => Buffer.concat(parts).toString('latin1');
const body = encodeVdsBody(content);
const SIGNATURE = element(0xff, Buffer.alloc(64));
const header = body.subarray(0, 18);

describe('a good seal that was damaged', () => {
  it('is never taken for good when cut off at any byte', () => {
    expect(isGood(good)).toBe(true);
    for (let length = 0; length < good.length; length++) expect(isGood(good.slice(0, length)), `${length}`).toBe(false);
  });

  it('is never taken for good with any bit flipped', () => {
    for (let bit = 0; bit < 8 * good.length; bit++) {
      const index = bit >> 3;
      const flipped = String.fromCharCode(good.charCodeAt(index) ^ (1 << (bit & 7)));
      expect(isGood(good.slice(0, index) + flipped + good.slice(index + 1)), `${bit}`).toBe(false);
    }
  });
});

describe('a seal without an envelope', () => {
  it.each([
    ['magic and version alone', '\xdc\x03', /^code-malformed: VDS: header/],
    ['another version', '\xdc\x04abcdef', /^recognised-not-accepted/],
    ['three thousand bytes', `\xdc\x03${'a'.repeat(2_952)}`, /^code-too-large/],
    ['characters that are no bytes', `${good}陳`, /^code-malformed: VDS: expected one character per byte/],
    ['a header alone', latin1(header), /^code-malformed: VDS: expected features/],
    ['a signature without features', latin1(header, SIGNATURE), /^code-malformed: VDS: expected features/],
    ['no signature', latin1(body), /^code-malformed: VDS: expected a signature/],
    ['bytes after the signature', `${good}a`, /^code-malformed: VDS: expected at most 32 features/],
    ['a feature after the signature', latin1(body, SIGNATURE, element(2, zone)), /^code-malformed: VDS: expected features, and the signature/],
    ['two signatures', latin1(body, SIGNATURE, SIGNATURE), /^code-malformed: VDS: expected features, and the signature/],
    ['a feature that stands twice', latin1(body, element(2, zone), SIGNATURE), /^code-malformed: VDS: expected each feature once/],
    ['a feature of four gigabytes', latin1(header, Buffer.from('0284ffffffff', 'hex'), zone), /^code-malformed: VDS: expected at most/],
    ['forty features', latin1(header, ...Array.from({ length: 40 }, (_, tag) => element(tag, Buffer.of(1))), SIGNATURE), /^code-malformed: VDS: expected at most 32/],
    ['a day that the calendar lacks', seal({ issuedOn: '2022-02-30' }), /^code-malformed: VDS: header/],
    ['a signer in digits', seal({ signer: '1234' }), /^code-malformed: VDS: header/],
    ['no country', seal({ country: '' }), /^code-malformed: VDS: header/],
    ['a reference with a space', seal({ reference: '1 b' }), /^code-malformed: VDS: header/],
  ])('is refused for %s', (_, text, expected) => {
    expect(ending(text)).toMatch(expected);
  });
});

describe('a seal behind which a scanner puts something', () => {
  /** A signature is random, so every byte comes up at its end. */
  const sealEnding = (byte: number): string => {
    for (;;) {
      const made = seal();
      if (made.charCodeAt(made.length - 1) === byte) return made;
    }
  };

  it('is good with it and without it, whatever its own last byte', () => {
    for (const text of [good, sealEnding(0x0d), sealEnding(0x20), sealEnding(0x0a), sealEnding(0x00), sealEnding(0x03)]) {
      expect(isGood(text)).toBe(true);
      // A terminator of a serial line, or the padding of a report that does not tell its length.
      for (const behind of ['\r', '\r\n', '\n', '\t', '\u0003', '\u0000', '\u0000'.repeat(55), `\r${'\u0000'.repeat(30)}`]) expect(isGood(text + behind), JSON.stringify(behind)).toBe(true);
      for (const behind of [' ', 'X', '\r ', '\u0000'.repeat(80), `\rX\r`]) expect(ending(text + behind), JSON.stringify(behind)).toMatch(/^code-malformed/);
    }
    expect(ending(sealEnding(0x0d).slice(0, -1))).toMatch(/^code-malformed/);
  });
});

describe('the signer of a seal', () => {
  it('is named by its country, two letters and the serial number, whatever zeros stand before it', () => {
    for (const change of [{ version: 2 }, { reference: '0001b' }, { reference: '1B' }] as const) expect(isGood(seal(change))).toBe(true);
    expect(ending(seal({ signer: 'UTXX' }))).toMatch(/^issuer-unknown/);
    expect(ending(seal({ reference: '1c' }))).toMatch(/^key-unknown/);
  });

  it('must have signed, with a signature of its own curve', () => {
    expect(ending(encodeVds(content, createSealWorkshop('other', AT).vdsSigner.privateKey))).toMatch(/^signature-mismatch/);
    expect(ending(latin1(body, SIGNATURE))).toMatch(/^signature-mismatch/);
    expect(ending(latin1(body, element(0xff, Buffer.alloc(0))))).toMatch(/^signature-mismatch/);
    expect(ending(latin1(body, element(0xff, Buffer.alloc(200))))).toMatch(/^signature-mismatch/);
  });
});

describe('headers that are written otherwise', () => {
  const of = (head: string, dates = '0f71340f7134') => Buffer.concat([Buffer.from('dc03', 'hex'), encodeC40('D  '), encodeC40(head), Buffer.from(`${dates}fd02`, 'hex')]);
  it.each([
    ['hexadecimal', `DEZV20${'0123456789ABCDEF'.repeat(2)}`, '123456789abcdef0123456789abcdef'],
    ['decimal', `DEZV32${'0123456789ABCDEF'.repeat(2)}`, '123456789abcdef0123456789abcdef'],
  ])('count the reference in %s', (_, head, expected) => {
    expect(readVdsHeader(of(head))).toMatchObject({ signer: 'DEZV', reference: expected, issuedOn: '2020-01-01' });
  });

  it('have the fixed reference of raw version 2 where arrival attestations are signed so', () => {
    expect(readVdsHeader(of('DEME03123'))).toMatchObject({ signer: 'DEME', reference: '3123' });
    expect(readVdsHeader(of('DEME0500008'))).toMatchObject({ signer: 'DEME', reference: '8' });
    expect(readVdsHeader(of('DETS03123'))).toMatchObject({ signer: 'DETS', reference: '123' });
  });

  it.each([
    ['no length', 'DETS00'],
    ['a length in other letters', 'DETSZZ123'],
    ['a length beyond the seal', 'DETSFF123'],
  ])('are refused for %s', (_, head) => {
    expect(readVdsHeader(of(head))).toBeNull();
  });
});

it.each([
  ['another magic', 'db036abcd9cac8a7'],
  ['another version', 'dc056abcd9cac8a7'],
  ['a country that is no C40', 'dc030000d9cac8a7'],
  ['a signer that is no C40', 'dc036abc00000000'],
])('a header is not read from %s', (_, hex) => {
  expect(readVdsHeader(Buffer.from(hex, 'hex'))).toBeNull();
});

describe('the dates of a seal', () => {
  it('as instants are none for what is no day', () => {
    expect(['2022-02-30', 'tomorrow'].map(endOf)).toEqual([null, null]);
    const nobody = { format: 'VDS', issuer: 'UTDS', signedBytes: Buffer.of(1), zone: null, name: null, documents: [] } as const;
    expect(toSealFacts({ ...nobody, issuedOn: 'x', expiresOn: 'x' })).toMatchObject({ issuedAt: 0, expiresAt: Date.parse('2100-01-01T00:00:00Z') });
  });


  const three = (value: number) => [value >> 16, (value >> 8) & 0xff, value & 0xff];
  it('are days of the calendar, or not stated', () => {
    expect([3_251_957, 2_302_022, 13_012_022, 0].map((value) => readSealDate(Buffer.from(three(value))))).toEqual(['1957-03-25', undefined, undefined, null]);
    expect(readSealDate(Buffer.of(1, 2))).toBeUndefined();
    expect(readSealDate(Buffer.alloc(4))).toBeUndefined();
  });

  it('are of this century on whatever a seal stands on: another one is a unit mistake that would be facts', () => {
    expect(['1999-12-31', '2000-01-01', '2099-12-31', '2100-01-01', '0522-05-02', null].map(isDayOfSeals)).toEqual([false, true, true, false, false, true]);
  });

  it('may have unknown parts in barcodes: the earlier reading, but never an unknown year', () => {
    const masked = (mask: number, value: number) => readMaskedDate(Buffer.of(mask, ...three(value)));
    expect([masked(0, 3_251_957), masked(0x30, 3_001_957), masked(0xf0, 1_957), masked(0x0c, 3_250_057), masked(0, 0)]).toEqual(['1957-03-25', '1957-03-01', '1957-01-01', undefined, null]);
    expect(readMaskedDate(Buffer.of(0, 1))).toBeUndefined();
    expect(readMaskedDate(new Uint8Array(0))).toBeUndefined();
  });
});

describe('the facts of a seal', () => {
  it('are those of the document it stands on', () => {
    expect(factsOf(good)).toEqual({
      format: 'VDS',
      issuer: 'UTDS',
      codeId: sealCodeId(body),
      // From where the day of issue begins first to where the day of expiry ends last.
      issuedAt: Date.parse('2022-01-09T10:00:00Z'),
      expiresAt: Date.parse('2025-04-16T12:00:00Z'),
      colour: null,
      subCode: null,
      holder,
      documents: [{ type: 'other', number: 'D23145890' }],
      declaration: null,
      tests: [],
      vaccinations: [],
      recoveries: [], certificate: null,
    });
  });

  const visa = (features: VdsContent['features']) => seal({ documentType: '5d01', features: [...features, [5, encodeC40('L898902C3')]] });
  it.each([
    ['a document type that is not read', seal({ documentType: 'f48f' }), /^recognised-not-accepted: VDS: a seal of the document type f48f/],
    ['no zone', seal({ features: [[1, zone]] }), /expected one machine readable zone/],
    ['a zone that is none', seal({ features: [[2, zone.subarray(0, 20)]] }), /feature 2: expected/],
    ['a zone that is no C40', seal({ features: [[2, Buffer.of(1)]] }), /feature 2: expected/],
    ['two zones', visa([[1, zone], [2, zone]]), /expected/],
    ['no passport number', seal({ documentType: 'fb06' }), /document number/],
    ['a passport number that is none', seal({ documentType: 'fb06', features: [[2, zone], [3, encodeC40('A')]] }), /document number/],
    ['no name', seal({ documentType: 'fc04', features: [[2, Buffer.from('Perschweiß')]] }), /names/],
    ['a name that is no UTF-8', seal({ documentType: 'fc04', features: [[2, Buffer.of(0xff)], [3, Buffer.from('a')]] }), /names/],
    ['a name that turns the line', seal({ documentType: 'fc04', features: [[2, Buffer.from('a\u202eb')], [3, Buffer.from('a')]] }), /names/],
  ])('do not come from %s', (_, text, detail) => {
    expect(ending(text)).toMatch(detail);
  });

  it('need a date of issue, or of the signature', () => {
    const undated = (dates: string) => {
      const bytes = Buffer.from(body);
      bytes.write(dates, 10, 'hex');
      const read = readCode(latin1(bytes, SIGNATURE));
      return read.ok ? read.format.toFacts(read.envelope) : read;
    };
    expect(undated('000000000000')).toMatchObject({ ok: false, detail: 'VDS: expected a date of issue' });
    expect(undated('0000000f7134')).toMatchObject({ ok: true, value: { issuedAt: Date.parse('2019-12-31T10:00:00Z') } });
  });

  it('write Germany as ISO does, and no nationality that has no three letters', () => {
    const of = (nationality: string) => factsOf(seal({ features: [[2, encodeC40(toTd2Zone({ code: 'I', country: 'UTO', holder: { ...holder, nationality }, number: 'D23145890', expiresOn: '2025-04-15' }))]] }));
    expect(['D', 'XX', ''].map((nationality) => of(nationality))).toMatchObject([{ holder: { nationality: 'DEU' } }, { holder: { nationality: null } }, { holder: { nationality: null } }]);
  });

  it('name the passport a visa or permit goes with, and no holder where the seal names none', () => {
    expect(factsOf(visa([[2, zone]]))).toMatchObject({ documents: [{ type: 'other' }, { type: 'passport', number: 'L898902C3' }] });
    expect(factsOf(seal({ documentType: 'f80a', features: [[1, encodeC40('PA5500K11')]] }))).toMatchObject({ holder: { nameLatin: null }, documents: [{ type: 'passport', number: 'PA5500K11' }], expiresAt: Date.parse('2100-01-01T00:00:00Z') });
    expect(factsOf(seal({ documentType: 'fc04', features: [[2, Buffer.from('Perschweiß')], [3, Buffer.from('Oscar')]] }))).toMatchObject({ holder: { nameLatin: 'Perschweiß Oscar' }, documents: [] });
  });
});

describe('the published seals', () => {
  const suite = JSON.parse(readFileSync(new URL('../../vectors/vds/vds.json', import.meta.url), 'utf8')) as SuiteFile & { readonly allCertificates: Readonly<Record<string, string>> };
  it.each(suite.vectors.map((vector) => [vector.id, vector] as const))('come out as stated: %s', (_, vector) => {
    const steps = vdsRunner.run(vector, suite);
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.filter(({ outcome }) => outcome === 'wrong')).toEqual([]);
  });

  it('hold under the suite’s certificates, brainpool curves and all, whether or not the suite asks', () => {
    const signed = suite.vectors.filter(({ id }) => !/administrative|ankunft/.test(id)).map((vector) => ({ ...vector, expected: { verify: true } }));
    expect(runSuite({ ...suite, vectors: signed })).toMatchObject({ wrong: [] });
    expect(signed).toHaveLength(11);
  });

  it('would show it if one did not', () => {
    const vector = suite.vectors.find(({ id }) => id === 'vds-arrivalAttestation');
    if (vector === undefined) throw new Error('the suite has changed');
    const stepsOf = (expected: object, change: object = {}) => vdsRunner.run({ ...vector, ...change, expected }, suite).filter(({ outcome }) => outcome === 'wrong');
    expect([{ decode: false }, { verify: false }, { signerCertRef: 'DETS28' }, { colour: true }].map((expected) => stepsOf(expected).length)).toEqual([1, 1, 1, 1]);
    expect(stepsOf({ verify: true }, { key: { x509Pem: suite.allCertificates.DETS32 } })).toHaveLength(1);
    expect(stepsOf({ verify: true }, { validationClock: '2025-02-01T00:00:00' })).toHaveLength(1);
  });
});

describe('any input', () => {
  it('gets an answer at every step', () => {
    const total = (text: string): void => {
      const read = readCode(text);
      if (!read.ok) return;
      expect(typeof verifyEnvelope(read.envelope, workshop.keySet, 'health-code', AT).status).toBe('string');
      expect(typeof read.format.toFacts(read.envelope).ok).toBe('boolean');
    };
    const types = fc.constantFrom('5d01', '5e03', 'fd02', 'fb06', 'fa06', 'f908', 'f90c', 'f80a', 'fc04');
    const features = fc.uniqueArray(fc.tuple(fc.nat(8), fc.uint8Array({ maxLength: 60 })), { selector: ([tag]) => tag, minLength: 1, maxLength: 6 });
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(2, 3), (bytes, version) => total(latin1(Buffer.of(0xdc, version), bytes))), { numRuns: 300 });
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => total(latin1(header, bytes))), { numRuns: 300 });
    fc.assert(fc.property(types, features, (documentType, each) => total(latin1(encodeVdsBody({ ...content, documentType, features: each }), SIGNATURE))), { numRuns: 300 });
  });
});
