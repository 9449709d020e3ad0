/** Writes DER (ITU-T X.690 clause 10.1), as far as demo certificates need it. */

type Part = Uint8Array;

/** One element: tag of one byte, length in its shortest form, contents. */
export function element(tag: number, ...parts: readonly Part[]): Buffer {
  const contents = Buffer.concat(parts);
  const length = contents.length < 0x80 ? [contents.length] : longLength(contents.length);
  return Buffer.concat([Buffer.of(tag, ...length), contents]);
}

function longLength(length: number): readonly number[] {
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.padStart(Math.ceil(hex.length / 2) * 2, '0'), 'hex');
  return [0x80 + bytes.length, ...bytes];
}

export const sequence = (...parts: readonly Part[]): Buffer => element(0x30, ...parts);
export const set = (...parts: readonly Part[]): Buffer => element(0x31, ...parts);
export const octets = (contents: Part): Buffer => element(0x04, contents);
/** A bit string of whole bytes, or with its last bits unused. */
export const bits = (contents: Part, unused = 0): Buffer => element(0x03, Buffer.of(unused), contents);
export const text = (value: string): Buffer => element(0x13, Buffer.from(value, 'latin1'));
export const TRUE = Buffer.of(0x01, 0x01, 0xff);
/** An explicit context tag. */
export const tagged = (number: number, ...parts: readonly Part[]): Buffer => element(0xa0 + number, ...parts);

/** A positive integer from its hex digits. */
export function integer(hex: string): Buffer {
  const bytes = Buffer.from(hex.padStart(Math.ceil(hex.length / 2) * 2, '0'), 'hex');
  return element(0x02, ...((bytes[0] ?? 0) >= 0x80 ? [Buffer.of(0), bytes] : [bytes]));
}

/** An object identifier from its dotted text. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...others].flatMap(base128)));
}

function base128(arc: number): readonly number[] {
  const digits = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift(0x80 + (rest % 128));
  return digits;
}

/** UTC time, to the second; of the years 1950 to 2049. */
export function utcTime(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/\D/g, '').slice(2, 14);
  return element(0x17, Buffer.from(`${digits}Z`, 'latin1'));
}
