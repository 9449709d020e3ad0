import { constants, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDerElement } from '../../../core/model/der.ts';
import { PortasFault } from '../../../core/model/fault.ts';
import { parseAuthorities, withRevocationList } from '../../../core/trust/authority.ts';
import { certificateSignatureHolds, readSignatureAlgorithm } from '../../../core/trust/certificate-signature.ts';
import { EXTENSION, documentTypes, extendedKeyUsages, keyUsageHas, readCertificate, toOid } from '../../../core/trust/certificate.ts';
import type { Certificate } from '../../../core/trust/certificate.ts';
import { readPem } from '../../../core/trust/pem.ts';
import { extensions, keyFromSeed, makeCertificate, makeRevocationList, toPem } from '../../../tools/issuer/certificates.ts';
import * as der from '../../../tools/issuer/der.ts';

const NOW = Date.UTC(2022, 5, 1);
const YEAR = 31_536_000_000;
const NAME = { country: 'UT', common: 'CSCA' };
const key = keyFromSeed('authority');
const PROFILE = [extensions.authority(), extensions.signsCertificates()];
const certificateOf = (own: readonly Buffer[] = PROFILE, ownKey: KeyObject = key, signingKey: KeyObject = ownKey, subject = NAME) =>
  makeCertificate({ serial: '01', subject, issuer: NAME, validFrom: NOW - YEAR, validUntil: NOW + YEAR, extensions: own }, ownKey, signingKey);
const TERMS = { issuer: 'UTO', purposes: ['health-code'] };
const good = certificateOf();
const listOf = (serials: readonly string[], signingKey = key, name = NAME) => makeRevocationList(name, serials, signingKey, NOW);

function faultOf(action: () => unknown): string {
  try {
    action();
    return 'none';
  } catch (fault) {
    if (fault instanceof PortasFault && fault.code === 'key-set-invalid') return fault.message;
    throw fault;
  }
}

describe('a file of authorities', () => {
  const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey;
  const small = generateKeyPairSync('ec', { namedCurve: 'brainpoolP224r1' }).privateKey;
  it.each([
    ['nothing', Buffer.alloc(0), /csca\.pem: expected 1 to 32 certificates/],
    ['text', Buffer.from('hello'), /expected 1 to 32 certificates/],
    ['a block without its end', Buffer.from('-----BEGIN CERTIFICATE-----\nAAAA\n'), /expected 1 to 32 certificates/],
    ['a block that is no base64', Buffer.from('-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----'), /expected 1 to 32 certificates/],
    ['33 certificates', Buffer.from(toPem(good).repeat(33)), /expected 1 to 32 certificates/],
    ['a certificate that is cut off', good.subarray(0, 100), /certificates\[0\]: expected an X\.509 certificate/],
    ['five thousand bytes', Buffer.concat([Buffer.of(0x30), Buffer.alloc(5_000)]), /certificates\[0\]: expected an X\.509 certificate/],
    ['a bad one behind a good one', Buffer.from(toPem(good) + toPem(good.subarray(0, 99))), /certificates\[1\]/],
    ['a signer’s certificate', certificateOf([extensions.signsCertificates()]), /expected the certificate of an authority/],
    ['no key usage', certificateOf([extensions.authority()]), /expected a key usage/],
    ['a key usage without certificates', certificateOf([extensions.authority(), extensions.signs()]), /expected the certificate of an authority|expected a key usage/],
    ['an unknown critical extension', certificateOf([...PROFILE, extensions.unknownCritical()]), /expected no critical extension/],
    ['more extensions than any profile has', certificateOf(Array<Buffer>(65).fill(extensions.authority())), /expected an X\.509 certificate/],
    ['an extension that stands twice', certificateOf([...PROFILE, extensions.authority()]), /expected an X\.509 certificate/],
    ['a curve of 224 bits', certificateOf(PROFILE, small, key), /expected an RSA key of 2048 to 8192 bits, or a curve/],
    ['an RSA key of 1,024 bits', certificateOf(PROFILE, weak, key), /expected an RSA key/],
    ['a certificate that another key signed', certificateOf(PROFILE, key, keyFromSeed('other')), /its own key signed/],
  ])('is refused for %s', (_, file, expected) => {
    expect(faultOf(() => parseAuthorities(file, TERMS, 'csca.pem'))).toMatch(expected);
  });

  it('is read from DER and from PEM with words around it', () => {
    expect(parseAuthorities(good, TERMS, 'csca.der')).toMatchObject([{ issuer: 'UTO', purposes: ['health-code'], certificate: { serial: '01' } }]);
    expect(parseAuthorities(Buffer.from(`Utopia\n${toPem(good)}\n${toPem(good)}`), TERMS, 'csca.pem')).toHaveLength(2);
  });

  it('may hold a link certificate: a new key of the authority that its old one signed', () => {
    const link = certificateOf(PROFILE, keyFromSeed('new'), key, { country: 'UT', common: 'CSCA 2' });
    expect(parseAuthorities(link, TERMS, 'link.der')).toHaveLength(1);
  });
});

describe('a revocation list', () => {
  const authorities = parseAuthorities(good, TERMS, 'csca.pem');
  const crl = listOf(['2a']);
  it.each([
    ['nothing', Buffer.alloc(0), /list\.crl: expected a revocation list/],
    ['a certificate', good, /expected a revocation list|expected issuer and time/],
    ['a list that is cut off', crl.subarray(0, crl.length - 1), /expected a revocation list/],
    ['bytes after the list', Buffer.concat([crl, Buffer.of(0)]), /expected a revocation list/],
    ['a list of another key', listOf(['2a'], keyFromSeed('other')), /one of the issuer's authorities signed/],
    ['a list of another name', listOf(['2a'], key, { country: 'UT', common: 'Other' }), /one of the issuer's authorities signed/],
    ['a list that was changed', Buffer.from(crl.map((byte, index) => (byte === 0x2a && crl[index - 1] === 1 && crl[index - 2] === 2 ? 0x2b : byte))), /one of the issuer's authorities signed/],
  ])('is refused for %s', (_, file, expected) => {
    expect(faultOf(() => withRevocationList(authorities, file, 'list.crl'))).toMatch(expected);
  });

  it('is refused when it is not complete, or signed with a hash that is broken', () => {
    const partial = der.sequence(der.oid('2.5.29.28'), der.TRUE, der.octets(der.sequence()));
    const bodyWith = (algorithm: string, ...more: readonly Buffer[]) =>
      der.sequence(der.sequence(der.integer('01'), der.sequence(der.oid(algorithm)), der.sequence(), der.utcTime(NOW), ...more), der.sequence(der.oid(algorithm)), der.bits(Buffer.alloc(8)));
    expect(faultOf(() => withRevocationList(authorities, bodyWith('1.2.840.10045.4.3.2', der.tagged(0, der.sequence(partial))), 'l'))).toMatch(/complete list/);
    expect(faultOf(() => withRevocationList(authorities, bodyWith('1.2.840.113549.1.1.5'), 'l'))).toMatch(/SHA-2/);
    expect(faultOf(() => withRevocationList(authorities, bodyWith('1.2.840.10045.4.3.2', der.sequence(der.integer('01'))), 'l'))).toMatch(/serial number/);
    expect(faultOf(() => withRevocationList(authorities, bodyWith('1.2.840.10045.4.3.2', der.sequence(der.sequence(der.TRUE))), 'l'))).toMatch(/serial number/);
    expect(faultOf(() => withRevocationList(authorities, bodyWith('1.2.840.10045.4.3.2', der.sequence(Buffer.of(2, 9))), 'l'))).toMatch(/at most 100000 entries/);
    expect(faultOf(() => withRevocationList(authorities, bodyWith('1.2.840.10045.4.3.2', der.tagged(0, Buffer.of(1, 1))), 'l'))).toMatch(/authorities signed/);
    expect(faultOf(() => withRevocationList(authorities, bodyWith('1.2.840.10045.4.3.2', der.tagged(0, der.sequence(der.sequence(), der.integer('01')))), 'l'))).toMatch(/authorities signed/);
  });

  it('withdraws what it names, in DER and in PEM, and adds to what is withdrawn', () => {
    const once = withRevocationList(authorities, crl, 'a');
    const twice = withRevocationList(once, Buffer.from(toPem(listOf(['ff']), 'X509 CRL')), 'b');
    expect(twice.map(({ revokedSerials }) => [...revokedSerials])).toEqual([['2a', '00ff']]);
    expect([...(withRevocationList(authorities, listOf([]), 'c')[0]?.revokedSerials ?? ['?'])]).toEqual([]);
    expect([...(authorities[0]?.revokedSerials ?? ['?'])]).toEqual([]);
  });

  it('concerns the certificates of its own name alone', () => {
    const others = parseAuthorities(certificateOf(PROFILE, keyFromSeed('new'), key, { country: 'UT', common: 'CSCA 2' }), TERMS, 'x');
    expect(withRevocationList([...others, ...authorities], crl, 'a').map(({ revokedSerials }) => revokedSerials.size)).toEqual([0, 1]);
  });
});

describe('signatures on certificates and lists', () => {
  const pss = (hash: string) => der.sequence(der.oid('1.2.840.113549.1.1.10'), der.sequence(der.tagged(0, der.sequence(der.oid(hash)))));
  const algorithm = (bytes: Uint8Array) => {
    const element = readDerElement(bytes, 0);
    return element === null ? null : readSignatureAlgorithm(element);
  };
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });

  it.each([
    ['MD5', der.sequence(der.oid('1.2.840.113549.1.1.4'))],
    ['SHA-1', der.sequence(der.oid('1.2.840.113549.1.1.5'))],
    ['ECDSA with SHA-1', der.sequence(der.oid('1.2.840.10045.4.1'))],
    ['PSS without a hash, which means SHA-1', der.sequence(der.oid('1.2.840.113549.1.1.10'), der.sequence())],
    ['PSS without parameters', der.sequence(der.oid('1.2.840.113549.1.1.10'))],
    ['PSS with SHA-1', pss('1.3.14.3.2.26')],
    ['no algorithm', der.sequence()],
    ['a list with too many members', der.sequence(...Array<Buffer>(9).fill(der.integer('01')))],
    ['PSS with a hash that is cut off', der.sequence(der.oid('1.2.840.113549.1.1.10'), der.sequence(der.tagged(0, Buffer.of(1))))],
  ])('are not taken with %s', (_, bytes) => {
    expect(algorithm(bytes)).toBeNull();
    expect(algorithm(der.octets(bytes))).toBeNull();
  });

  it('hold with RSA, plain and PSS, under the key that made them', () => {
    const bytes = Buffer.from('list');
    const plain = algorithm(der.sequence(der.oid('1.2.840.113549.1.1.11')));
    const padded = algorithm(pss('2.16.840.1.101.3.4.2.1'));
    if (plain === null || padded === null) throw new Error('not read');
    const signatures = [sign('sha256', bytes, rsa.privateKey), sign('sha256', bytes, { key: rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 })] as const;
    const holds = (signature: Uint8Array) => [plain, padded].map((each) => certificateSignatureHolds(each, rsa.publicKey, bytes, signature));
    expect(signatures.map(holds)).toEqual([[true, false], [false, true]]);
    expect(certificateSignatureHolds(plain, createPublicKey(key), bytes, signatures[0])).toBe(false);
  });
});

describe('a certificate whose extensions are garbage', () => {
  const sound = readCertificate(good);
  if (sound === null) throw new Error('not read');
  const within = (name: string, value: Uint8Array): Certificate => ({ ...sound, extensions: new Map([[name, { critical: false, value }]]) });
  it('says nothing', () => {
    const garbage = Buffer.of(0x30, 5, 1);
    expect(extendedKeyUsages(within(EXTENSION.extendedKeyUsage, garbage))).toEqual([]);
    expect(documentTypes(within(EXTENSION.documentTypes, garbage))).toEqual([]);
    expect(documentTypes(within(EXTENSION.documentTypes, der.sequence(der.integer('00'), der.element(0x31, garbage))))).toEqual([]);
    expect(keyUsageHas(within(EXTENSION.keyUsage, garbage), 0x80)).toBe(false);
    expect(keyUsageHas(within(EXTENSION.keyUsage, der.bits(Buffer.alloc(0))), 0x80)).toBe(false);
    expect([toOid(Buffer.of()), toOid(Buffer.of(0x88, 0x37))]).toEqual(['0.0', '2.999']);
  });
});

describe('any bytes', () => {
  it('get an answer', () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    fc.assert(fc.property(bytes, (value) => readCertificate(value) === null));
    fc.assert(fc.property(bytes, (value) => { expect(() => readPem(value, 'CERTIFICATE', 3)).not.toThrow(); }));
    fc.assert(fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => { expect(() => readCertificate(good.map((old, index) => (index === at ? byte : old)))).not.toThrow(); }));
    fc.assert(fc.property(fc.nat(300), fc.nat(255), (at, byte) => faultOf(() => withRevocationList(parseAuthorities(good, TERMS, 'x'), listOf(['2a']).map((old, index) => (index === at ? byte : old)), 'l')) !== ''));
  });
});
