/** CBOR (RFC 8949) as an editable tree, and every way to write it wrongly. Written apart from the terminal's decoder, for lawful input alone. */
import type { Random } from '../issuer/random.ts';
import { leaf, list, map } from './tree.ts';
import type { Entry, Form, Tree, TreeCodec } from './tree.ts';

const MAJOR = { bytes: 2, text: 3, array: 4, map: 5, tag: 6, special: 7 } as const;
const INDEFINITE = 31;
const BREAK = 0xff;
/** Deeper than any vector. */
const MAX_DEPTH = 64;

/** Head of an item in its shortest form, or with an argument of `width` bytes. */
export function cborHead(major: number, argument: bigint, width?: 1 | 2 | 4 | 8): Buffer {
  const shortest = argument < 24n ? 0 : argument < 0x100n ? 1 : argument < 0x1_0000n ? 2 : argument < 0x1_0000_0000n ? 4 : 8;
  const bytes = width ?? shortest;
  if (bytes === 0) return Buffer.of((major << 5) | Number(argument));
  const hex = BigInt.asUintN(bytes * 8, argument).toString(16).padStart(bytes * 2, '0');
  return Buffer.concat([Buffer.of((major << 5) | (24 + Math.log2(bytes))), Buffer.from(hex, 'hex')]);
}

/** A byte string. */
export const cborBytes = (content: Uint8Array): Buffer => Buffer.concat([cborHead(MAJOR.bytes, BigInt(content.length)), content]);
/** A text. */
const cborText = (text: string): Buffer => {
  const content = Buffer.from(text);
  return Buffer.concat([cborHead(MAJOR.text, BigInt(content.length)), content]);
};

/** Content of a byte string's leaf; null for another tree. */
export function cborContent(tree: Tree | undefined): Buffer | null {
  if (tree?.kind !== 'leaf') return null;
  const head = readHead(tree.bytes, 0);
  return head?.major === MAJOR.bytes ? tree.bytes.subarray(head.end) : null;
}

interface Head {
  readonly major: number;
  readonly information: number;
  readonly argument: number;
  readonly end: number;
}

function readHead(bytes: Buffer, at: number): Head | null {
  const first = bytes[at];
  if (first === undefined) return null;
  const [major, information] = [first >> 5, first & 31];
  if (information < 24 || information === INDEFINITE) return { major, information, argument: information, end: at + 1 };
  if (information > 27) return null;
  const end = at + 1 + 2 ** (information - 24);
  if (end > bytes.length) return null;
  return { major, information, argument: Number(BigInt(`0x${bytes.toString('hex', at + 1, end)}`)), end };
}

interface Read {
  readonly tree: Tree;
  readonly end: number;
}

function readTree(bytes: Buffer, at: number, depth: number): Read | null {
  const head = readHead(bytes, at);
  if (head === null || depth > MAX_DEPTH) return null;
  const { major, information, argument, end } = head;
  if (major === MAJOR.array || major === MAJOR.map) return readItems(bytes, end, depth, information === INDEFINITE ? null : argument, major === MAJOR.map);
  if (information === INDEFINITE) return null;
  if (major === MAJOR.tag) {
    // A tag and what it is on stay one leaf: what stands on its own inside is of no interest to the formats.
    const content = readTree(bytes, end, depth + 1);
    return content === null ? null : { tree: leaf(bytes.subarray(at, content.end)), end: content.end };
  }
  const last = major === MAJOR.bytes || major === MAJOR.text ? end + argument : end;
  return last > bytes.length ? null : { tree: leaf(bytes.subarray(at, last)), end: last };
}

function readItems(bytes: Buffer, from: number, depth: number, count: number | null, ofMap: boolean): Read | null {
  const items: Tree[] = [];
  let at = from;
  const wanted = count === null ? Infinity : count * (ofMap ? 2 : 1);
  while (items.length < wanted && !(count === null && bytes[at] === BREAK)) {
    const read = readTree(bytes, at, depth + 1);
    if (read === null) return null;
    items.push(read.tree);
    at = read.end;
  }
  const form: Form = count === null ? 'indefinite' : 'usual';
  const end = count === null ? at + 1 : at;
  if (!ofMap) return { tree: list(items, form), end };
  const entries = items.flatMap((key, index): Entry[] => {
    const value = items[index + 1];
    return index % 2 === 0 && value !== undefined ? [[key, value]] : [];
  });
  return { tree: map(entries, form), end };
}

function encode(tree: Tree): Buffer {
  if (tree.kind === 'leaf') return tree.bytes;
  const parts = tree.kind === 'list' ? tree.items.map(encode) : tree.items.flatMap(([key, value]) => [encode(key), encode(value)]);
  const major = tree.kind === 'list' ? MAJOR.array : MAJOR.map;
  const count = BigInt(tree.items.length);
  const heads: Readonly<Record<Form, Buffer>> = {
    usual: cborHead(major, count),
    wide: cborHead(major, count, 8),
    indefinite: Buffer.of((major << 5) | INDEFINITE),
    huge: cborHead(major, 2n ** 40n + count),
    short: cborHead(major, count + 1n),
  };
  return Buffer.concat([heads[tree.form], ...parts, ...(tree.form === 'indefinite' ? [Buffer.of(BREAK)] : [])]);
}

/** Numbers at the edges of types, units and calendars. */
const NUMBERS: readonly [bigint, ...bigint[]] = [0n, 1n, 23n, 24n, 99n, 255n, 256n, 65_535n, 65_536n, 19_000_000n, 20_220_230n, 946_684_799n, 4_102_444_800n, 253_402_300_799n, 253_402_300_800n, 2n ** 31n, 2n ** 32n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n];
/** Texts at the edges of patterns, alphabets and displays. */
export const TEXTS: readonly [string, ...string[]] = ['', ' ', '0', '-1', 'NaN', '2022-02-30', '2022-02-29T24:00:00Z', '9999-12-31T23:59:59.999999999+14:00', '1900', 'constructor', '__proto__', 'toString', 'a\u0000b', '\u202eabc', '\u2066x', '\u{10ffff}', '\u{1f468}\u200d\u{1f469}', 'e\u0301', '1.3.0', '1.999.0', 'red', 'yellow', 'blue', '260373001', '419984006', 'LP6464-4', 'MO-DEMO', 'did:web:', 'https://', '840539006', '樣本', 'x'.repeat(80), '樣'.repeat(97), 'x'.repeat(4_000)];
/** Items that few writers write: tags, floats, simple values, broken strings and lengths without content. */
const ODDITIES: readonly [string, ...string[]] = ['f4', 'f5', 'f6', 'f7', 'e0', 'f818', 'f97e00', 'f97c00', 'fb7ff0000000000000', 'fb41d584367c200000', 'fbc1d584367c200000', 'c11a61ad1ee0', 'c074323032322d30322d33305430303a30303a30305a', 'd903ec6a323032322d30322d3330', 'd818420000', 'c249010000000000000000', '62c328', '63eda080', '5f4100ff', '7f6161ff', '5bffffffffffffffff', '7b0020000000000000', '9bffffffffffffffff', 'bb00000000ffffffff', 'ff', '1c', '40', '4100', '4800000000000000ff'];

function randomLeaf(random: Random): Tree {
  const kind = random.below(5);
  if (kind === 0) return leaf(cborHead(random.below(2), random.pick(NUMBERS)));
  if (kind === 1) return leaf(cborHead(random.below(2), BigInt(random.below(64)), random.pick([1, 2, 4, 8])));
  if (kind === 2) return leaf(cborText(random.pick(TEXTS)));
  if (kind === 3) return leaf(cborBytes(Buffer.from(random.hex(random.pick([1, 8, 15, 16, 17, 64])), 'hex')));
  return leaf(Buffer.from(random.pick(ODDITIES), 'hex'));
}

/** Strings get another character or length, numbers another value. */
function tweak(bytes: Buffer, random: Random): Buffer {
  const head = readHead(bytes, 0);
  if (head === null) return bytes;
  if (head.major === MAJOR.text || head.major === MAJOR.bytes) {
    const content = Buffer.from(bytes.subarray(head.end));
    if (content.length > 0) {
      const at = random.below(content.length);
      const digit = /\d/.test(String.fromCharCode(content[at] ?? 0));
      content[at] = digit && !random.oneIn(4) ? 0x30 + random.below(10) : random.below(random.oneIn(3) ? 256 : 128);
    }
    const cut = random.oneIn(6) ? content.subarray(0, random.below(content.length + 1)) : content;
    return Buffer.concat([cborHead(head.major, BigInt(cut.length)), cut]);
  }
  if (head.major > MAJOR.bytes) return bytes;
  const step = random.pick([1, -1, 2, 86_400, -86_400, 1_000_000_000]);
  const value = BigInt(head.argument) + BigInt(step);
  return cborHead(head.major, value < 0n ? 0n : value);
}

export const cborCodec: TreeCodec = {
  decode(bytes) {
    const read = readTree(bytes, 0, 0);
    return read?.end === bytes.length ? read.tree : null;
  },
  encode,
  leaf: randomLeaf,
  tweak,
};
