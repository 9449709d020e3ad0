import type * as nodeCrypto from 'node:crypto';
import { constants, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { toPssKey } from '../../../core/trust/pss-key.ts';
import { signatureHolds } from '../../../core/trust/signature.ts';

vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof nodeCrypto>();
  return { ...crypto, createPublicKey: vi.fn(crypto.createPublicKey) };
});

const pair = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const data = Buffer.from('what is signed');
const padding = constants.RSA_PKCS1_PSS_PADDING;
const signed = (saltLength: number, digest = 'sha256') => sign(digest, data, { key: pair.privateKey, padding, saltLength });
const holds = (signature: Uint8Array, publicKey = pair.publicKey) => signatureHolds('PS256', publicKey, { signedBytes: data, signature });

describe('an RSA key bound to PS256', () => {
  it('names digest, mask and salt', () => {
    expect(toPssKey(pair.publicKey)?.asymmetricKeyDetails).toMatchObject({ modulusLength: 2_048, hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha256', saltLength: 32 });
  });

  it.each([2_048, 3_072, 4_096])('is the same key, at %i bits', (modulusLength) => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength });
    const numbers = publicKey.export({ format: 'der', type: 'pkcs1' });
    expect(toPssKey(publicKey)?.export({ format: 'der', type: 'spki' }).subarray(-numbers.length)).toEqual(numbers);
    expect(holds(sign('sha256', data, { key: privateKey, padding, saltLength: 32 }), publicKey)).toBe(true);
  });

  it('is made once', () => {
    expect(toPssKey(pair.publicKey)).toBe(toPssKey(pair.publicKey));
  });

  it.each([0, 1, 20, 31, 33, 64, 222])('holds no signature with a salt of %i bytes', (saltLength) => {
    expect(holds(signed(saltLength))).toBe(false);
  });

  it.each([
    ['PKCS#1 v1.5', () => sign('sha256', data, pair.privateKey)],
    ['another digest', () => signed(32, 'sha512')],
    ['a byte too few', () => signed(32).subarray(1)],
    ['a byte too many', () => Buffer.concat([signed(32), Buffer.of(0)])],
    ['no bytes', () => Buffer.alloc(0)],
  ])('holds no signature of %s', (_, make) => {
    expect(holds(make())).toBe(false);
  });

  it('holds what the options hold, whichever bit is flipped', () => {
    const whole = signed(32);
    expect(holds(whole)).toBe(true);
    for (let bit = 0; bit < 8 * whole.length; bit += 37) {
      const flipped = Buffer.from(whole);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(holds(flipped)).toBe(verify('sha256', data, { key: pair.publicKey, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }, flipped));
    }
  });

  it('is not made of a key of another kind', () => {
    expect(toPssKey(generateKeyPairSync('ed25519').publicKey)).toBeNull();
  });

  it('is done without where the library has no such keys, with the same answers', () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    vi.mocked(createPublicKey).mockImplementationOnce(() => {
      throw new Error('unsupported');
    });
    expect(holds(sign('sha256', data, { key: privateKey, padding, saltLength: 32 }), publicKey)).toBe(true);
    expect(holds(sign('sha256', data, { key: privateKey, padding, saltLength: 31 }), publicKey)).toBe(false);
    expect(holds(sign('sha256', data, privateKey), publicKey)).toBe(false);
    expect(toPssKey(publicKey)).toBeNull();
  });
});
