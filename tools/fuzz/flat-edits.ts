/** Edits of what has no structure: the characters of a text, the bytes of a layer, the two numbers of a signature. */
import type { Random } from '../issuer/random.ts';

/** One edit. @param other - the same layer of another vector, to take parts of. */
type Edit<T> = (value: T, random: Random, other: T) => T;

/** Ends and middles of what a scanner or a keyboard can send, and what neither can. */
const ODD_CHARACTERS: readonly [string, ...string[]] = ['\u0000', '\r', '\n', '\t', ' ', '\u007f', '\u00a0', '\u00dc', '\u00ff', '%', ':', '/', '.', '-', '=', '0', 'a', '中', '\u2028', '\ud800', '\u{1f600}'];
/** Lengths around the bounds of symbols and formats, and one far beyond. */
const LENGTHS: readonly [number, ...number[]] = [3_544, 3_545, 4_096, 4_296, 4_297, 7_089, 7_090, 8_192, 65_536];
const HUGE = 1_048_576;

/** Start and end of a span, in order. */
function span(length: number, random: Random): readonly [number, number] {
  const [a, b] = [random.below(length + 1), random.below(length + 1)];
  // Mostly short ones: a long cut ends the road early.
  return random.oneIn(3) ? [Math.min(a, b), Math.max(a, b)] : [a, Math.min(length, a + 1 + random.below(4))];
}

const TEXT_EDITS: Readonly<Record<string, Edit<string>>> = {
  replace: (text, random, other) => {
    const at = random.below(text.length);
    const character = random.oneIn(3) ? random.pick(ODD_CHARACTERS) : other.charAt(random.below(other.length));
    return text.slice(0, at) + character + text.slice(at + 1);
  },
  swap: (text, random) => {
    const at = random.below(text.length);
    return text.slice(0, at) + text.slice(at + 1, at + 2) + text.slice(at, at + 1) + text.slice(at + 2);
  },
  delete: (text, random) => {
    const [from, to] = span(text.length, random);
    return text.slice(0, from) + text.slice(to);
  },
  duplicate: (text, random) => {
    const [from, to] = span(text.length, random);
    return text.slice(0, to) + text.slice(from);
  },
  insert: (text, random) => {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + random.pick(ODD_CHARACTERS).repeat(1 + random.below(3)) + text.slice(at);
  },
  truncate: (text, random) => text.slice(0, random.below(text.length + 1)),
  splice: (text, random, other) => text.slice(0, random.below(text.length + 1)) + other.slice(random.below(other.length + 1)),
  recase: (text, random) => (random.oneIn(2) ? text.toLowerCase() : text.toUpperCase()),
  grow: (text, random) => {
    const length = random.oneIn(20) ? HUGE : random.pick(LENGTHS);
    return text.length === 0 ? text : text.repeat(Math.ceil(length / text.length)).slice(0, length);
  },
};

const BYTE_EDITS: Readonly<Record<string, Edit<Buffer>>> = {
  flip: (bytes, random) => {
    const flipped = Buffer.from(bytes);
    const at = random.below(flipped.length);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8));
    return flipped;
  },
  set: (bytes, random) => {
    const set = Buffer.from(bytes);
    set[random.below(set.length)] = random.oneIn(2) ? random.pick([0, 1, 0x1f, 0x7f, 0x80, 0x9f, 0xbf, 0xfb, 0xff]) : random.below(256);
    return set;
  },
  delete: (bytes, random) => {
    const [from, to] = span(bytes.length, random);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  duplicate: (bytes, random) => {
    const [from, to] = span(bytes.length, random);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  insert: (bytes, random) => {
    const at = random.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(random.hex(1 + random.below(4)), 'hex'), bytes.subarray(at)]);
  },
  truncate: (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  append: (bytes, random) => Buffer.concat([bytes, Buffer.from(random.hex(1 + random.below(4)), 'hex')]),
  splice: (bytes, random, other) => Buffer.concat([bytes.subarray(0, random.below(bytes.length + 1)), other.subarray(random.below(other.length + 1))]),
  grow: (bytes, random) => Buffer.concat([bytes, Buffer.alloc(random.pick(LENGTHS), random.below(256))]),
};

/** Orders of P-256 (SEC 2 clause 2.4.2) and of Ed25519's base point (RFC 8032 clause 5.1). */
export const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const ED25519_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const HALF = 32;

export const toBigInt = (bytes: Uint8Array): bigint => BigInt(`0x0${Buffer.from(bytes).toString('hex')}`);
/** The number in 32 bytes, big-endian; what does not fit is cut at the front. */
export const toHalf = (value: bigint): Buffer => Buffer.from(BigInt.asUintN(256, value).toString(16).padStart(64, '0'), 'hex');

/** The second signature that ECDSA has for every one: s negated. Null for what is no r || s of P-256. */
export function twinOf(signature: Uint8Array): Buffer | null {
  if (signature.length !== 2 * HALF) return null;
  const s = toBigInt(signature.subarray(HALF));
  return s === 0n || s >= P256_ORDER ? null : Buffer.concat([signature.subarray(0, HALF), toHalf(P256_ORDER - s)]);
}

const reversed = (bytes: Uint8Array): Buffer => Buffer.from(bytes).reverse();
const derInteger = (bytes: Uint8Array): Buffer => Buffer.concat([Buffer.of(2, bytes.length + 1, 0), bytes]);

const SIGNATURE_EDITS: Readonly<Record<string, Edit<Buffer>>> = {
  flip: (signature, random, other) => BYTE_EDITS.flip?.(signature, random, other) ?? signature,
  'swap halves': (signature) => Buffer.concat([signature.subarray(HALF), signature.subarray(0, HALF)]),
  'zero r': (signature) => Buffer.concat([Buffer.alloc(HALF), signature.subarray(HALF)]),
  'zero s': (signature) => Buffer.concat([signature.subarray(0, HALF), Buffer.alloc(HALF)]),
  zeros: (signature) => Buffer.alloc(signature.length),
  ones: (signature) => Buffer.alloc(signature.length, 0xff),
  'order for s': (signature) => Buffer.concat([signature.subarray(0, HALF), toHalf(P256_ORDER)]),
  'negate s': (signature) => twinOf(signature) ?? signature,
  'raise s': (signature) => Buffer.concat([signature.subarray(0, HALF), toHalf(toBigInt(signature.subarray(HALF)) + P256_ORDER)]),
  'raise S': (signature) => Buffer.concat([signature.subarray(0, HALF), reversed(toHalf(toBigInt(reversed(signature.subarray(HALF))) + ED25519_ORDER))]),
  DER: (signature) => Buffer.concat([Buffer.of(0x30, signature.length + 6), derInteger(signature.subarray(0, HALF)), derInteger(signature.subarray(HALF))]),
  borrow: (_signature, _random, other) => other,
  truncate: (signature, random) => signature.subarray(0, random.below(signature.length + 1)),
  append: (signature, random) => Buffer.concat([signature, Buffer.from(random.hex(1 + random.below(4)), 'hex')]),
  empty: () => Buffer.alloc(0),
};

const names = <T>(edits: Readonly<Record<string, Edit<T>>>): readonly string[] => Object.keys(edits);
function apply<T>(edits: Readonly<Record<string, Edit<T>>>, name: string, value: T, random: Random, other: T): T {
  const edit = edits[name];
  if (edit === undefined) throw new RangeError(`no edit is called ${name}`);
  return edit(value, random, other);
}

/** Edits by kind of layer, and how to apply one by its name. */
export const textEdits = { names: names(TEXT_EDITS), apply: (name: string, value: string, random: Random, other: string) => apply(TEXT_EDITS, name, value, random, other) };
export const byteEdits = { names: names(BYTE_EDITS), apply: (name: string, value: Buffer, random: Random, other: Buffer) => apply(BYTE_EDITS, name, value, random, other) };
export const signatureEdits = { names: names(SIGNATURE_EDITS), apply: (name: string, value: Buffer, random: Random, other: Buffer) => apply(SIGNATURE_EDITS, name, value, random, other) };
