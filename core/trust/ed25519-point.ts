/**
 * Whether 32 bytes are a public key that an Ed25519 signature can be trusted under (RFC 8032 clauses 5.1.3 and 5.1.4).
 * OpenSSL takes any 32 bytes as a key and finds out while verifying; for a key of small order it would accept signatures that nobody
 * with a private key made. So each key is looked at once, when the key set is loaded. Not constant time: the keys are public. Layer: trust.
 */

/** The field's prime and the curve's d (RFC 8032 clause 5.1). */
const P = 2n ** 255n - 19n;
const D = modulo(-121_665n * power(121_666n, P - 2n));
/** Cofactor 8 = 2^3: three doublings take every point of small order to the neutral one. */
const COFACTOR_DOUBLINGS = 3;
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
  // x^2 = (y^2 - 1) / (d y^2 + 1); Euler's criterion tells whether there is such an x.
  const yy = modulo(y * y);
  const xx = modulo((yy - 1n) * power(modulo(D * yy + 1n), P - 2n));
  if (xx !== 0n && power(xx, (P - 1n) / 2n) !== 1n) return false;
  return !isOfSmallOrder(xx, yy);
}

/**
 * Doubling needs only the squares: 2(x, y) has x' = 2xy / (1 + d x^2 y^2) and y' = (y^2 + x^2) / (1 - d x^2 y^2).
 * The neutral point is (0, 1), so a point of small order ends with x' = 0.
 */
function isOfSmallOrder(xxStart: bigint, yyStart: bigint): boolean {
  let xx = xxStart;
  let yy = yyStart;
  for (let i = 0; i < COFACTOR_DOUBLINGS; i++) {
    const product = modulo(D * xx * yy);
    const plus = power(modulo(1n + product), P - 2n);
    const minus = power(modulo(1n - product), P - 2n);
    const doubledXx = modulo(4n * xx * yy * plus * plus);
    yy = modulo((xx + yy) ** 2n * minus * minus);
    xx = doubledXx;
  }
  return xx === 0n;
}

function modulo(value: bigint): bigint {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base < 0n ? modulo(base) : base;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = modulo(result * square);
    square = modulo(square * square);
  }
  return result;
}
