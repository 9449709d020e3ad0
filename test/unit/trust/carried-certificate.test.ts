import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../../core/model/envelope.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { parseAuthorities, withRevocationList } from '../../../core/trust/authority.ts';
import type { Authority } from '../../../core/trust/authority.ts';
import { combineKeySets } from '../../../core/trust/combine-key-sets.ts';
import { keySetOf } from '../../../core/trust/key-set.ts';
import { verifyEnvelope } from '../../../core/trust/verify-envelope.ts';
import { extensions, keyFromSeed, makeCertificate, makeRevocationList } from '../../../tools/issuer/certificates.ts';

const AT = utcMillis(Date.UTC(2022, 5, 1));
const DAY = 86_400_000;
const CSCA = { country: 'UT', common: 'CSCA' };
const USAGE = '2.23.136.1.1.14.2';
const csca = keyFromSeed('csca');
const stranger = keyFromSeed('stranger');
const signerKey = keyFromSeed('signer');

function authority(key: KeyObject = csca, validFrom = AT - 100 * DAY, validUntil = AT + 100 * DAY): Authority {
  const terms = { serial: '01', subject: CSCA, issuer: CSCA, validFrom, validUntil, extensions: [extensions.authority(), extensions.signsCertificates(), extensions.ownKey(key)] };
  const [made] = parseAuthorities(makeCertificate(terms, key, key), { issuer: 'UTO', purposes: ['health-code'] }, 'test');
  if (made === undefined) throw new Error('no authority');
  return made;
}
const trusted = authority();

const PROFILE = [extensions.usage(USAGE), extensions.documentTypes('NT', 'NV')];
interface Change {
  readonly key?: KeyObject;
  readonly issuersKey?: KeyObject;
  readonly issuer?: typeof CSCA;
  readonly from?: number;
  readonly until?: number;
  readonly extensions?: readonly Buffer[];
}
const certificateOf = ({ key = signerKey, issuersKey = csca, issuer = CSCA, from = AT - DAY, until = AT + DAY, extensions: own = PROFILE }: Change = {}) =>
  makeCertificate({ serial: '2a', subject: { country: 'UT', common: 'NC' }, issuer, validFrom: from, validUntil: until, extensions: own }, key, issuersKey);

const signedBytes = Buffer.from('what was signed');
function envelopeOf(der: Uint8Array, change: Partial<Envelope> = {}): Envelope {
  const signature = sign('sha256', signedBytes, { key: signerKey, dsaEncoding: 'ieee-p1363' });
  const carried = { der, usage: USAGE, documentType: 'NV' };
  return { format: 'VDS-NC', signedBytes, signature, claimedAlgorithm: 'ES256', issuer: 'UTO', keyId: 'k', claims: null, carried, ...change };
}
const source = { sequence: 1, issuedAt: AT, origin: 'test' };
function check(envelope: Envelope, authorities: readonly Authority[] = [trusted], { at = AT, purpose = 'health-code' } = {}): string {
  const result = verifyEnvelope(envelope, keySetOf([], source, authorities), purpose, at);
  return result.status === 'valid' ? 'valid' : `${result.status}/${result.reason}`;
}
const withCertificate = (change: Change) => envelopeOf(certificateOf(change));

describe('a code with its signer’s certificate', () => {
  const ecdsa384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
  const weak = generateKeyPairSync('ec', { namedCurve: 'brainpoolP224r1' }).privateKey;
  const signedWith = (key: KeyObject, digest: string, claimedAlgorithm: string) => envelopeOf(certificateOf({ key }), { signature: sign(digest, signedBytes, { key, dsaEncoding: 'ieee-p1363' }), claimedAlgorithm });

  it.each([
    ['no authority of its issuer', envelopeOf(certificateOf(), { issuer: 'XXX' }), 'indeterminate/issuer-unknown'],
    ['no issuer', envelopeOf(certificateOf(), { issuer: null }), 'indeterminate/issuer-unknown'],
    ['an authority of another name', withCertificate({ issuer: { country: 'UT', common: 'Other' } }), 'indeterminate/issuer-unknown'],
    ['an authority of the same name and another key', withCertificate({ extensions: [...PROFILE, extensions.issuersKey(stranger)] }), 'indeterminate/issuer-unknown'],
    ['a certificate that the authority did not sign', withCertificate({ issuersKey: stranger }), 'invalid/signature-mismatch'],
    ['a certificate that it signed for itself', withCertificate({ issuersKey: signerKey }), 'invalid/signature-mismatch'],
    ['bytes that are no certificate', envelopeOf(Buffer.from('30820101', 'hex')), 'invalid/signature-mismatch'],
    ['bytes after the certificate', envelopeOf(Buffer.concat([certificateOf(), Buffer.of(0)])), 'invalid/signature-mismatch'],
    ['a certificate in PEM', envelopeOf(Buffer.from(trusted.certificate.x509.toString())), 'invalid/signature-mismatch'],
    ['a signature of another key', withCertificate({ key: stranger }), 'invalid/signature-mismatch'],
    ['other bytes than were signed', envelopeOf(certificateOf(), { signedBytes: Buffer.from('what was signee') }), 'invalid/signature-mismatch'],
    ['an algorithm of another curve', envelopeOf(certificateOf(), { claimedAlgorithm: 'ES384' }), 'invalid/algorithm-mismatch'],
    ['an algorithm that is not of the format', envelopeOf(certificateOf(), { claimedAlgorithm: 'ESB256' }), 'invalid/algorithm-mismatch'],
    ['no algorithm', envelopeOf(certificateOf(), { claimedAlgorithm: null }), 'invalid/algorithm-mismatch'],
    ['a curve of 224 bits', signedWith(weak, 'sha224', 'ES256'), 'invalid/algorithm-mismatch'],
    ['the certificate of an authority', withCertificate({ extensions: [...PROFILE, extensions.authority()] }), 'invalid/key-purpose-mismatch'],
    ['a key usage without signing', withCertificate({ extensions: [...PROFILE, extensions.enciphers()] }), 'invalid/key-purpose-mismatch'],
    ['no extended key usage', withCertificate({ extensions: [extensions.documentTypes('NV')] }), 'invalid/key-purpose-mismatch'],
    ['another extended key usage', withCertificate({ extensions: [extensions.usage('1.3.6.1.5.5.7.3.1'), extensions.documentTypes('NV')] }), 'invalid/key-purpose-mismatch'],
    ['no document types', withCertificate({ extensions: [extensions.usage(USAGE)] }), 'invalid/key-purpose-mismatch'],
    ['other document types', withCertificate({ extensions: [extensions.usage(USAGE), extensions.documentTypes('NT', 'P')] }), 'invalid/key-purpose-mismatch'],
    ['a critical extension that is unknown', withCertificate({ extensions: [...PROFILE, extensions.unknownCritical()] }), 'invalid/key-purpose-mismatch'],
    ['a certificate from tomorrow', withCertificate({ from: AT + 1_000 }), 'invalid/key-not-yet-valid'],
    ['a certificate that ended', withCertificate({ until: AT - 1_000 }), 'invalid/key-expired'],
  ])('is not verified with %s', (_, envelope, expected) => {
    expect(check(envelope)).toBe(expected);
  });

  it('is verified by its authority, to the last second of both certificates', () => {
    expect(check(envelopeOf(certificateOf()))).toBe('valid');
    expect(check(withCertificate({ extensions: [...PROFILE, extensions.signs(), extensions.issuersKey(csca)] }))).toBe('valid');
    expect(check(withCertificate({ until: AT }), [trusted], { at: utcMillis(AT + 999) })).toBe('valid');
    expect(check(withCertificate({ until: AT }), [trusted], { at: utcMillis(AT + 1_000) })).toBe('invalid/key-expired');
    expect(check(signedWith(ecdsa384, 'sha384', 'ES384'))).toBe('valid');
    expect(check(signedWith(generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' }).privateKey, 'sha256', 'ES256'))).toBe('valid');
  });

  it('is not verified by an authority out of its time or for another purpose', () => {
    expect(check(envelopeOf(certificateOf()), [authority(csca, AT - 9 * DAY, AT - DAY)])).toBe('invalid/key-expired');
    expect(check(envelopeOf(certificateOf()), [authority(csca, AT + DAY, AT + 9 * DAY)])).toBe('invalid/key-not-yet-valid');
    expect(check(envelopeOf(certificateOf()), [trusted], { purpose: 'staff-badge' })).toBe('invalid/key-purpose-mismatch');
  });

  it('finds the one of several authorities, also in combined sets', () => {
    expect(check(envelopeOf(certificateOf()), [authority(stranger), trusted])).toBe('valid');
    const combined = combineKeySets([keySetOf([], source, [authority(stranger)]), keySetOf([], source, [trusted])], 'both');
    expect(verifyEnvelope(envelopeOf(certificateOf()), combined, 'health-code', AT)).toEqual({ status: 'valid', issuer: 'UTO', keyId: 'k', usages: null });
    expect(combined.authorities).toHaveLength(2);
  });

  it('has no softer word for a forger with a certificate that is expired, withdrawn or for something else', () => {
    const revoked = withRevocationList([trusted], makeRevocationList(CSCA, ['2a'], csca, AT), 'test');
    for (const change of [{ until: AT - 1_000 }, { extensions: [] }, {}]) {
      expect(check(envelopeOf(certificateOf(change), { signature: new Uint8Array(64) }), revoked)).toBe('invalid/signature-mismatch');
    }
  });

  it('is withdrawn with its signer', () => {
    expect(check(envelopeOf(certificateOf()), withRevocationList([trusted], makeRevocationList(CSCA, ['29', '2a'], csca, AT), 'test'))).toBe('invalid/code-revoked');
    expect(check(envelopeOf(certificateOf()), withRevocationList([trusted], makeRevocationList(CSCA, ['2b'], csca, AT), 'test'))).toBe('valid');
  });

  it('never passes with a bit of the certificate flipped', () => {
    const der = certificateOf();
    for (let bit = 0; bit < 8 * der.length; bit += 3) {
      const changed = der.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(check(envelopeOf(changed)), `${bit}`).not.toBe('valid');
    }
  });

  it('is not looked up among keys: a list’s key does not make it good', () => {
    const key = { issuer: 'UTO', keyId: 'k', algorithm: 'ES256', publicKey: createPublicKey(signerKey), purposes: ['health-code'], usages: null, validFrom: utcMillis(0), validUntil: utcMillis(AT + DAY) } as const;
    expect(verifyEnvelope(envelopeOf(certificateOf()), keySetOf([key], source), 'health-code', AT)).toEqual({ status: 'indeterminate', reason: 'issuer-unknown' });
  });
});
