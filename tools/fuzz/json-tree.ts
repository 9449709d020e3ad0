/** JSON (RFC 8259) as an editable tree whose texts are kept as they are written, and every way to write it wrongly. */
import type { Random } from '../issuer/random.ts';
import { TEXTS } from './cbor-tree.ts';
import { leaf, list, map } from './tree.ts';
import type { Entry, Form, Tree, TreeCodec } from './tree.ts';

const literal = (text: string): Tree => leaf(Buffer.from(text));

function toTree(value: unknown): Tree {
  if (Array.isArray(value)) return list(value.map(toTree));
  if (typeof value === 'object' && value !== null) return map(Object.entries(value).map(([key, member]): Entry => [literal(JSON.stringify(key)), toTree(member)]));
  return literal(JSON.stringify(value));
}

/** Opening and closing bracket, and what stands between items, by form. */
const MARKS: Readonly<Record<Form, (open: string, close: string) => readonly [string, string, string]>> = {
  usual: (open, close) => [open, close, ','],
  wide: (open, close) => [`${open} \n\t`, ` \r\n${close}`, ' , '],
  indefinite: (open, close) => [open, `,${close}`, ','],
  huge: (open, close) => [open.repeat(3), close, ','],
  short: (open) => [open, '', ','],
};

function encode(tree: Tree): Buffer {
  if (tree.kind === 'leaf') return tree.bytes;
  const [open, close, between] = tree.kind === 'list' ? MARKS[tree.form]('[', ']') : MARKS[tree.form]('{', '}');
  const items = tree.kind === 'list' ? tree.items.map(encode) : tree.items.map(([key, value]) => Buffer.concat([encode(key), Buffer.from(':'), encode(value)]));
  return Buffer.concat([Buffer.from(open), ...items.flatMap((item, index) => (index === 0 ? [item] : [Buffer.from(between), item])), Buffer.from(close)]);
}

/** Literals at the edges of the grammar and of numbers. */
const LITERALS: readonly [string, ...string[]] = ['null', 'true', 'false', '0', '-0', '1', '-1', '0.1', '1e999', '-1e999', '1e-999', '9007199254740993', '1622576398.924', '4102444800', '4102444801', '253402300800', '1e21', '01', '+1', 'NaN', '"', '""', '"\\ud800"', '"\\u0000"', '"\\u202e"', '"\\x"', '"a\nb"', '[]', '{}', '{"__proto__":{"x":1}}', '{"constructor":null}', '9'.repeat(400), '"' + '\\u0041'.repeat(400) + '"', '['.repeat(200), ''];

export const jsonCodec: TreeCodec = {
  decode(bytes) {
    try {
      return toTree(JSON.parse(bytes.toString('utf8')));
    } catch {
      return null;
    }
  },
  encode,
  leaf: (random: Random) => (random.oneIn(2) ? literal(random.pick(LITERALS)) : literal(JSON.stringify(random.pick(TEXTS)))),
  tweak(bytes, random) {
    if (bytes.length === 0) return bytes;
    const tweaked = Buffer.from(bytes);
    const at = random.below(tweaked.length);
    const digit = /\d/.test(String.fromCharCode(tweaked[at] ?? 0));
    tweaked[at] = digit && !random.oneIn(4) ? 0x30 + random.below(10) : random.below(random.oneIn(3) ? 256 : 128);
    return tweaked;
  },
};
