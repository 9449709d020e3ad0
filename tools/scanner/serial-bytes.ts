/** Makes the bytes that a serial scanner sends for a code: the virtual scanner's and the tests' encoder. */
import { type SerialFraming, type SerialTerminator, STX, TERMINATOR_BYTES } from '../../core/scan/serial-profile.ts';

export interface SerialEncoding {
  /** AIM identifier without its `]`, for example `Q1`; none by default. */
  readonly symbology?: string;
  /** What it sends after the code; by default all that the framing names. */
  readonly terminators?: readonly SerialTerminator[];
}

/**
 * Encodes one code.
 * @param text - one character per byte (ISO 8859-1).
 * @throws {RangeError} when the text holds other characters.
 */
export function encodeSerialBytes(framing: SerialFraming, text: string, { symbology, terminators = framing.terminators }: SerialEncoding = {}): Uint8Array {
  const begin = framing.terminators.includes('etx') ? String.fromCharCode(STX) : '';
  const end = terminators.map((name) => String.fromCharCode(TERMINATOR_BYTES[name])).join('');
  const aim = symbology === undefined ? '' : `]${symbology}`;
  const sent = begin + framing.prefix + aim + text + framing.suffix + end;
  const bytes = Buffer.from(sent, 'latin1');
  if (bytes.toString('latin1') !== sent) throw new RangeError('expected one byte per character');
  return Uint8Array.from(bytes);
}

/** Cuts bytes as a line might: into chunks of the given lengths, over and over. */
export function cutInto(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let from = 0, turn = 0; from < bytes.length; turn++) {
    const length = Math.max(1, lengths[turn % Math.max(1, lengths.length)] ?? bytes.length);
    chunks.push(bytes.subarray(from, from + length));
    from += length;
  }
  return chunks;
}
