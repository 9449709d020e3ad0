/** What is to be known of a serial scanner: its line, and how its codes begin and end. Layer: scan. */
import * as z from 'zod';
import { HexId } from './hex-id.ts';

export const SERIAL_TERMINATORS = ['cr', 'lf', 'tab', 'etx'] as const;
export type SerialTerminator = (typeof SERIAL_TERMINATORS)[number];

/** The line of a real UART or of an adapter; a scanner that is a USB port itself (CDC ACM) takes any speed and ignores it. */
export const SerialLineFields = {
  /** Bits per second. */
  baudRate: z.int('expected 300 to 4000000 bits per second').min(300, 'expected 300 to 4000000 bits per second').max(4_000_000, 'expected 300 to 4000000 bits per second'),
  dataBits: z.literal([7, 8], 'expected 7 or 8'),
  parity: z.enum(['none', 'even', 'odd']),
  stopBits: z.literal([1, 2], 'expected 1 or 2'),
  flowControl: z.enum(['none', 'rts-cts', 'xon-xoff']),
} as const;
const SerialLineSchema = z.strictObject(SerialLineFields);
export type SerialLine = z.output<typeof SerialLineSchema>;

const MAX_AFFIX = 16;
const AFFIX_EXPECTED = `expected at most ${MAX_AFFIX} characters of one byte each`;
const Affix = z.string(AFFIX_EXPECTED).refine((text) => text.length <= MAX_AFFIX && Buffer.from(text, 'latin1').toString('latin1') === text, AFFIX_EXPECTED);
export const FRAMING_EXPECTED = 'expected a prefix and a suffix without terminators, and none with STX beside "etx", which takes it off';
export const SerialFramingFields = {
  /** Text that the scanner puts before each code: a code without it has lost its beginning. Empty: none. */
  prefix: Affix,
  /** Text that it puts between each code and the terminator: a code without it has lost its end. Empty: none. */
  suffix: Affix,
  /** What ends a code, each by itself; two in a row (CR LF) end one code. Empty: a pause of the idle time ends it. */
  terminators: z.array(z.enum(SERIAL_TERMINATORS)).max(SERIAL_TERMINATORS.length),
  /** `leading`: an AIM identifier such as `]Q1` before the data is the scanner's and not the symbol's. */
  aim: z.enum(['leading', 'none']),
} as const;
const SerialFramingSchema = z.strictObject(SerialFramingFields).refine(isFramingSound, FRAMING_EXPECTED);
export type SerialFraming = z.output<typeof SerialFramingSchema>;

/** Longest pause inside a code, milliseconds. */
export const IdleMs = z.int('expected 50 to 5000 milliseconds').min(50, 'expected 50 to 5000 milliseconds').max(5_000, 'expected 50 to 5000 milliseconds');

/** Fields of a device profile of this mode. Products are named one by one, so that no modem and no satellite receiver is ever opened. */
export const SERIAL_PROFILE_FIELDS = {
  mode: z.literal('serial'),
  match: z.array(z.strictObject({ vendorId: HexId, productIds: z.array(HexId).min(1) })).min(1),
  line: SerialLineSchema,
  framing: SerialFramingSchema,
} as const;

export const TERMINATOR_BYTES: Readonly<Record<SerialTerminator, number>> = { cr: 0x0d, lf: 0x0a, tab: 0x09, etx: 0x03 };
export const STX = 0x02;

/** Bytes that end or begin a code: the terminators, and STX beside ETX. */
export function framingBytes(terminators: readonly SerialTerminator[]): readonly number[] {
  return [...terminators.map((name) => TERMINATOR_BYTES[name]), ...(terminators.includes('etx') ? [STX] : [])];
}

/** A terminator inside a prefix or suffix would end the code there. */
export function isFramingSound({ prefix, suffix, terminators }: { readonly prefix: string; readonly suffix: string; readonly terminators: readonly SerialTerminator[] }): boolean {
  return framingBytes(terminators).every((byte) => !`${prefix}${suffix}`.includes(String.fromCharCode(byte)));
}
