import { readFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { inflateRawSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeBase45 } from '../../../core/codes/base45.ts';
import { decodeCbor, isCborMap } from '../../../core/codes/cbor.ts';
import { findCertificate } from '../../../core/codes/hc1-claims.ts';
import { readCode } from '../../../core/codes/read-code.ts';
import { loadRuleSet } from '../../../core/rules/rule-set.ts';
import { FOREIGN_FORMAT_IDS } from '../../../core/model/format.ts';
import { STATEMENT_KINDS } from '../../../core/model/verification.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { RESOURCES_DIR } from '../../../core/config.ts';
import { examine } from '../../../core/desk/examine.ts';
import { parseDidDocument } from '../../../core/trust/did-document.ts';
import { parseJwks } from '../../../core/trust/jwks.ts';
import { keySetOf } from '../../../core/trust/key-set.ts';
import { encodeHc1, toMachineReadable } from '../../../tools/issuer/encode-hc1.ts';
import type { ForeignClaims } from '../../../tools/issuer/foreign-claims.ts';
import { createForeignWorkshop, foreignFaults, sampleForeignClaims } from '../../../tools/issuer/foreign-workshop.ts';
import { OTHER_FAMILIES } from '../../../tools/issuer/other-families.ts';
import { createRandom } from '../../../tools/issuer/random.ts';
import { AT } from './road.ts';

const workshop = createForeignWorkshop('tests', AT);
const rules = loadRuleSet(`${RESOURCES_DIR}rules/default-rules.json`);
const judge = (text: string, keys = workshop.keySet) => examine(text, keys, rules, { direction: 'to-guangdong', port: 'barrier-gate' }, AT);
const sample = (seed: string): ForeignClaims => sampleForeignClaims(createRandom(seed), AT);
const firstReason = (text: string) => judge(text).verdict.reasons[0]?.code;

describe.each(FOREIGN_FORMAT_IDS)('%s codes of the demo issuer', (format) => {
  const issuer = workshop.issuers[format];

  it.each(foreignFaults(issuer).map(({ name, reason, make }) => [name, reason, make] as const))('that are bad as %s get %s', (_, reason, make) => {
    for (const seed of ['1', '2', '3']) expect(firstReason(make(sample(seed)))).toBe(reason);
  });

  it('are genuine, and referred since they carry no colour', () => {
    for (let seed = 0; seed < 60; seed++) {
      const claims = sample(`${seed}`);
      const { verdict, facts, issuer: named } = judge(issuer.encode(claims, 'issuer'));
      expect(verdict.outcome, `${seed}`).toBe('refer');
      expect(verdict.reasons.map(({ code }) => code)).toContain('colour-unrecognised');
      expect(facts).toMatchObject({ format, holder: { birthDate: claims.holder.birthDate } });
      // Seals are written in the capitals of machine readable zones, and know days alone.
      const isSeal = issuer.expiry !== 'second';
      if (!isSeal) expect(facts?.issuedAt).toBe(claims.issuedAt);
      expect(facts?.holder.nameLatin).toContain(isSeal ? toMachineReadable(claims.holder.surname).replaceAll('<', ' ') : claims.holder.surname);
      expect(workshop.keySet.hasIssuer(named ?? '')).toBe(true);
    }
  });

  it('follow from the seed', () => {
    // Certificates are signed anew each time: the codes of a workshop go with its own keys.
    const again = createForeignWorkshop('tests', AT);
    const { codeId, ...facts } = judge(issuer.encode(sample('x'), 'issuer')).facts ?? { codeId: '' };
    expect(judge(again.issuers[format].encode(sample('x'), 'issuer'), again.keySet).facts).toMatchObject(facts);
    expect(codeId).not.toBe('');
    expect(createForeignWorkshop('other', AT).keySet.keys[0]?.keyId).not.toBe(workshop.keySet.keys[0]?.keyId);
  });

  it('mean nothing to a terminal with other keys', () => {
    const others = createForeignWorkshop('other', AT).keySet;
    expect(['issuer-unknown', 'key-unknown', 'signature-mismatch']).toContain(judge(issuer.encode(sample('1'), 'issuer'), others).verdict.reasons[0]?.code);
  });

  it('come in symbols a phone shows', () => {
    // A version 25-M symbol in the mode of the format's alphabet (ISO/IEC 18004 table 7); above that, phone screens are read badly.
    expect(issuer.encode(sample('1'), 'issuer').length).toBeLessThanOrEqual(format === 'SHC' ? 2_395 : 1_451);
  });
});

describe('the demo issuers', () => {
  it('have keys files that a terminal takes', () => {
    const terms = { purposes: ['health-code'], validFrom: utcMillis(0), validUntil: utcMillis(AT * 2) };
    const cards = parseJwks(JSON.parse(workshop.issuers.SHC.keysFile?.content ?? ''), 'keys', { issuer: 'https://issuer.example/shc', ...terms });
    const passes = parseDidDocument(JSON.parse(workshop.issuers.NZCP.keysFile?.content ?? ''), 'did:web:nzcp.example', terms, 'document');
    const keys = keySetOf([...cards, ...passes], { sequence: 1, issuedAt: AT, origin: 'files' });
    for (const format of ['SHC', 'NZCP'] as const) expect(judge(workshop.issuers[format].encode(sample('1'), 'issuer'), keys).facts).not.toBeNull();
  });

  it('are named in four languages, but for countries', () => {
    expect(workshop.keySet.issuerNames('https://issuer.example/shc')?.pt).toBe('Clínica de exercício');
    expect(workshop.keySet.issuerNames('did:web:nzcp.example')?.en).toBe('Drill ministry');
    expect(workshop.keySet.issuerNames('PT')).toBeNull();
  });
});

describe('HC1 codes', () => {
  const claims = (statement: ForeignClaims['statement']): ForeignClaims => ({ ...sample('hc1'), statement });

  it.each(STATEMENT_KINDS)('state a %s and nothing else', (kind) => {
    const { facts } = judge(workshop.issuers.HC1.encode(claims(kind), 'issuer'));
    expect([facts?.tests.length, facts?.vaccinations.length, facts?.recoveries.length]).toEqual(STATEMENT_KINDS.map((each) => (each === kind ? 1 : 0)));
  });

  it('have the members of a published certificate of the same schema', () => {
    interface Vector { readonly code: unknown; readonly claims?: unknown }
    const { vectors } = JSON.parse(readFileSync(new URL('../../vectors/hc1/dgc-testdata.json', import.meta.url), 'utf8')) as { vectors: readonly Vector[] };
    const shapes = vectors.flatMap(({ code }) => (typeof code === 'string' ? [shapeOf(code)] : [])).filter((shape) => shape !== null && shape.ver === '1.3.0');
    for (const kind of STATEMENT_KINDS) {
      const own = shapeOf(workshop.issuers.HC1.encode(claims(kind), 'issuer'));
      const published = shapes.filter((shape) => shape?.kind === own?.kind);
      expect(published.length, kind).toBeGreaterThan(0);
      expect(published.some((shape) => own?.members.every((member) => shape?.members.includes(member)) === true), `${kind}: ${own?.members.join()}`).toBe(true);
    }
  });

  it('verify with PS256 as well', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const [known] = workshop.issuers.HC1.keySet.keys;
    if (known === undefined) throw new Error('expected a key');
    const keys = keySetOf([{ ...known, keyId: '0a0b0c0d0e0f0001', algorithm: 'PS256', publicKey }], { sequence: 1, issuedAt: AT, origin: 'rsa' });
    const code = encodeHc1(claims('test'), 'DE', { keyId: '0a0b0c0d0e0f0001', algorithm: 'PS256', privateKey });
    expect(judge(code, keys)).toMatchObject({ issuer: 'PT', facts: { issuer: 'DE', tests: [{ result: 'negative' }] } });
    const lying = encodeHc1(claims('test'), 'DE', { keyId: '0a0b0c0d0e0f0001', algorithm: 'PS256', privateKey: generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey });
    expect(judge(lying, keys).verdict.reasons[0]?.code).toBe('signature-mismatch');
  });

  it.each([
    ['Gonçalves', 'GONCALVES'],
    ['Anna-Lena', 'ANNA<LENA'],
    ['O’Connor', 'OCONNOR'],
    ['Łukasik', 'LUKASIK'],
    ['Đức Straße', 'DUC<STRASSE'],
    ['陳', ''],
  ])('write %s as %s for machines', (name, plain) => {
    expect(toMachineReadable(name)).toBe(plain);
  });
});

describe('SMART Health Cards', () => {
  it('are a compact JWS whose payload is a raw deflate stream', () => {
    const text = workshop.issuers.SHC.encode(sample('1'), 'issuer');
    const jws = (text.slice('shc:/'.length).match(/../g) ?? []).map((pair) => String.fromCharCode(Number(pair) + 45)).join('');
    const [header = '', payload = ''] = jws.split('.');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toMatchObject({ zip: 'DEF', alg: 'ES256' });
    expect(JSON.parse(inflateRawSync(Buffer.from(payload, 'base64url')).toString())).toMatchObject({ iss: 'https://issuer.example/shc', vc: { credentialSubject: { fhirVersion: '4.0.1' } } });
  });
});

describe('texts of other families', () => {
  it.each(OTHER_FAMILIES.map(({ name, make }) => [name, make] as const))('are recognised as %s and not accepted', (name, make) => {
    for (const seed of ['1', '2', '3']) expect(readCode(make(createRandom(seed)))).toMatchObject({ ok: false, reason: 'recognised-not-accepted', family: name });
  });
});

/** Version, kind of statement and members of an HC1 text's certificate; null where it is none. */
function shapeOf(text: string): { readonly ver: unknown; readonly kind: string; readonly members: readonly string[] } | null {
  const bytes = text.startsWith('HC1:') ? decodeBase45(text, 4) : null;
  if (bytes?.ok !== true || bytes.value[0] !== 0x78) return null;
  let message: Buffer;
  try {
    message = inflateSync(bytes.value);
  } catch {
    return null;
  }
  const parts = decodeCbor(message[0] === 0xd2 ? message.subarray(1) : message, { maxDepth: 8, maxItems: 256, lenient: true });
  const payload: unknown = parts.ok && Array.isArray(parts.value) ? parts.value[2] : null;
  const claims = payload instanceof Uint8Array ? decodeCbor(payload, { maxDepth: 8, maxItems: 256, lenient: true }) : null;
  const certificate = claims?.ok === true ? findCertificate(claims.value) : null;
  if (certificate === null) return null;
  const kind = ['v', 't', 'r'].find((key) => Array.isArray(certificate.get(key))) ?? '';
  const [entry] = (certificate.get(kind) ?? []) as readonly unknown[];
  return { ver: certificate.get('ver'), kind, members: isCborMap(entry) ? [...entry.keys()].map(String) : [] };
}
