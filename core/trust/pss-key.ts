/**
 * RSA keys bound to the one signature scheme that PS256 names (RFC 4055 clauses 1.2 and 3.1): RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32
 * bytes. Such a key says itself how it is used. A plain RSA key needs an object of options with every check, which `node:crypto` first takes for a key,
 * twice, and learns better by an exception: that costs two thirds of the check's own time. Layer: trust.
 */
import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** AlgorithmIdentifier in DER: id-RSASSA-PSS; hash [0] SHA-256; mask [1] MGF1 with SHA-256; salt [2] 32 bytes. */
const PS256_IDENTIFIER = Buffer.from(
  ['3041', '06092a864886f70d01010a', '3034', 'a00f300d06096086480165030402010500', 'a11c301a06092a864886f70d010108300d06096086480165030402010500', 'a203020120'].join(''),
  'hex',
);
const SEQUENCE = 0x30;
const BIT_STRING = 0x03;
/** A bit string's first byte: how many bits of its last one do not count. */
const WHOLE_BYTES = Buffer.of(0);

/** By the key as it came. Keys stay as long as their key set does. */
const known = new WeakMap<KeyObject, KeyObject | null>();

/**
 * The same key for PS256 alone.
 * @param key - RSA, 2,048 to 65,536 bits.
 * @returns null where the key is another one, or the crypto library has no such keys: not every library that Node is built with does.
 */
export function toPssKey(key: KeyObject): KeyObject | null {
  let pss = known.get(key);
  if (pss === undefined) {
    pss = key.asymmetricKeyType === 'rsa' ? makePssKey(key) : null;
    known.set(key, pss);
  }
  return pss;
}

function makePssKey(key: KeyObject): KeyObject | null {
  const numbers = key.export({ format: 'der', type: 'pkcs1' });
  const der = element(SEQUENCE, PS256_IDENTIFIER, element(BIT_STRING, WHOLE_BYTES, numbers));
  try {
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}

/** An element of 256 to 65,535 bytes (X.690 clause 8.1.3.5). */
function element(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const length = contents.reduce((sum, { length }) => sum + length, 0);
  return Buffer.concat([Buffer.of(tag, 0x82, length >> 8, length & 0xff), ...contents]);
}
