import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSoundEd25519Key } from '../../../core/trust/ed25519-point.ts';

const P = 2n ** 255n - 19n;
const encoded = (y: bigint, sign = 0n) => Buffer.from(((sign << 255n) | y).toString(16).padStart(64, '0'), 'hex').reverse();
/** The four points of order 8 have these y; each occurs with both signs of x. */
const ORDER_8 = ['26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'];

describe('an Ed25519 public key', () => {
  it.each<[string, Buffer]>([
    ['too short', Buffer.alloc(31, 1)],
    ['too long', Buffer.alloc(33, 1)],
    ['the neutral point', encoded(1n)],
    ['the neutral point with a sign', encoded(1n, 1n)],
    ['the point of order 2', encoded(P - 1n)],
    ['a point of order 4', encoded(0n)],
    ['the other point of order 4', encoded(0n, 1n)],
    ['y equal to the prime', encoded(P)],
    ['y one above the prime', encoded(P + 1n)],
    ['all ones', Buffer.alloc(32, 0xff)],
    ['off the curve', encoded(2n)],
    ...ORDER_8.flatMap((hex) => {
      const point = Buffer.from(hex, 'hex');
      const mirrored = Buffer.from(point.map((byte, i) => (i === 31 ? byte ^ 0x80 : byte)));
      const both: [string, Buffer][] = [['a point of order 8', point], ['a point of order 8 mirrored', mirrored]];
      return both;
    }),
  ])('is refused when it is %s', (_, key) => {
    expect(isSoundEd25519Key(key)).toBe(false);
  });

  it('is taken when it is the base point or somebody’s key', () => {
    // RFC 8032 clause 5.1: the base point has y = 4/5.
    expect(isSoundEd25519Key(Buffer.from(`58${'66'.repeat(31)}`, 'hex'))).toBe(true);
    for (let i = 0; i < 50; i++) {
      const raw = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
      expect(isSoundEd25519Key(raw)).toBe(true);
    }
  });
});
