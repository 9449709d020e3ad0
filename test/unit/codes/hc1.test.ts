import { encode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hc1 } from '../../../core/codes/hc1.ts';
import { findCertificate, readHc1Claims, readHc1Times } from '../../../core/codes/hc1-claims.ts';
import * as limits from '../../../core/codes/limits.ts';
import { readCode } from '../../../core/codes/read-code.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { verifyEnvelope } from '../../../core/trust/verify-envelope.ts';
import * as make from './hc1-maker.ts';

const AT = utcMillis(make.ISSUED * 1_000 + 1_000);

function facts(content: unknown, others?: make.Claims) {
  const read = readCode(make.code(content, others));
  return read.ok ? read.format.toFacts(read.envelope) : read;
}
function reasonOf(text: string): string {
  const read = readCode(text);
  return read.ok ? verifyEnvelope(read.envelope, make.keySet(make.key), 'health-code', AT).status : `${read.reason} ${read.detail}`;
}
function factsOf(content: unknown, others?: make.Claims) {
  const result = facts(content, others);
  if (!result.ok) throw new Error(result.detail);
  return result.value;
}
function faultOf(content: unknown, others?: make.Claims): string {
  const result = facts(content, others);
  return result.ok ? 'none' : `${result.reason} ${result.detail}`;
}

describe('an HC1 code that is damaged', () => {
  const payload = encode(make.claims(make.certificate()));
  const text = make.code(make.certificate());

  it('is never valid when cut off at any character', () => {
    for (let length = 0; length < text.length; length++) expect(reasonOf(text.slice(0, length)), `${length}`).not.toBe('valid');
  });

  it('is never valid with one bit of its payload flipped', () => {
    const signed = make.message(payload);
    const start = Buffer.from(signed).indexOf(payload);
    for (let index = start; index < start + payload.length; index++) {
      const changed = signed.map((byte, i) => (i === index ? byte ^ 1 : byte));
      expect(reasonOf(make.wrap(changed)), `${index}`).not.toBe('valid');
    }
  });

  it.each([
    ['longer than any symbol of its kind', `HC1:${'0'.repeat(limits.MAX_HC1_CHARACTERS)}`, /^code-too-large HC1/],
    ['one that inflates beyond the bound', make.wrap(new Uint8Array(limits.MAX_HC1_COSE_BYTES + 1)), /^code-too-large zlib/],
    ['outside the alphabet', 'HC1:abc', /^code-malformed base45/],
    ['not compressed', 'HC1:6BF', /^code-malformed zlib/],
    ['no message', make.wrap(encode(1)), /^code-malformed COSE/],
    ['a payload that is no CBOR', make.wrap(make.message(Uint8Array.of(0xff))), /^code-malformed CBOR/],
    ['claims that are no map', make.wrap(make.message(encode([1]))), /health certificate/],
    ['claims without a certificate', make.wrap(make.message(encode(new Map([[1, 'PT']])))), /health certificate/],
    ['a wrapped certificate that is no CBOR', make.code(Uint8Array.of(0xff)), /^code-malformed CBOR/],
    ['a wrapped certificate of more items than any has', make.code(encode(Array.from({ length: limits.HC1_MAX_ITEMS }, () => 0))), /^code-malformed CBOR: more than/],
    ['a wrapped certificate that is no map', make.code(encode('x')), /health certificate/],
    ['a certificate that is wrapped twice', make.code(encode(encode(make.certificate()))), /health certificate/],
    ['no key id', make.wrap(make.message(payload, new Map([[1, -7]]))), /key id of 1 to 32/],
    ['an empty key id', make.wrap(make.message(payload, make.headers(-7, new Uint8Array(0)))), /key id of 1 to 32/],
    ['a key id of 33 bytes', make.wrap(make.message(payload, make.headers(-7, new Uint8Array(33)))), /key id of 1 to 32/],
    ['a key id that is text', make.wrap(make.message(payload, make.headers(-7, 'abcdefgh'))), /key id of 1 to 32/],
  ])('is refused: %s', (_, damaged, reason) => {
    expect(reasonOf(damaged)).toMatch(reason);
  });

  it('gives an answer for any bytes in its container and any claims', () => {
    const read = (value: unknown) => [readHc1Claims(value, make.KEY_ID), readHc1Times(value), findCertificate(value)];
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => { expect(reasonOf(make.wrap(bytes))).not.toBe('valid'); }));
    fc.assert(fc.property(fc.anything(), (value) => { expect(() => read(value)).not.toThrow(); }));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('ver', 'nam', 'dob', 'v', 't', 'r'), fc.anything()), (members) => {
        const certificate = new Map(Object.entries({ ver: '1.3.0', ...members }));
        expect(readHc1Claims(make.claims(certificate), make.KEY_ID).ok).toBe(false);
      }),
    );
  });
});

describe('an HC1 envelope', () => {
  const payload = encode(make.claims(make.certificate()));

  it('is valid with key id and algorithm in either header', () => {
    expect(reasonOf(make.wrap(make.message(payload)))).toBe('valid');
    expect(reasonOf(make.wrap(make.message(payload, null, make.headers())))).toBe('valid');
    expect(reasonOf(make.wrap(make.message(payload, new Map([[1, -7]]), new Map([[4, Buffer.from(make.KEY_ID, 'hex')]]))))).toBe('valid');
  });

  it('takes the protected key id before the unprotected one', () => {
    const wrong = make.headers(-7, new Uint8Array(8));
    expect(reasonOf(make.wrap(make.message(payload, make.headers(), wrong)))).toBe('valid');
    expect(reasonOf(make.wrap(make.message(payload, wrong, make.headers())))).toBe('indeterminate');
  });

  it('names an algorithm that only the key may decide', () => {
    expect(reasonOf(make.wrap(make.message(payload, make.headers(-37))))).toBe('invalid');
  });

  it('is read with the tags of a message and of a CWT', () => {
    const signed = make.message(payload);
    expect(reasonOf(make.wrap(Buffer.concat([Uint8Array.of(0xd2), signed])))).toBe('valid');
    expect(reasonOf(make.wrap(Buffer.concat([Uint8Array.of(0xd8, 0x3d, 0xd2), signed])))).toBe('valid');
  });

  it('is read with the certificate wrapped in a byte string', () => {
    expect(reasonOf(make.code(encode(make.certificate())))).toBe('valid');
    expect(factsOf(encode(make.certificate()))).toEqual(factsOf(make.certificate()));
  });

  it('leaves the issuer to the trust list', () => {
    const read = hc1.parse(make.code(make.certificate()));
    expect(read).toMatchObject({ ok: true, value: { issuer: null, keyId: make.KEY_ID, claimedAlgorithm: 'ES256', format: 'HC1' } });
  });
});

describe('an HC1 certificate', () => {
  it.each([
    ['without a version', make.certificate({ ver: undefined }), /^version-unsupported/],
    ['of schema 1.4.0', make.certificate({ ver: '1.4.0' }), /^version-unsupported/],
    ['of schema 2.0.0', make.certificate({ ver: '2.0.0' }), /^version-unsupported/],
    ['without a statement', make.certificate({ t: undefined }), /exactly one statement/],
    ['with two kinds of statement', make.certificate({ v: [make.VACCINATION] }), /exactly one statement/],
    ['with two statements of a kind', make.certificate({ t: [make.TEST, make.TEST] }), /t: expected an array of at most 1/],
    ['with empty lists alone', make.certificate({ t: [], v: [] }), /exactly one statement/],
    ['with a statement that is no map', make.certificate({ t: ['x'] }), /t: expected one statement/],
    ['without a name', make.certificate({ nam: undefined }), /nam: expected a name/],
    ['with an empty name', make.certificate({ nam: {} }), /nam/],
    ['with an empty surname alone', make.certificate({ nam: { fnt: '' } }), /nam: expected a name/],
    ['with a name of pictures', make.withName({ gn: '😀😃😄' }), /names without pictures/],
    ['with a name that turns the writing round', make.withName({ fn: 'A\u202eB' }), /fn: expected printable/],
    ['with a name of 81 characters', make.withName({ fn: 'A'.repeat(81) }), /fn: expected printable text of at most 80/],
    ['of 1.0.0 with a name of 51 characters', make.withName({ fn: 'A'.repeat(51) }, '1.0.0'), /fn: expected printable text of at most 50/],
    ['with transliteration in lower case', make.withName({ fnt: 'Goncalves' }), /A to Z/],
    ['of 1.2.1 without a transliterated surname', make.withName({ fnt: undefined }, '1.2.1'), /a transliterated name/],
    ['without a birth date', make.certificate({ dob: undefined }), /dob/],
    ['with a birth date of 1899', make.certificate({ dob: '1899-12-31' }), /dob: expected a date of birth from 1900/],
    ['with a birth date that is no day', make.certificate({ dob: '1981-02-29' }), /dob: expected a date of the calendar/],
    ['with a birth month that is none', make.certificate({ dob: '1981-13-00' }), /dob: expected a month/],
    ['with a birth date after the issue', make.certificate({ dob: '2022-02-03' }), /dob: expected a day that is not after/],
    ['with another disease', make.withTest({ tg: '6142004' }), /tg: expected COVID-19/],
    ['with a country in lower case', make.withTest({ co: 'pt' }), /co: expected a country/],
    ['without an identifier', make.withTest({ ci: '' }), /ci: expected an identifier/],
    ['without an issuer', make.withTest({ is: undefined }), /is: expected printable/],
    ['with a test without a type', make.withTest({ tt: undefined }), /tt/],
    ['with a test without a result', make.withTest({ tr: undefined }), /tr/],
    ['with a sampling time without offset', make.withTest({ sc: '2022-01-30T10:00:00' }), /sc: expected a date and time/],
    ['with a sampling time of another century', make.withTest({ sc: '0222-01-30T10:00:00Z' }), /sc: expected a date and time/],
    ['with a sampling time on no day', make.withTest({ sc: '2022-02-30T10:00:00Z' }), /sc: expected a date and time/],
    ['with a sampling time that is a number', make.withTest({ sc: 1 }), /sc: expected a date and time/],
    ['with a result time that is none', make.withTest({ dr: 'soon' }), /dr: expected a date and time/],
    ['with half a dose', make.withVaccination({ dn: 1.5 }), /dn: expected a whole number/],
    ['with a dose below none', make.withVaccination({ dn: -1 }), /dn: expected an integer/],
    ['of 1.0.0 with a tenth dose', make.withVaccination({ dn: 10 }, '1.0.0'), /dn: expected an integer from 0 to 9/],
    ['without a vaccine', make.withVaccination({ vp: undefined }), /vp/],
    ['without a product', make.withVaccination({ mp: undefined }), /mp/],
    ['with a vaccination on no day', make.withVaccination({ dt: '2021-11-31' }), /dt: expected a date/],
    ['with a recovery without an end', make.withRecovery({ du: undefined }), /du: expected a date/],
  ])('%s is refused', (_, content, fault) => {
    expect(faultOf(content)).toMatch(fault);
  });

  it.each([
    ['issue time', 6, 'x', /issued at/],
    ['issue time in milliseconds', 6, make.ISSUED * 1_000, /issued at/],
    ['expiry', 4, null, /expires at/],
    ['issuer of 81 characters', 1, 'P'.repeat(81), /issuer/],
  ])('with an unlawful %s is refused', (_, claim, value, fault) => {
    expect(faultOf(make.certificate(), new Map([[claim, value]]))).toMatch(fault);
  });

  it('gives a test its facts', () => {
    const { certificate, ...facts } = factsOf(make.certificate());
    expect(facts).toEqual({
      format: 'HC1',
      issuer: 'PT',
      codeId: 'URN:UVCI:01:PT:ABC#1',
      issuedAt: make.ISSUED * 1_000,
      expiresAt: make.EXPIRES * 1_000 + 1_000,
      colour: null,
      subCode: null,
      holder: { nameHan: null, nameLatin: 'Gonçalves, João', birthDate: '1980-02-29', sex: 'unspecified', nationality: null },
      documents: [],
      declaration: null,
      tests: [{ kind: 'nucleic-acid', sampledAt: Date.UTC(2022, 0, 30, 9), reportedAt: null, result: 'negative', laboratory: 'Lab 1' }],
      vaccinations: [],
      recoveries: [],
    });
    expect([certificate?.content, certificate?.kid, certificate?.expiry]).toEqual([make.certificate(), 'AQIDBAUGBwg=', make.EXPIRES * 1_000]);
  });

  it('is good to the end of its last second, broken or whole', () => {
    expect(factsOf(make.certificate(), new Map([[4, make.EXPIRES + 0.25]])).expiresAt).toBe(make.EXPIRES * 1_000 + 1_000);
  });

  it('keeps the certificate as it was signed, members that no schema has among it, but for bytes', () => {
     const content = { ...make.certificate(), ic: ['A', { x: null }], raw: Uint8Array.of(1), ['__proto__']: { polluted: true } };
     const kept = factsOf(content).certificate?.content ?? {};
     expect(kept).toMatchObject({ dob: '1980-02-29', ic: ['A', { x: null }], raw: null, t: [make.TEST] });
     expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
     expect('polluted' in kept).toBe(false);
  });

  it('gives vaccination and recovery their facts', () => {
    expect(factsOf(make.withVaccination({})).vaccinations).toEqual([{ dose: 2, ofDoses: 2, on: '2021-12-01', product: 'EU/1/20/1528' }]);
    expect(factsOf(make.withRecovery({})).recoveries).toEqual([{ firstPositiveOn: '2021-12-28', validFrom: '2022-01-11', validUntil: '2022-06-26' }]);
  });

  it.each([
    ['a positive result', { tr: '260373001' }, 'positive'],
    ['a result outside the value set', { tr: 'NotDetected' }, 'inconclusive'],
    ['a negative result of an unknown type', { tt: 'a test' }, 'inconclusive'],
    ['a positive result of an unknown type', { tt: 'a test', tr: '260373001' }, 'positive'],
    ['a negative result sampled after the issue', { sc: '2022-02-02T12:00:01Z' }, 'inconclusive'],
  ])('takes %s for what it proves', (_, members, result) => {
    expect(factsOf(make.withTest(members)).tests).toMatchObject([{ result }]);
  });

  it('knows antigen tests and reported times', () => {
    const [test] = factsOf(make.withTest({ tt: 'LP217198-3', dr: '2022-01-30T12:00:00.701+0100' })).tests;
    expect(test).toMatchObject({ kind: 'antigen', reportedAt: Date.UTC(2022, 0, 30, 11, 0, 0, 701) });
    expect(factsOf(make.withTest({ sc: '2022-01-30T10:00+01' })).tests).toMatchObject([{ sampledAt: Date.UTC(2022, 0, 30, 9) }]);
  });

  it.each([
    ['', null],
    ['1963', '1963'],
    ['1963-00', '1963'],
    ['1963-00-00', '1963'],
    ['1963-07', '1963-07'],
    ['1963-07-00', '1963-07'],
    ['1978-01-26T00:00:00', '1978-01-26'],
  ])('reads the birth date %j', (dob, birthDate) => {
    expect(factsOf(make.certificate({ dob })).holder.birthDate).toBe(birthDate);
  });

  it.each([
    ['Han characters and the transliteration', { fn: '陳', gn: '大文', fnt: 'CHAN', gnt: 'TAI<MAN' }, { nameHan: '陳大文', nameLatin: 'CHAN, TAI MAN' }],
    ['another script in transliteration', { fn: 'επώνυμο', gn: 'όνομα', fnt: 'EPONYMO', gnt: 'ONOMA' }, { nameHan: null, nameLatin: 'EPONYMO, ONOMA' }],
    ['the transliteration alone', { fn: undefined, gn: undefined }, { nameHan: null, nameLatin: 'GONCALVES, JOAO' }],
    ['one name alone', { gn: undefined, gnt: undefined }, { nameHan: null, nameLatin: 'Gonçalves' }],
    ['the script itself where there is no transliteration', { fn: 'επώνυμο', gn: undefined, fnt: '', gnt: undefined }, { nameHan: null, nameLatin: 'επώνυμο' }],
  ])('shows %s', (_, name, shown) => {
    expect(factsOf(make.withName(name)).holder).toMatchObject(shown);
  });

  it('follows the stated deviations', () => {
    // Rules 1 to 4 and 8 of docs/formats/deviations.md.
    expect(factsOf({ ...make.withRecovery({}), v: null, t: null }).recoveries).toHaveLength(1);
    expect(factsOf({ ...make.withRecovery({}), v: [], t: [] }).recoveries).toHaveLength(1);
    expect(factsOf(make.withTest({ co: '' })).tests).toHaveLength(1);
    expect(factsOf(make.withVaccination({ dn: 0, sd: 0, mp: '' })).vaccinations).toMatchObject([{ dose: 0, ofDoses: null, product: null }]);
    expect(factsOf(make.withVaccination({ dt: '2021-10-25T12:10:00Z' })).vaccinations).toMatchObject([{ on: '2021-10-25' }]);
    expect(factsOf(make.withTest({ tc: undefined })).tests).toMatchObject([{ laboratory: null }]);
    expect(factsOf(make.certificate({ pid: 'x', ic: 1 })).tests).toHaveLength(1);
  });

  it('takes the country of the statement where no issuer is named', () => {
    expect(factsOf(make.certificate(), new Map([[1, null]])).issuer).toBe('PT');
  });
});
