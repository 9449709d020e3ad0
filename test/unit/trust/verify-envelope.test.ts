import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import nacl from 'tweetnacl';
import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../../core/model/envelope.ts';
import type { FormatId } from '../../../core/model/format.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { isSoundEd25519Key } from '../../../core/trust/ed25519-point.ts';
import type { KeyEntry, KeySet } from '../../../core/trust/key-set.ts';
import { keySetOf, parseKeySet } from '../../../core/trust/key-set.ts';
import { verifyEnvelope } from '../../../core/trust/verify-envelope.ts';
import { buildKeySet } from '../../../tools/issuer/key-set-file.ts';
import { signerFromSeed } from '../../../tools/issuer/keys.ts';

const FROM = utcMillis(Date.UTC(2022, 0, 1));
const UNTIL = utcMillis(Date.UTC(2023, 0, 1));
const DURING = utcMillis(Date.UTC(2022, 5, 1));
const signer = signerFromSeed('MO-A', 'a');
const stranger = signerFromSeed('MO-A', 'b');
const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const keys = parseKeySet(
  buildKeySet({
    sequence: 1,
    issuedAt: FROM,
    keys: [
      { ...signer, purposes: ['health-code'], validFrom: FROM, validUntil: UNTIL },
      { issuer: 'MO-E', keyId: 'ec', publicKey: ec.publicKey, algorithm: 'ES256', purposes: ['health-code'], validFrom: FROM, validUntil: UNTIL },
    ],
  }),
  'test',
);

const signedBytes = Buffer.from('what was signed');
const good: Envelope = {
  format: 'MO1',
  signedBytes,
  signature: sign(null, signedBytes, signer.privateKey),
  claimedAlgorithm: 'EdDSA',
  issuer: 'MO-A',
  keyId: signer.keyId,
  claims: null,
};
const goodEc: Envelope = { ...good, issuer: 'MO-E', keyId: 'ec', claimedAlgorithm: 'ES256', signature: sign('sha256', signedBytes, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }) };
const forged: Partial<Envelope> = { signature: sign(null, signedBytes, stranger.privateKey) };
const check = (change: Partial<Envelope>, { purpose = 'health-code', at = DURING, base = good } = {}) => {
  const result = verifyEnvelope({ ...base, ...change }, keys, purpose, at);
  return result.status === 'valid' ? 'valid' : `${result.status}/${result.reason}`;
};

/** Order of the base point (RFC 8032 clause 5.1). */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const fromLittleEndian = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
const isBelowOrder = (s: Uint8Array) => fromLittleEndian(s) < ORDER;

describe('verification', () => {
  it.each([
    ['an issuer the set does not know', { issuer: 'MO-X' }, {}, 'indeterminate/issuer-unknown'],
    ['a key the issuer does not have', { keyId: 'ec' }, {}, 'indeterminate/key-unknown'],
    ['another algorithm than the key’s', { claimedAlgorithm: 'ES256' }, {}, 'invalid/algorithm-mismatch'],
    ['no algorithm', { claimedAlgorithm: '' }, {}, 'invalid/algorithm-mismatch'],
    ['a signature of somebody else', forged, {}, 'invalid/signature-mismatch'],
    ['other bytes than were signed', { signedBytes: Buffer.from('what was signee') }, {}, 'invalid/signature-mismatch'],
    ['an empty signature', { signature: new Uint8Array(0) }, {}, 'invalid/signature-mismatch'],
    ['a signature of 63 bytes', { signature: good.signature.subarray(1) }, {}, 'invalid/signature-mismatch'],
    ['a signature of 65 bytes', { signature: Buffer.concat([good.signature, Buffer.of(0)]) }, {}, 'invalid/signature-mismatch'],
    ['a purpose the key is not for', {}, { purpose: 'staff-badge' }, 'invalid/key-purpose-mismatch'],
    ['a key one millisecond before its time', {}, { at: utcMillis(FROM - 1) }, 'invalid/key-not-yet-valid'],
    ['a key at the end of its time', {}, { at: UNTIL }, 'invalid/key-expired'],
    ['a DER signature where r||s is due', { ...goodEc, signature: sign('sha256', signedBytes, ec.privateKey) }, {}, 'invalid/signature-mismatch'],
    ['an ES256 signature of all zeros', { ...goodEc, signature: new Uint8Array(64) }, {}, 'invalid/signature-mismatch'],
  ])('refuses %s', (_, change, context, expected) => {
    expect(check(change, context)).toBe(expected);
  });

  it('has no softer word for a forger who names a key that is expired, not yet valid or for something else', () => {
    expect(check(forged, { at: UNTIL })).toBe('invalid/signature-mismatch');
    expect(check(forged, { at: utcMillis(FROM - 1) })).toBe('invalid/signature-mismatch');
    expect(check(forged, { purpose: 'staff-badge' })).toBe('invalid/signature-mismatch');
  });

  it('takes a genuine signature from the first instant of the key’s validity to the last', () => {
    expect([FROM, DURING, utcMillis(UNTIL - 1)].map((at) => check({}, { at }))).toEqual(['valid', 'valid', 'valid']);
    expect(verifyEnvelope(good, keys, 'health-code', DURING)).toEqual({ status: 'valid', issuer: 'MO-A', keyId: signer.keyId, usages: null });
  });

  it('takes a genuine ES256 signature where the key entry says so', () => {
    expect(check(goodEc)).toBe('valid');
  });

  it('refuses another list’s key under this territory’s own codes, however genuine the signature', () => {
    const [own] = keys.keys;
    if (own === undefined) throw new Error('no key');
    const formatsOf = (formats: readonly FormatId[]) => verifyEnvelope(good, keySetOf([{ ...own, formats }], { sequence: 1, issuedAt: FROM, origin: 'test' }), 'health-code', DURING);
    expect(formatsOf(['HC1'])).toEqual({ status: 'invalid', reason: 'key-purpose-mismatch' });
    expect(formatsOf(['HC1', 'MO1'])).toMatchObject({ status: 'valid' });
  });

  it('leaves the algorithm to the key where the format names none', () => {
    expect(check({ claimedAlgorithm: null })).toBe('valid');
    expect(check({ claimedAlgorithm: null, signature: goodEc.signature })).toBe('invalid/signature-mismatch');
  });

  it('refuses every flipped bit of the signature', () => {
    for (const base of [good, goodEc]) {
      for (let bit = 0; bit < 512; bit++) {
        const signature = base.signature.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
        expect(check({ signature }, { base })).toBe('invalid/signature-mismatch');
      }
    }
  });

  it('refuses the same signature with S raised by the group order', () => {
    const s = fromLittleEndian(good.signature.subarray(32)) + ORDER;
    const raised = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse();
    expect(check({ signature: Buffer.concat([good.signature.subarray(0, 32), raised]) })).toBe('invalid/signature-mismatch');
  });
});

interface Group {
  readonly publicKey: { readonly pk: string };
  readonly publicKeyDer: string;
  readonly tests: readonly { readonly tcId: number; readonly comment: string; readonly msg: string; readonly sig: string; readonly result: 'valid' | 'invalid' | 'acceptable' }[];
}
const groupsOf = (name: string) => (JSON.parse(readFileSync(new URL(`../../vectors/wycheproof/${name}`, import.meta.url), 'utf8')) as { testGroups: readonly Group[] }).testGroups;

/** A set of one key, without the examination at loading: the vectors ask what verification alone does. */
function setOf(publicKey: KeyObject, algorithm: KeyEntry['algorithm']): KeySet {
  const entry: KeyEntry = { issuer: 'MO-A', keyId: signer.keyId, algorithm, publicKey, purposes: ['health-code'], usages: null, validFrom: FROM, validUntil: UNTIL };
  return { sequence: 1, issuedAt: FROM, origin: 'test', keys: [entry], authorities: [], findAuthorities: () => [], revokedCodes: 0, findKeysById: () => [entry], findKey: () => entry, hasIssuer: () => true, isRevoked: () => false, issuerNames: () => null };
}
const importKey = (der: string) => createPublicKey({ key: Buffer.from(der, 'hex'), format: 'der', type: 'spki' });

describe('Wycheproof', () => {
  it('Ed25519: every vector has its result, and tweetnacl agrees but on S not below the order', () => {
    let seen = 0;
    let raised = 0;
    const disagreements: string[] = [];
    for (const group of groupsOf('ed25519_test.json')) {
      const set = setOf(importKey(group.publicKeyDer), 'EdDSA');
      const raw = Buffer.from(group.publicKey.pk, 'hex');
      expect(isSoundEd25519Key(raw)).toBe(true);
      for (const test of group.tests) {
        const envelope = { ...good, signedBytes: Buffer.from(test.msg, 'hex'), signature: Buffer.from(test.sig, 'hex') };
        const valid = verifyEnvelope(envelope, set, 'health-code', DURING).status === 'valid';
        expect(valid, `${test.tcId} ${test.comment}`).toBe(test.result === 'valid');
        const second = envelope.signature.length === 64 && nacl.sign.detached.verify(envelope.signedBytes, envelope.signature, raw);
        // tweetnacl reduces S, so it takes a signature with S raised by the order for another form of a good one.
        if (second !== valid && !isBelowOrder(envelope.signature.subarray(32))) raised++;
        else if (second !== valid) disagreements.push(test.comment);
        seen++;
      }
    }
    expect(seen).toBe(151);
    expect(raised).toBe(5);
    expect(disagreements).toEqual([]);
  });

  it('ES256 in r||s form: every vector has its result', () => {
    let seen = 0;
    for (const group of groupsOf('ecdsa_secp256r1_sha256_p1363_test.json')) {
      const set = setOf(importKey(group.publicKeyDer), 'ES256');
      for (const test of group.tests) {
        const envelope = { ...goodEc, signedBytes: Buffer.from(test.msg, 'hex'), signature: Buffer.from(test.sig, 'hex') };
        expect(verifyEnvelope(envelope, set, 'health-code', DURING).status === 'valid', `${test.tcId} ${test.comment}`).toBe(test.result === 'valid');
        seen++;
      }
    }
    expect(seen).toBe(262);
  });

  it('agrees with tweetnacl on signatures of fresh keys', () => {
    for (let i = 0; i < 20; i++) {
      const fresh = signerFromSeed('MO-A', `fresh ${i}`);
      const signature = sign(null, signedBytes, fresh.privateKey);
      const raw = fresh.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
      expect(verifyEnvelope({ ...good, signature }, setOf(fresh.publicKey, 'EdDSA'), 'health-code', DURING).status).toBe('valid');
      expect(nacl.sign.detached.verify(signedBytes, signature, raw)).toBe(true);
    }
  });
});

describe('a key of small order', () => {
  it('makes a plain verifier accept what nobody signed, and never gets into a key set', () => {
    // The neutral point as key and as R, S = 0: S·B = R + k·A holds for every message.
    const neutral = Buffer.concat([Buffer.of(1), Buffer.alloc(31)]);
    expect(nacl.sign.detached.verify(signedBytes, Buffer.concat([neutral, Buffer.alloc(32)]), neutral)).toBe(true);
    const der = Buffer.concat([signer.publicKey.export({ format: 'der', type: 'spki' }).subarray(0, 12), neutral]);
    const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' });
    const file = buildKeySet({ sequence: 1, issuedAt: FROM, keys: [{ ...signer, publicKey, purposes: ['health-code'], validFrom: FROM, validUntil: UNTIL }] });
    expect(() => parseKeySet(file, 'test')).toThrow(/expected a sound EdDSA key/);
  });
});
