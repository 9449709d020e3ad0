/**
 * Whether 32 bytes are a public key that an Ed25519 signature can be trusted under (RFC 8032 clauses 5.1.3 and 5.1.4).
 * Node takes any 32 bytes as a key. Under a key of small order signatures hold that nobody with a private key made: newer versions of Node refuse
 * such keys while verifying (nodejs/node pull request 64026), older ones and other libraries do not, and the terminal also runs in Electron, on
 * another library. So each key is looked at once, when the key set is loaded. Not constant time: the keys are public. Layer: trust.
 */

/** The field's prime and the curve's d (RFC 8032 clause 5.1). */
const P = 2n ** 255n - 19n;
const D = 37_095_705_934_669_439_343_138_083_508_754_565_189_542_113_879_843_219_016_388_785_533_085_940_283_555n;
const KEY_BYTES = 32;

/**
 * @param key - the encoded point, little-endian y with the sign of x in the top bit.
 * @returns false for a wrong length, a y not below the prime, a point not on the curve, and points of small order.
 */
export function isSoundEd25519Key(key: Uint8Array): boolean {
  if (key.length !== KEY_BYTES) return false;
  const encoded = BigInt(`0x${Buffer.from(key).reverse().toString('hex')}`);
  const y = BigInt.asUintN(255, encoded);
  if (y >= P) return false;
  // On the curve x^2 = u / v. There is such an x when u / v is a square, that is when u * v is one (Euler's criterion).
  const yy = (y * y) % P;
  const u = (yy + P - 1n) % P;
  const v = (D * yy + 1n) % P;
  if (isOfSmallOrder(u, v, yy)) return false;
  return power((u * v) % P, (P - 1n) / 2n) === 1n;
}

/**
 * Order 1 or 2 is x = 0, order 4 is y = 0, and order 8 is what doubles to y = 0: the numerator of a doubled y is y^2 + x^2.
 * Those are all orders that divide the cofactor 8.
 */
function isOfSmallOrder(u: bigint, v: bigint, yy: bigint): boolean {
  return u === 0n || yy === 0n || (yy * v + u) % P === 0n;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}
