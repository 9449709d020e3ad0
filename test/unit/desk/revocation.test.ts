import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCode } from '../../../core/codes/read-code.ts';
import { RESOURCES_DIR } from '../../../core/config.ts';
import { type Examination, examine } from '../../../core/desk/examine.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { loadRuleSet } from '../../../core/rules/rule-set.ts';
import { combineKeySets } from '../../../core/trust/combine-key-sets.ts';
import { loadDccRevocations } from '../../../core/trust/dcc-revocation.ts';
import { parseDccTrustList } from '../../../core/trust/dcc-trust-list.ts';
import { parseJwks } from '../../../core/trust/jwks.ts';
import { type KeySet, keySetOf } from '../../../core/trust/key-set.ts';
import { type RevocationList, withRevocations } from '../../../core/trust/revocation-list.ts';
import { loadShcRevocations } from '../../../core/trust/shc-revocation.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { ISSUED, KEY_ID, code, key, keySet, withTest } from '../codes/hc1-maker.ts';
import * as cards from '../codes/shc-cards.ts';

const rules = loadRuleSet(join(RESOURCES_DIR, 'rules/default-rules.json'));
const readJson = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../vectors/${name}`, import.meta.url), 'utf8'));
const hashOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest().subarray(0, 16).toString('base64');

function look(text: string, keys: KeySet, seconds: number): Examination {
  return examine(text, keys, rules, { direction: 'to-guangdong', port: 'barrier-gate' }, utcMillis(seconds * 1_000));
}
function expectRevoked(examination: Examination): void {
  expect(examination).toMatchObject({ verdict: { outcome: 'refuse', reasons: [{ code: 'code-revoked' }] } });
  // An officer sees whose code it is.
  expect(examination.facts?.holder.birthDate).toMatch(/^\d{4}/);
}
function expectNotRevoked(examination: Examination): void {
  expect(examination.facts).not.toBeNull();
  expect(examination.verdict.reasons.map(({ code: reason }) => reason)).not.toContain('code-revoked');
}

/** A list of one batch that withdraws one hash under one key. */
function dccList(kid: string, hashType: string, hash: string): RevocationList {
  const file = join(tempDir(), 'batches.json');
  writeFileSync(file, JSON.stringify([{ country: 'PT', expires: '2100-01-01T00:00:00Z', kid, hashType, entries: [{ hash }] }]));
  return loadDccRevocations(file, utcMillis(0)).list;
}

interface Hc1Vector {
  readonly id: string;
  readonly code: string;
  readonly key: { readonly kidOfCert: string; readonly x509Pem: string } | null;
  readonly payload: { readonly 1: string; readonly 6: number };
}
const { vectors } = readJson('hc1/dcc-qa.json') as { vectors: readonly Hc1Vector[] };

/** A published code with what is known of it, its neighbour under the same key, and the trust list of both. */
function publishedCode(id: string, neighbourId: string) {
  const [vector, neighbour] = [id, neighbourId].map((name) => vectors.find((candidate) => candidate.id === name));
  const read = readCode(vector?.code ?? '');
  if (!vector?.key || neighbour === undefined || !read.ok) throw new Error(id);
  const facts = read.format.toFacts(read.envelope);
  if (!facts.ok) throw new Error(facts.detail);
  const entry = { kid: vector.key.kidOfCert, certificate: vector.key.x509Pem.replaceAll(/-----[A-Z ]+-----|\s/g, ''), country: vector.payload[1] };
  const { keySet: keys } = parseDccTrustList([entry], { origin: 'list', sequence: 1, issuedAt: utcMillis(0), purpose: 'health-code' });
  const { signature, claimedAlgorithm } = read.envelope;
  return { text: vector.code, neighbour: neighbour.code, seconds: vector.payload[6], kid: vector.key.kidOfCert, country: vector.payload[1], uci: facts.value.codeId, signature, claimedAlgorithm, keys };
}

describe('a withdrawn HC1 code', () => {
  const elliptic = publishedCode('dqa-HR-1.3.0-VAC_revoked01', 'dqa-HR-1.3.0-VAC_revoked02');
  const rsa = publishedCode('dqa-CH-1.2.1-VAC', 'dqa-CH-1.2.1-REC');

  it.each([
    ['ES256', 'UCI', elliptic, hashOf(elliptic.uci)],
    ['ES256', 'COUNTRYCODEUCI', elliptic, hashOf(elliptic.country + elliptic.uci)],
    ['ES256', 'SIGNATURE', elliptic, hashOf(elliptic.signature.subarray(0, 32))],
    ['PS256', 'UCI', rsa, hashOf(rsa.uci)],
    ['PS256', 'COUNTRYCODEUCI', rsa, hashOf(rsa.country + rsa.uci)],
    ['PS256', 'SIGNATURE', rsa, hashOf(rsa.signature)],
  ])('signed with %s is refused by %s, its neighbour is not', (algorithm, hashType, published, hash) => {
    expect(published.claimedAlgorithm).toBe(algorithm);
    const keys = withRevocations(published.keys, [dccList(published.kid, hashType, hash)]);
    expectNotRevoked(look(published.text, published.keys, published.seconds));
    expectRevoked(look(published.text, keys, published.seconds));
    expectNotRevoked(look(published.neighbour, keys, published.seconds));
    const ofAnotherKind = hashType === 'UCI' ? 'SIGNATURE' : 'UCI';
    expectNotRevoked(look(published.text, withRevocations(published.keys, [dccList(published.kid, ofAnotherKind, hash)]), published.seconds));
    expectNotRevoked(look(published.text, withRevocations(published.keys, [dccList('AAAAAAAAAAA=', hashType, hash)]), published.seconds));
    expectRevoked(look(published.text, withRevocations(published.keys, [dccList('UNKNOWN_KID', hashType, hash)]), published.seconds));
  });

  it('is refused by the country of its own claim, whatever country the key is of', () => {
    const ci = 'URN:UVCI:01:PT:WITHDRAWN#2';
    const own = combineKeySets([keySet(key)], 'own');
    const list = (country: string) => withRevocations(own, [dccList(Buffer.from(KEY_ID, 'hex').toString('base64'), 'COUNTRYCODEUCI', hashOf(country + ci))]);
    const austrian = code(withTest({ ci }), new Map([[1, 'AT']]));
    expectRevoked(look(austrian, list('AT'), ISSUED));
    expectNotRevoked(look(austrian, list('PT'), ISSUED));
    expectNotRevoked(look(code(withTest({})), list('PT'), ISSUED));
  });
});

describe('a withdrawn card', () => {
  const listOf = (rids: readonly string[]): RevocationList => {
    const file = join(tempDir(), 'crl.json');
    writeFileSync(file, JSON.stringify({ kid: cards.KEY_ID, method: 'rid', ctr: 1, rids }));
    return loadShcRevocations(file).list;
  };
  const card = (rid?: string) => cards.toText(cards.signCard(cards.claims([cards.patient, cards.dose('2021-05-01')], {}, rid)));
  const at = cards.NBF + 60;

  it('is refused by its identifier, its neighbours are not', () => {
    const keys = withRevocations(cards.KEYS, [listOf(['abc'])]);
    expectNotRevoked(look(card('abc'), cards.KEYS, at));
    expectRevoked(look(card('abc'), keys, at));
    for (const rid of ['abd', 'ab', 'abcd', undefined]) expectNotRevoked(look(card(rid), keys, at));
  });

  it('is refused only if issued before the time that its list states', () => {
    // The card's beginning has a fraction: it was issued before the next full second.
    expectRevoked(look(card('abc'), withRevocations(cards.KEYS, [listOf([`abc.${cards.NBF + 1}`])]), at));
    expectNotRevoked(look(card('abc'), withRevocations(cards.KEYS, [listOf([`abc.${cards.NBF}`])]), at));
  });

  it('of another issuer stays good under a list that has its key', () => {
    const others = keySetOf(cards.ENTRIES.map((entry) => ({ ...entry, issuer: 'https://other.example' })), { sequence: 1, issuedAt: utcMillis(0), origin: 'other' });
    const keys = combineKeySets([cards.KEYS, withRevocations(others, [listOf(['abc'])])], 'both');
    expectNotRevoked(look(card('abc'), keys, at));
  });

  it('published with its list is refused', () => {
    const { card: withdrawn, crl } = readJson('revocation/shc-lists.json') as { card: string; crl: unknown };
    const shc = readJson('shc/shc.json') as { vectors: readonly { id: string; key: { jwks: unknown } }[] };
    const issuer = 'https://spec.smarthealth.cards/examples/issuer';
    const terms = { issuer, purposes: ['health-code'], validFrom: utcMillis(0), validUntil: utcMillis(4_000_000_000_000) };
    const jwks = shc.vectors.find(({ id }) => id === 'shc-valid-00-QR-numeric')?.key.jwks;
    const keys = keySetOf(parseJwks(jwks, 'jwks', terms), { sequence: 1, issuedAt: utcMillis(0), origin: 'jwks' });
    const file = join(tempDir(), 'crl.json');
    writeFileSync(file, JSON.stringify(crl));
    expectNotRevoked(look(withdrawn, keys, 1_640_000_000));
    expectRevoked(look(withdrawn, withRevocations(keys, [loadShcRevocations(file).list]), 1_640_000_000));
  });
});

describe('a key set with lists of withdrawn codes', () => {
  it('tells how many there are and where they came from', () => {
    const list = (origin: string, size: number): RevocationList => ({ origin, size, withdraws: () => false });
    const keys = withRevocations({ ...keySet(key), revokedCodes: 1 }, [list('a', 2), list('b', 3)]);
    expect(keys).toMatchObject({ origin: 'test, a, b', revokedCodes: 6 });
  });

  it('still revokes what it revoked before', () => {
    const keys = withRevocations({ ...keySet(key), isRevoked: () => true }, []);
    expectRevoked(look(code(withTest({})), keys, ISSUED));
  });
});
