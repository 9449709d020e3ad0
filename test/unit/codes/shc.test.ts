import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinShcParts, parseShcJws, shc } from '../../../core/codes/shc.ts';
import { shcCodeId } from '../../../core/codes/shc-facts.ts';
import { MAX_SHC_JSON_BYTES } from '../../../core/codes/shc-limits.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { verifyEnvelope } from '../../../core/trust/verify-envelope.ts';
import { HEADER, KEY_ID, KEYS, claims, dose, NBF, patient, signCard, test, toDigits, toText } from './shc-cards.ts';

const AT = utcMillis(1_650_000_000_000);
const good = claims([patient, dose('2021-01-01'), dose('2021-01-29')]);
const jws = signCard(good);
const text = toText(jws);

/** The last step that a text reaches: a reason, or `good`. */
function take(code: string): string {
  const parsed = shc.parse(code);
  if (!parsed.ok) return parsed.reason;
  const verification = verifyEnvelope(parsed.value, KEYS, 'health-code', AT);
  if (verification.status !== 'valid') return verification.reason;
  const facts = shc.toFacts(parsed.value);
  return facts.ok ? 'good' : facts.reason;
}

function toFacts(content: object) {
  const parsed = parseShcJws(signCard(content));
  return parsed.ok ? shc.toFacts(parsed.value) : parsed;
}

function readFacts(content: object) {
  const facts = toFacts(content);
  if (!facts.ok) throw new Error(facts.detail);
  return facts.value;
}

describe('a good card that was damaged', () => {
  it('is never taken for good when cut off at any digit', () => {
    for (let length = 0; length < text.length; length++) expect(take(text.slice(0, length)), `${length}`).not.toBe('good');
  });

  it('is never taken for good with one bit of a character of its JWS flipped', () => {
    for (let index = 0; index < jws.length; index++) {
      const flipped = jws.charCodeAt(index) ^ 1;
      if (flipped < 45) continue;
      expect(take(toText(jws.slice(0, index) + String.fromCharCode(flipped) + jws.slice(index + 1))), `${index}`).not.toBe('good');
    }
  });

  it('is refused with a digit too many, a pair above 77, or characters around it', () => {
    expect(take(`${text}0`)).toBe('code-malformed');
    expect(take(text.replace('shc:/56', 'shc:/78'))).toBe('code-malformed');
    expect(take(`${text} `)).toBe('code-malformed');
    expect(take(text.replace('/', ''))).toBe('code-malformed');
  });
});

describe('a card signed by a key in force', () => {
  it.each([
    ['without an algorithm', { ...HEADER, alg: undefined }, 'code-malformed'],
    ['with the algorithm none', { ...HEADER, alg: 'none' }, 'algorithm-mismatch'],
    ['with the algorithm HS256', { ...HEADER, alg: 'HS256' }, 'algorithm-mismatch'],
    ['without compression', { ...HEADER, zip: undefined }, 'code-malformed'],
    ['without a key id', { ...HEADER, kid: undefined }, 'code-malformed'],
    ['with another key id', { ...HEADER, kid: '0'.repeat(43) }, 'key-unknown'],
    ['with a critical header parameter', { ...HEADER, crit: ['exp'] }, 'code-malformed'],
    ['with a header too large', { ...HEADER, more: 'x'.repeat(512) }, 'code-too-large'],
  ])('is refused %s', (_, header, reason) => {
    expect(take(toText(signCard(good, header)))).toBe(reason);
  });

  it.each([
    ['an issuer that is no https location', claims([patient], { iss: 'http://issuer.example' })],
    ['no time of issue', claims([patient], { nbf: undefined })],
    ['a time of issue in milliseconds', claims([patient], { nbf: NBF * 1_000 })],
    ['an end that is no number', claims([patient], { exp: '2030-01-01' })],
    ['another type', claims([patient], { vc: { type: ['https://smarthealth.cards#other'] } })],
    ['no patient', claims([dose('2021-01-01')])],
    ['two patients', claims([patient, patient])],
    ['a patient without a birth date', claims([{ ...patient, birthDate: undefined }])],
    ['a patient whose name has control characters', claims([{ ...patient, name: [{ family: 'A\u202eB' }] }])],
    ['a birth on a day that the calendar lacks', claims([{ ...patient, birthDate: '1951-02-29' }])],
    ['a test on a day that the calendar lacks', claims([patient, test('260415000', '2021-04-31T08:00:00Z')])],
    ['a test without a time', claims([patient, { ...test('260415000'), effectiveDateTime: undefined }])],
    ['a test taken after the card was issued', claims([patient, test('260415000', '2022-06-01T08:00:00Z')])],
    ['more tests than a person has', claims([patient, ...Array.from({ length: 9 }, () => test('260415000'))])],
    ['more doses than a person has', claims([patient, ...Array.from({ length: 9 }, () => dose('2021-01-01'))])],
    ['more entries than are looked at', claims([patient, ...Array.from({ length: 256 }, () => ({}))])],
  ])('is malformed with %s', (_, content) => {
    const facts = toFacts(content);
    expect(facts.ok ? 'good' : facts.reason).toBe('code-malformed');
  });

  it('is refused when its payload is a zlib stream, is followed by bytes, is no UTF-8 or is no JSON object', () => {
    const json = Buffer.from(JSON.stringify(good));
    expect(take(toText(signCard(json)))).toBe('code-malformed');
    expect(take(toText(signCard(Buffer.concat([deflateRawSync(json), Buffer.alloc(1)]))))).toBe('code-malformed');
    expect(take(toText(signCard(deflateRawSync(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])))))).toBe('code-malformed');
    expect(take(toText(signCard(deflateRawSync('[]'))))).toBe('code-malformed');
    expect(take(toText(signCard(deflateRawSync('{'))))).toBe('code-malformed');
  });

  it('is too large when it inflates beyond the bound, and malformed when it nests too deep', () => {
    expect(take(toText(signCard(deflateRawSync(Buffer.alloc(MAX_SHC_JSON_BYTES + 1, 0x20)))))).toBe('code-too-large');
    expect(take(toText(signCard(deflateRawSync(`{"a":${'['.repeat(30_000)}`))))).toBe('code-malformed');
  });

  it('does not count brackets in strings as depth', () => {
    expect(take(toText(signCard({ ...good, note: `"\\${'['.repeat(100)}` })))).toBe('good');
  });

  it('is refused with base64url that has padding, stray bits or a further part', () => {
    const [header = '', payload = '', signature = ''] = jws.split('.');
    const stray = signature.slice(0, -1) + String.fromCharCode(signature.charCodeAt(signature.length - 1) + 1);
    for (const bad of [`${header}=.${payload}.${signature}`, `${header}.${payload}.${stray}`, `${jws}.${signature}`, `${header}.${payload}`, `${header}..${signature}`]) {
      const parsed = parseShcJws(bad);
      expect(parsed.ok ? 'good' : parsed.reason).toBe('code-malformed');
    }
  });

  it('is too large at a mebibyte, as text and as a JWS', () => {
    const long = '1'.repeat(1_048_576);
    for (const parsed of [shc.parse(`shc:/${long}`), parseShcJws(long), joinShcParts([`shc:/1/1/${long}`])]) {
      expect(parsed.ok ? 'good' : parsed.reason).toBe('code-too-large');
    }
  });

  it('is read whole', () => {
    expect(take(text)).toBe('good');
    const facts = readFacts(claims([patient, dose('2021-01-01'), dose('2021-01-29'), test('260373001')], {}, 'abc'));
    expect(facts).toMatchObject({ format: 'SHC', codeId: shcCodeId(KEY_ID, 'abc'), issuedAt: NBF * 1_000 + 924, holder: { nameLatin: 'Anyperson John B.', birthDate: '1951-01-20' } });
    expect(facts.vaccinations).toEqual([
      { dose: 1, ofDoses: null, on: '2021-01-01', product: 'CVX 207' },
      { dose: 2, ofDoses: null, on: '2021-01-29', product: 'CVX 207' },
    ]);
    expect(facts.tests).toEqual([{ kind: 'nucleic-acid', sampledAt: Date.parse('2021-06-01T08:00:00Z'), reportedAt: null, result: 'positive', laboratory: 'ABC General Hospital' }]);
  });

  it('passes over a dose on a day that the calendar lacks', () => {
    expect(readFacts(claims([patient, dose('2021-02-30'), dose('2021-03-01')])).vaccinations.map(({ on }) => on)).toEqual(['2021-03-01']);
  });

  it.each([
    ['260415000', 'negative'],
    ['10828004', 'positive'],
    ['419984006', 'inconclusive'],
    ['constructor', 'inconclusive'],
  ])('has the result of code %s as %s', (code, result) => {
    expect(readFacts(claims([patient, test(code)])).tests).toMatchObject([{ result }]);
  });

  it('passes over what it has no question for: other observations, tests not final, doses not given or without a day', () => {
    const others = [test('260373001', undefined, '718-7'), { ...test('260373001'), status: 'preliminary' }, { ...dose('2021-01-01'), status: 'not-done' }, dose('2021')];
    expect(readFacts(claims([patient, ...others]))).toMatchObject({ tests: [], vaccinations: [] });
  });

  it('has two identifiers for two keys or two texts, and one without a revocation identifier of its own', () => {
    expect(new Set([shcCodeId('a', 'b'), shcCodeId('a', 'c'), shcCodeId('b', 'b'), readFacts(good).codeId]).size).toBe(4);
    expect(readFacts(good).codeId).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('a card divided over symbols', () => {
  const digits = toDigits(jws);
  const half = 2 * Math.floor(jws.length / 2);
  const parts = [`shc:/1/2/${digits.slice(0, half)}`, `shc:/2/2/${digits.slice(half)}`];

  it('is recognised and not accepted by one part alone, and is whole as part 1 of 1', () => {
    expect(parts.map(take)).toEqual(['recognised-not-accepted', 'recognised-not-accepted']);
    expect(take(`shc:/1/1/${digits}`)).toBe('good');
  });

  it.each([
    ['none', []],
    ['one missing', parts.slice(1)],
    ['one twice', [parts[0] ?? '', parts[0] ?? '']],
    ['an index of another row', ['shc:/3/2/56', parts[1] ?? '']],
    ['an index of nought', ['shc:/0/2/56', parts[1] ?? '']],
  ])('is malformed with %s', (_, texts) => {
    const joined = joinShcParts(texts);
    expect(joined.ok ? 'good' : joined.reason).toBe('code-malformed');
  });

  it('is put together in any order', () => {
    expect(joinShcParts([...parts].reverse())).toEqual({ ok: true, value: jws });
  });
});

it('never throws on any text, JWS or claims', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.json(), (a, b, json) => {
      shc.parse(`shc:/${a}`);
      shc.parse(toText(`${a}.${b}.${a}`.replace(/[^-z]/g, '')));
      joinShcParts([a, b]);
      const parsed = parseShcJws(signCard(deflateRawSync(json)));
      if (parsed.ok) shc.toFacts(parsed.value);
      shc.toFacts({ format: 'SHC', signedBytes: new Uint8Array(1), signature: new Uint8Array(64), claimedAlgorithm: 'ES256', issuer: null, keyId: '', claims: JSON.parse(json) as unknown });
    }),
    { numRuns: 200 },
  );
});
