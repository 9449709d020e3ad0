import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { contentDigest, COVERED_COMPONENTS, profileBase, signatureBase, signatureParameters, signRequest } from '../../../core/uplink/http-signature.ts';

/** RFC 9421 appendix B.1.4: a published test key. */
const RFC_KEY = createPrivateKey(`-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----`);
const REQUEST = { method: 'POST', targetUri: 'https://gw.example/v1/health/declare', contentType: 'application/json', body: Buffer.from('{}') };

describe('HTTP message signature', () => {
  it('reproduces RFC 9421 appendix B.2.6 byte for byte', () => {
    const components = [
      ['date', 'Tue, 20 Apr 2021 02:07:55 GMT'],
      ['@method', 'POST'],
      ['@path', '/foo'],
      ['@authority', 'example.com'],
      ['content-type', 'application/json'],
      ['content-length', '18'],
    ] as const;
    const parameters = signatureParameters(
      components.map(([name]) => name),
      [
        ['created', 1_618_884_473],
        ['keyid', 'test-key-ed25519'],
      ],
    );
    expect(parameters).toBe('("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"');
    const signature = sign(null, signatureBase(components, parameters), RFC_KEY).toString('base64');
    expect(signature).toBe('wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==');
  });

  it('writes the content digest of RFC 9530 appendix D', () => {
    expect(contentDigest(Buffer.from('{"hello": "world"}\n'))).toBe('sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:');
  });

  it('covers method, target, digest and type with created, nonce, key and algorithm', () => {
    const headers = signRequest(REQUEST, { keyId: 'k1', privateKey: RFC_KEY }, 1_700_000_000, 'abcdefghijklmnop');
    expect(headers['signature-input']).toBe(
      'portas=("@method" "@target-uri" "content-digest" "content-type");created=1700000000;nonce="abcdefghijklmnop";keyid="k1";alg="ed25519"',
    );
    const signature = Buffer.from(/^portas=:(.*):$/.exec(headers.signature)?.[1] ?? '', 'base64');
    const base = profileBase({ ...REQUEST, contentDigest: headers['content-digest'] }, headers['signature-input'].slice('portas='.length));
    expect(verify(null, base, createPublicKey(RFC_KEY), signature)).toBe(true);
    expect(COVERED_COMPONENTS).toHaveLength(4);
  });

  it.each(['method', 'targetUri', 'contentDigest', 'contentType'] as const)('does not hold for another %s', (field) => {
    const headers = signRequest(REQUEST, { keyId: 'k1', privateKey: RFC_KEY }, 1_700_000_000, 'abcdefghijklmnop');
    const signature = Buffer.from(/^portas=:(.*):$/.exec(headers.signature)?.[1] ?? '', 'base64');
    const other = { ...REQUEST, contentDigest: headers['content-digest'], [field]: 'other' };
    expect(verify(null, profileBase(other, headers['signature-input'].slice('portas='.length)), createPublicKey(RFC_KEY), signature)).toBe(false);
  });
});
