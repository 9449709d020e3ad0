import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { utcMillis } from '../../../core/model/units.ts';
import { parseDccTrustList } from '../../../core/trust/dcc-trust-list.ts';

interface VectorKey {
  readonly x509Pem: string;
  readonly kidOfCert: string;
  readonly ekuOids: readonly string[];
  readonly subject: string;
  readonly notAfter: string;
}
const vectors = ['dgc-testdata', 'dgc-testdata-more'].flatMap(
  (name) => (JSON.parse(readFileSync(`test/vectors/hc1/${name}.json`, 'utf8')) as { vectors: readonly { id: string; key: VectorKey }[] }).vectors,
);
const keyOf = (id: string): VectorKey => {
  const found = vectors.find((vector) => vector.id === id);
  if (found === undefined) throw new Error(id);
  return found.key;
};
const derOf = ({ x509Pem }: VectorKey) => x509Pem.replaceAll(/-----[A-Z ]+-----|\s/g, '');
const kidOf = (der: Buffer) => createHash('sha256').update(der).digest().subarray(0, 8).toString('base64');
const entryOf = (key: VectorKey) => ({ kid: key.kidOfCert, certificate: derOf(key), country: 'AT' });
const source = { origin: 'list.json', sequence: 4, issuedAt: utcMillis(5), purpose: 'health-code' };
const load = (...entries: readonly unknown[]) => parseDccTrustList(entries, source);

/** A self-signed certificate with an RSA key of 1,024 bits, made for this test; its private key is thrown away. */
const SMALL_RSA = [
  'MIIB/DCCAWWgAwIBAgIUAiJZRBlFFioga9BGMN1WsWCUXQcwDQYJKoZIhvcNAQELBQAwEDEOMAwGA1UEAwwFc21hbGwwHhcNMjYxMTI1MDUyMTI5WhcNMzYx',
  'MTIyMDUyMTI5WjAQMQ4wDAYDVQQDDAVzbWFsbDCBnzANBgkqhkiG9w0BAQEFAAOBjQAwgYkCgYEA0kL04Vueq8RRaocDDlGJHVWuBdMI+NJ70WdhOOVUgHwO',
  'FToq1zxkm3DyGjUkLeyWMtOlPd9MrRGvMtQlJqrPDiWkYSP4ez+5iiFG4fVaQJKLNV97S3XYtqbS7cPOqjLR2ry+txtz//rDDAfc8pw9dPzWoS3cRHhrwhsG',
  'iO0e0xkCAwEAAaNTMFEwHQYDVR0OBBYEFNClBtVhMQpUAaNk3FiBZSeITnTeMB8GA1UdIwQYMBaAFNClBtVhMQpUAaNk3FiBZSeITnTeMA8GA1UdEwEB/wQF',
  'MAMBAf8wDQYJKoZIhvcNAQELBQADgYEAczcW0haQN6WPEwjrA4awWq3t/OC0ZkaicuhloMk55K7t6gK7appzcVkevU1fJSrUxcoCJ94hd0jRXcAeu4HC4owv',
  '5BvGnpnCdeZIpueLr5pHdONYTnovX784rqowHlvaE6b5hjsdiylov9x3TtIRvIEg2/5LseBt2YDKTZ9XKVg=',
].join('');

const good = keyOf('dgc-common-CO3');

describe('a DCC trust list', () => {
  it.each([
    ['no list', {}],
    ['an entry that is no object', [1]],
    ['a key identifier of seven bytes', [{ ...entryOf(good), kid: 'AAAAAAAAAA==' }]],
    ['a certificate that is not base64', [{ ...entryOf(good), certificate: '*' }]],
    ['a country in lower case', [{ ...entryOf(good), country: 'at' }]],
  ])('that is %s is refused whole', (_, json) => {
    expect(() => parseDccTrustList(json, source)).toThrow(/^list\.json: /);
  });

  const garbage = Buffer.from('not a certificate');
  const small = Buffer.from(SMALL_RSA, 'base64');
  it.each([
    ['a key identifier of another certificate', { ...entryOf(good), kid: keyOf('dgc-common-CO1').kidOfCert }, 'the key identifier is not that of the certificate'],
    ['bytes that are no certificate', { kid: kidOf(garbage), certificate: garbage.toString('base64'), country: 'AT' }, 'expected an X.509 certificate in DER'],
    ['an RSA key of 1,024 bits', { kid: kidOf(small), certificate: small.toString('base64'), country: 'AT' }, 'expected a key on P-256, P-384 or P-521, or an RSA key of 2,048 to 4,096 bits'],
  ])('leaves out %s and keeps the others', (_, entry, why) => {
    const { keySet, refused } = load(entry, entryOf(good));
    expect(refused).toMatchObject([{ country: 'AT', why }]);
    expect(keySet.keys).toHaveLength(1);
  });

  it('takes algorithm and validity from the certificate', () => {
    const { keySet } = load(entryOf(good), entryOf(keyOf('dgc-common-CO1')));
    expect(keySet).toMatchObject({ origin: 'list.json', sequence: 4, issuedAt: 5 });
    expect(keySet.keys).toMatchObject([
      { issuer: 'AT', algorithm: 'ES256', purposes: ['health-code'], validUntil: Date.parse(good.notAfter) + 1_000 },
      { issuer: 'AT', algorithm: 'PS256' },
    ]);
  });

  it('uses a key on a larger curve with the shorter digests too, and one on P-256 with its own alone', () => {
    const { keySet } = load(entryOf(keyOf('dgc-ES-401')), entryOf(good));
    expect(keySet.keys.map(({ algorithm, publicKey }) => [algorithm, publicKey.asymmetricKeyDetails?.namedCurve])).toEqual([
      ['ES384', 'secp384r1'],
      ['ES256', 'secp384r1'],
      ['ES256', 'prime256v1'],
    ]);
  });

  it.each([
    ['dgc-common-CO15', null],
    ['dgc-AT-1', null],
    ['dgc-common-CO12', ['test']],
    ['dgc-common-CO13', ['vaccination']],
    ['dgc-common-CO14', ['recovery']],
    ['dgc-FI-1', ['test', 'vaccination', 'recovery']],
  ])('limits the signer as its certificate does: %s', (id, usages) => {
    expect(load(entryOf(keyOf(id))).keySet.keys).toMatchObject([{ usages }]);
  });
});
