import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase45 } from '../../../core/codes/base45.ts';
import * as limits from '../../../core/codes/limits.ts';
import { mo1 } from '../../../core/codes/mo1.ts';
import { CLAIM, DECLARATION, HOLDER, STATEMENT } from '../../../core/codes/mo1-layout.ts';
import type { Facts } from '../../../core/model/facts.ts';
import { encodeCanonical, encodeMo1, protectedHeader, assembleCose, signCose, toClaimMap, wrapMo1 } from '../../../tools/issuer/encode-mo1.ts';
import { claimsArbitrary, fullestClaims } from './arbitrary-claims.ts';
import { take, traveller, workshop } from '../issuer/road.ts';

const { signer } = workshop;
const good = traveller('mo1');
const text = encodeMo1(good, signer);
const message = signCose(encodeCanonical(toClaimMap(good)), signer);

function toFacts(code: string) {
  const envelope = mo1.parse(code);
  return envelope.ok ? mo1.toFacts(envelope.value) : envelope;
}

describe('a good MO1 code that was damaged', () => {
  it('is never taken for good when cut off at any character', () => {
    for (let length = 0; length < text.length; length++) expect(take(text.slice(0, length)).good, `${length}`).toBe(false);
  });

  it('is never taken for good with one bit of any character flipped', () => {
    for (let index = 0; index < text.length; index++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = text.slice(0, index) + String.fromCharCode(text.charCodeAt(index) ^ (1 << bit)) + text.slice(index + 1);
        expect(take(changed).good, `${index}/${bit}`).toBe(false);
      }
    }
  });

  it('is never taken for good when its COSE message is cut off at any byte', () => {
    for (let length = 0; length < message.length; length++) expect(take(wrapMo1(message.subarray(0, length))).good, `${length}`).toBe(false);
  });

  it('is never taken for good with one bit of any byte of its COSE message flipped', () => {
    for (let index = 0; index < message.length; index++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = message.map((byte, i) => (i === index ? byte ^ (1 << bit) : byte));
        expect(take(wrapMo1(changed)).good, `${index}/${bit}`).toBe(false);
      }
    }
  });
});

describe('an MO1 envelope', () => {
  const payload = encodeCanonical(toClaimMap(good));
  const shaped = (header: Uint8Array, signature = new Uint8Array(64), body: Uint8Array = payload) => mo1.parse(wrapMo1(assembleCose(header, body, signature)));
  const detailOf = (result: ReturnType<typeof mo1.parse>) => (result.ok ? 'ok' : result.detail);

  it.each([
    ['a key id of another length', () => shaped(protectedHeader('00112233')), /key id of 8 bytes/],
    ['a key id that is no byte string', () => shaped(encodeCanonical(new Map<number, unknown>([[1, -8], [4, 'kid']]))), /key id of 8 bytes/],
    ['a third header parameter', () => shaped(encodeCanonical(new Map<number, unknown>([[1, -8], [3, 0], [4, new Uint8Array(8)]]))), /nothing else/],
    ['a signature of 63 bytes', () => shaped(protectedHeader(signer.keyId), new Uint8Array(63)), /signature of 64 bytes/],
    ['a payload that is no CBOR', () => shaped(protectedHeader(signer.keyId), new Uint8Array(64), Uint8Array.of(0xff)), /CBOR/],
    ['claims that are no map', () => shaped(protectedHeader(signer.keyId), new Uint8Array(64), encodeCanonical(['MO-A'])), /a map of claims/],
    ['an issuer that would break a line', () => shaped(protectedHeader(signer.keyId), new Uint8Array(64), encodeCanonical(new Map([[1, 'MO\n']]))), /issuer/],
    ['an issuer of 33 characters', () => shaped(protectedHeader(signer.keyId), new Uint8Array(64), encodeCanonical(new Map([[1, 'M'.repeat(33)]]))), /issuer/],
  ])('refuses %s', (_, make, detail) => {
    expect(detailOf(make())).toMatch(detail);
  });

  it('names no algorithm but its own, so that no key of another kind can make it good', () => {
    const named = (algorithm: number) => {
      const result = shaped(protectedHeader(signer.keyId, algorithm));
      return result.ok ? result.value.claimedAlgorithm : null;
    };
    expect([-8, -7, -37].map(named)).toEqual(['EdDSA', 'not EdDSA', 'not EdDSA']);
  });

  it('is read with and without the tag', () => {
    expect(take(wrapMo1(message)).good).toBe(true);
    expect(take(wrapMo1(message.subarray(1))).good).toBe(true);
  });

  it('recognises its prefix alone', () => {
    expect(['MO1:', 'MO1:x', 'mo1:x', 'MO2:x', ' MO1:x', ''].map((candidate) => mo1.recognises(candidate))).toEqual([true, true, false, false, false, false]);
  });
});

type Change = (maps: Record<'top' | 'statement' | 'holder' | 'declaration', Map<number, unknown>>) => void;

function withChange(change: Change) {
  const top = toClaimMap(good);
  const statement = top.get(CLAIM.statement) as Map<number, unknown>;
  const holder = statement.get(STATEMENT.holder) as Map<number, unknown>;
  const declaration = statement.get(STATEMENT.declaration) as Map<number, unknown>;
  change({ top, statement, holder, declaration });
  return toFacts(wrapMo1(signCose(encodeCanonical(top), signer)));
}

const issued = Math.floor(good.issuedAt / 1_000);

describe('MO1 claims', () => {
  it.each<[string, Change, RegExp]>([
    ['issued before 2000', ({ top }) => top.set(CLAIM.issuedAt, 946_684_799), /issued at/],
    ['issued after 2100', ({ top }) => top.set(CLAIM.issuedAt, 4_102_444_801), /issued at/],
    ['a time as text', ({ top }) => top.set(CLAIM.expiresAt, '2022'), /expires at/],
    ['expiry one second beyond 14 days', ({ top }) => top.set(CLAIM.expiresAt, issued + 14 * 86_400 + 1), /14 days/],
    ['expiry one second before issue', ({ top }) => top.set(CLAIM.expiresAt, issued - 1), /not before issued/],
    ['a code id of 15 bytes', ({ top }) => top.set(CLAIM.codeId, new Uint8Array(15)), /code id: expected 16 bytes/],
    ['a code id as text', ({ top }) => top.set(CLAIM.codeId, '00112233445566778899aabbccddeeff'), /code id/],
    ['a statement that is no map', ({ top }) => top.set(CLAIM.statement, 1), /statement: expected a map/],
    ['a text as key', ({ statement }) => (statement as Map<unknown, unknown>).set('1', 'x'), /no unknown keys/],
    ['no colour', ({ statement }) => statement.delete(STATEMENT.colour), /colour/],
    ['a colour of 17 characters', ({ statement }) => statement.set(STATEMENT.colour, 'g'.repeat(17)), /colour/],
    ['a colour with a line end', ({ statement }) => statement.set(STATEMENT.colour, 'green\n'), /colour/],
    ['an empty sub-code', ({ statement }) => statement.set(STATEMENT.subCode, ''), /sub-code/],
    ['no holder', ({ statement }) => statement.delete(STATEMENT.holder), /holder/],
    ['an unknown key in the holder', ({ holder }) => holder.set(6, 'x'), /holder: expected no unknown keys/],
    ['an empty name', ({ holder }) => holder.set(HOLDER.nameHan, ''), /Han name/],
    ['a name of blanks', ({ holder }) => holder.set(HOLDER.nameHan, '  '), /Han name/],
    ['a name of 97 bytes in 33 characters', ({ holder }) => holder.set(HOLDER.nameHan, `${'陳'.repeat(32)}a`), /Han name/],
    ['a null character in a name', ({ holder }) => holder.set(HOLDER.nameLatin, 'CHAN\u0000'), /Latin name/],
    ['an escape sequence in a name', ({ holder }) => holder.set(HOLDER.nameLatin, 'CHAN\u001b[2J'), /Latin name/],
    ['a C1 control in a name', ({ holder }) => holder.set(HOLDER.nameLatin, 'CHAN\u0085TAI'), /Latin name/],
    ['a line separator in a name', ({ holder }) => holder.set(HOLDER.nameLatin, 'CHAN\u2028TAI'), /Latin name/],
    ['a direction isolate in a name', ({ holder }) => holder.set(HOLDER.nameLatin, 'CHAN\u2067TAI'), /Latin name/],
    ['a zero-width joiner in a name', ({ holder }) => holder.set(HOLDER.nameLatin, 'CHAN\u200dTAI'), /Latin name/],
    ['a name as number', ({ holder }) => holder.set(HOLDER.nameLatin, 5), /Latin name/],
    ['a birth date in words', ({ holder }) => holder.set(HOLDER.birthDate, '1990-01-01'), /birth date/],
    ['a birth date in month 13', ({ holder }) => holder.set(HOLDER.birthDate, 19_901_301), /birth date/],
    ['a birth date in month 13 without day', ({ holder }) => holder.set(HOLDER.birthDate, 19_901_300), /birth date/],
    ['a birth date with a day but no month', ({ holder }) => holder.set(HOLDER.birthDate, 19_900_001), /birth date/],
    ['29 February of a common year', ({ holder }) => holder.set(HOLDER.birthDate, 19_000_229), /birth date/],
    ['a birth year of 1899', ({ holder }) => holder.set(HOLDER.birthDate, 18_991_231), /birth date/],
    ['no sex', ({ holder }) => holder.delete(HOLDER.sex), /sex/],
    ['sex 3', ({ holder }) => holder.set(HOLDER.sex, 3), /sex/],
    ['a nationality of two letters', ({ holder }) => holder.set(HOLDER.nationality, 'CN'), /nationality/],
    ['a document of one field', ({ statement }) => statement.set(STATEMENT.documents, [[1]]), /document: expected an array of 2/],
    ['a document of three fields', ({ statement }) => statement.set(STATEMENT.documents, [[1, '12345678', 0]]), /document: expected an array/],
    ['seven documents', ({ statement }) => statement.set(STATEMENT.documents, Array.from({ length: 7 }, () => [1, '12345678'])), /documents/],
    ['an unknown kind of document', ({ statement }) => statement.set(STATEMENT.documents, [[4, '12345678']]), /document type/],
    ['a BIR of seven digits', ({ statement }) => statement.set(STATEMENT.documents, [[1, '1234567']]), /document number/],
    ['a BIR with brackets', ({ statement }) => statement.set(STATEMENT.documents, [[1, '1234567(8)']]), /document number/],
    ['a permit of the mainland resident’s kind', ({ statement }) => statement.set(STATEMENT.documents, [[2, 'C12345678']]), /document number/],
    ['a permit with one digit of reissue', ({ statement }) => statement.set(STATEMENT.documents, [[2, 'M123456780']]), /document number/],
    ['a passport in lower case', ({ statement }) => statement.set(STATEMENT.documents, [[3, 'ma1234567']]), /document number/],
    ['no symptoms list', ({ declaration }) => declaration.delete(DECLARATION.symptoms), /symptoms/],
    ['an unknown symptom', ({ declaration }) => declaration.set(DECLARATION.symptoms, [10]), /symptom/],
    ['a symptom twice', ({ declaration }) => declaration.set(DECLARATION.symptoms, [1, 1]), /each symptom once/],
    ['no answer about contact', ({ declaration }) => declaration.delete(DECLARATION.contact), /contact/],
    ['an answer of true', ({ declaration }) => declaration.set(DECLARATION.riskAreaStay, true), /risk area/],
    ['a place without a date', ({ declaration }) => declaration.set(DECLARATION.travel, [['珠海', null]]), /left on/],
    ['a place left in an unknown day', ({ declaration }) => declaration.set(DECLARATION.travel, [['珠海', 20_220_600]]), /a whole date/],
    ['a test of unknown kind', ({ statement }) => statement.set(STATEMENT.tests, [[3, issued, null, 0, null]]), /test kind/],
    ['a test result of 3', ({ statement }) => statement.set(STATEMENT.tests, [[1, issued, null, 3, null]]), /test result/],
    ['a test sampled one second after issue', ({ statement }) => statement.set(STATEMENT.tests, [[1, issued + 1, null, 0, null]]), /not after issued at/],
    ['nine tests', ({ statement }) => statement.set(STATEMENT.tests, Array.from({ length: 9 }, () => [1, issued, null, 0, null])), /tests/],
    ['dose 0', ({ statement }) => statement.set(STATEMENT.vaccinations, [[0, null, 20_210_301, null]]), /dose/],
    ['dose 100', ({ statement }) => statement.set(STATEMENT.vaccinations, [[100, null, 20_210_301, null]]), /dose/],
    ['a product of 49 bytes', ({ statement }) => statement.set(STATEMENT.vaccinations, [[1, null, 20_210_301, 'x'.repeat(49)]]), /product/],
    ['vaccinations that are no list', ({ statement }) => statement.set(STATEMENT.vaccinations, new Map()), /vaccinations/],
  ])('are refused with %s', (_, change, detail) => {
    const result = withChange(change);
    expect(result).toMatchObject({ ok: false, reason: 'code-malformed' });
    expect(result.ok ? '' : result.detail).toMatch(detail);
  });

  it.each<[string, Change, (facts: Facts) => unknown, unknown]>([
    ['a colour nobody has heard of', ({ statement }) => statement.set(STATEMENT.colour, 'ultra-violet-2'), (facts) => facts.colour, 'ultra-violet-2'],
    ['a birth year alone', ({ holder }) => holder.set(HOLDER.birthDate, 19_480_000), (facts) => facts.holder.birthDate, '1948'],
    ['a birth month', ({ holder }) => holder.set(HOLDER.birthDate, 19_480_700), (facts) => facts.holder.birthDate, '1948-07'],
    ['29 February of a leap year', ({ holder }) => holder.set(HOLDER.birthDate, 20_000_229), (facts) => facts.holder.birthDate, '2000-02-29'],
    ['a name of exactly 96 bytes', ({ holder }) => holder.set(HOLDER.nameHan, '陳'.repeat(32)), (facts) => facts.holder.nameHan, '陳'.repeat(32)],
    ['a Latin name alone', ({ holder }) => holder.delete(HOLDER.nameHan), (facts) => facts.holder.nameHan, null],
    ['no declaration', ({ statement }) => statement.delete(STATEMENT.declaration), (facts) => facts.declaration, null],
    ['no lists at all', ({ statement }) => [STATEMENT.documents, STATEMENT.tests, STATEMENT.vaccinations].forEach((key) => statement.delete(key)), (facts) => [facts.documents, facts.tests, facts.vaccinations], [[], [], []]],
    ['a lifetime of exactly 14 days', ({ top }) => top.set(CLAIM.expiresAt, issued + 14 * 86_400), (facts) => facts.expiresAt - facts.issuedAt, 14 * 86_400_000],
    ['an expiry at the instant of issue', ({ top }) => top.set(CLAIM.expiresAt, issued), (facts) => facts.expiresAt - facts.issuedAt, 0],
    ['a permit with reissue digits', ({ statement }) => statement.set(STATEMENT.documents, [[2, 'M1234567803']]), (facts) => facts.documents, [{ type: 'mainland-permit', number: 'M1234567803' }]],
  ])('may have %s', (_, change, pick, expected) => {
    const result = withChange(change);
    expect(result.ok && pick(result.value)).toEqual(expected);
  });

  it('are never trusted to be claims at all', () => {
    const envelope = mo1.parse(text);
    if (!envelope.ok) throw new Error('expected a good code');
    fc.assert(
      fc.property(fc.anything({ withMap: true, withBigInt: true }), (claims) => {
        expect(mo1.toFacts({ ...envelope.value, claims }).ok).toBe(false);
      }),
    );
  });

  it('come back exactly as they were written, whatever they are', () => {
    fc.assert(
      fc.property(claimsArbitrary, (claims) => {
        expect(toFacts(encodeMo1(claims, signer))).toEqual({ ok: true, value: { ...claims, format: 'MO1', recoveries: [], certificate: null } });
      }),
    );
  });
});

describe('MO1 limits', () => {
  it('leave room for the fullest lawful statement, and not much more', () => {
    const full = encodeMo1(fullestClaims, signer);
    const decoded = decodeBase45(full, 4);
    const bytes = decoded.ok ? inflateSync(decoded.value).length : 0;
    expect(take(full).good).toBe(true);
    expect(bytes).toBeLessThanOrEqual(limits.MAX_MO1_COSE_BYTES);
    expect(bytes).toBeGreaterThan(limits.MAX_MO1_COSE_BYTES / 2);
    expect(countItems(toClaimMap(fullestClaims))).toBe(182);
    expect(limits.MO1_MAX_ITEMS).toBe(256);
  });
});

function countItems(value: unknown): number {
  if (value instanceof Map) return 1 + [...value].reduce((sum, [, inner]) => sum + 1 + countItems(inner), 0);
  if (Array.isArray(value)) return 1 + value.reduce<number>((sum, inner) => sum + countItems(inner), 0);
  return 1;
}
