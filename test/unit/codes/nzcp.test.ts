import { verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase32 } from '../../../core/codes/base32.ts';
import { nzcp } from '../../../core/codes/nzcp.ts';
import { readCode } from '../../../core/codes/read-code.ts';
import { encodeBase32 } from '../../../tools/issuer/base32.ts';
import { assembleCose, encodeCanonical } from '../../../tools/issuer/cose.ts';
import { signNzcp, toNzcpHeader } from '../../../tools/issuer/encode-nzcp.ts';
import { p256FromSeed } from '../../../tools/issuer/p256.ts';
import { nzcpRunner } from '../../../tools/vectors/nzcp.ts';
import type { SuiteFile } from '../../../tools/vectors/suite.ts';

const suite = JSON.parse(readFileSync(new URL('../../vectors/nzcp/nzcp.json', import.meta.url), 'utf8')) as SuiteFile;
const { privateKey, publicKey } = p256FromSeed('nzcp tests');

const SUBJECT = { givenName: 'Tai Man', familyName: 'Chan', dob: '1980-02-29' };
const CREDENTIAL = {
  '@context': ['https://www.w3.org/2018/credentials/v1', 'https://nzcp.covid19.health.nz/contexts/v1'],
  version: '1.0.0',
  type: ['VerifiableCredential', 'PublicCovidPass'],
};
const toMap = (object: object) => new Map<string, unknown>(Object.entries(object));
const claims = (more: readonly (readonly [unknown, unknown])[] = [], subject: object = {}, credential: object = {}) =>
  new Map<unknown, unknown>([
    [1, 'did:web:nz.example'],
    [4, 1_700_000_000],
    [5, 1_640_995_200],
    [7, new Uint8Array(16).fill(7)],
    ['vc', toMap({ ...CREDENTIAL, credentialSubject: toMap({ ...SUBJECT, ...subject }), ...credential })],
    ...more,
  ]);
const HEADER = toNzcpHeader('key-1');
const messageOf = (body: unknown, header: unknown = HEADER) => signNzcp(body, { keyId: 'key-1', privateKey }, header);
const passOf = (body: unknown, header?: unknown) => `NZCP:/1/${encodeBase32(messageOf(body, header))}`;
const holds = (text: string) => {
  const envelope = nzcp.parse(text);
  return envelope.ok && verify('sha256', envelope.value.signedBytes, { key: publicKey, dsaEncoding: 'ieee-p1363' }, envelope.value.signature);
};
const detailOf = (result: ReturnType<typeof nzcp.parse> | ReturnType<typeof nzcp.toFacts>) => (result.ok ? 'ok' : `${result.reason}: ${result.detail}`);
const factsOf = (body: unknown) => {
  const envelope = nzcp.parse(passOf(body));
  return envelope.ok ? nzcp.toFacts(envelope.value) : envelope;
};

const good = passOf(claims());

describe('a good pass that was damaged', () => {
  it('is never taken for good when cut off at any character', () => {
    expect(holds(good)).toBe(true);
    for (let length = 0; length < good.length; length++) expect(holds(good.slice(0, length)), `${length}`).toBe(false);
  });

  it('is never taken for good with one bit of any byte flipped', () => {
    const bytes = messageOf(claims());
    for (let index = 0; index < bytes.length; index++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = bytes.map((byte, at) => (at === index ? byte ^ (1 << bit) : byte));
        expect(holds(`NZCP:/1/${encodeBase32(changed)}`), `${index}/${bit}`).toBe(false);
      }
    }
  });
});

describe('a pass without an envelope', () => {
  it.each([
    ['another version', 'NZCP:/2/AAAA', /version-unsupported/],
    ['no content', 'NZCP:/1/', /base32/],
    ['lower case', good.replace('NZCP:/1/2', 'NZCP:/1/a'), /base32/],
    ['padding', `${good}=`, /base32/],
    ['a megabyte', `NZCP:/1/${'A'.repeat(1_048_576)}`, /code-too-large/],
    ['no key id', passOf(claims(), new Map([[1, -7]])), /key id/],
    ['a key id that is text', passOf(claims(), new Map<number, unknown>([[1, -7], [4, 'key-1']])), /key id/],
    ['an issuer that is no did:web', passOf(claims([[1, 'https://nz.example']])), /did:web/],
    ['claims that are a list', passOf([]), /map of claims/],
    ['a signature of 63 bytes', `NZCP:/1/${encodeBase32(assembleCose(encodeCanonical(HEADER), encodeCanonical(claims()), new Uint8Array(63)))}`, /64 bytes/],
  ])('is refused for %s', (_, text, detail) => {
    expect(detailOf(nzcp.parse(text))).toMatch(detail);
  });

  it('names no algorithm but ES256', () => {
    const envelope = nzcp.parse(passOf(claims(), new Map<number, unknown>([[1, -8], [4, Buffer.from('key-1')]])));
    expect(envelope).toMatchObject({ ok: true, value: { claimedAlgorithm: 'not ES256', keyId: 'key-1' } });
  });
});

describe('the claims of a pass', () => {
  it.each([
    ['no beginning', claims([[5, null]]), /not before/],
    ['an end that is text', claims([[4, '2022']]), /expires/],
    ['an id of 15 bytes', claims([[7, new Uint8Array(15)]]), /pass id/],
    ['no credential', claims([['vc', 1]]), /vc: /],
    ['another context', claims([], {}, { '@context': ['https://www.w3.org/2018/credentials/v1'] }), /@context/],
    ['another type', claims([], {}, { type: ['VerifiableCredential'] }), /vc\.type/],
    ['version 2', claims([], {}, { version: '2.0.0' }), /vc\.version/],
    ['no subject', claims([], {}, { credentialSubject: null }), /credentialSubject/],
    ['no given name', claims([], { givenName: '' }), /givenName/],
    ['a month that the calendar lacks', claims([], { dob: '1980-13-01' }), /dob/],
    ['a day that the calendar lacks', claims([], { dob: '1981-02-29' }), /dob/],
  ])('are refused for %s', (_, body, detail) => {
    expect(detailOf(factsOf(body))).toMatch(detail);
  });

  it('become facts that state neither vaccination nor test', () => {
    expect(factsOf(claims())).toMatchObject({
      ok: true,
      value: {
        format: 'NZCP',
        issuer: 'did:web:nz.example',
        codeId: '07'.repeat(16),
        issuedAt: 1_640_995_200_000,
        expiresAt: 1_700_000_000_000,
        holder: { nameLatin: 'Chan Tai Man', birthDate: '1980-02-29' },
        tests: [],
        vaccinations: [],
      },
    });
  });
});

describe('the published passes', () => {
  it.each(suite.vectors.map((vector) => [vector.id, vector] as const))('get the word of the suite: %s', (_, vector) => {
    expect(nzcpRunner.run(vector, suite)).toEqual([{ step: 'pass', outcome: 'correct', detail: '' }]);
  });
});

describe('any input', () => {
  it('gets an answer at every layer', () => {
    const total = (result: { readonly ok: boolean }): void => {
      expect(typeof result.ok).toBe('boolean');
    };
    const bytes = fc.uint8Array({ maxLength: 300 });
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => total(readCode(`NZCP:/1/${text}`))), { numRuns: 300 });
    fc.assert(fc.property(bytes, (value) => total(nzcp.parse(`NZCP:/1/${encodeBase32(value)}`))), { numRuns: 300 });
    fc.assert(fc.property(bytes, (value) => total(nzcp.parse(`NZCP:/1/${encodeBase32(assembleCose(encodeCanonical(HEADER), value, new Uint8Array(64)))}`))), { numRuns: 200 });
  });

  it('has one text for every byte string', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 1 }), (value) => Buffer.from(value).equals(decodeBase32(encodeBase32(value)) ?? Buffer.of())));
    expect(['', 'A', 'AB', 'AAA', 'AAAAAA', 'MY======', 'my', 'M0'].map(decodeBase32)).toEqual([null, null, null, null, null, null, null, null]);
  });
});
