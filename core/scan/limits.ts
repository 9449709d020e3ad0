import { type DurationMs, durationMs } from '../model/units.ts';

/** What bounds one code while it is put together. */
export interface FramingLimits {
  /** Longest code, bytes. */
  readonly maxBytes: number;
  /** Most reports one code may take. */
  readonly maxReports: number;
  /** Longest pause between two reports of one code. */
  readonly idleMs: DurationMs;
}

/**
 * HID POS.
 * - 8,192 bytes: a version 40 QR symbol holds 7,089 digits or 4,296 other characters, an Aztec symbol 3,832; the next power of two.
 * - 1,024 reports: 8,192 bytes in reports of 54 bytes take 152; the rest is room for devices that fill their reports badly.
 * - 300 ms: a full-speed interrupt endpoint is polled every 1 to 255 ms, known scanners every 1 to 10 ms, a radio cradle
 *   within 50 ms; an officer needs longer than this to present the next code.
 */
export const POS_LIMITS: FramingLimits = { maxBytes: 8_192, maxReports: 1_024, idleMs: durationMs(300) };

/**
 * Reports that the kernel keeps for a reader that is not quick enough; what comes beyond them is dropped without a word (drivers/hid/hidraw.c, a ring of
 * HIDRAW_BUFFER_SIZE = 64 with one place free). A HID POS report has no number, so a drop in the middle of a code cannot be seen in it; but the 63 before
 * a drop were kept: a code of so many reports or fewer has lost none of its middle. 63 reports of 54 bytes hold 3,402, and a QR symbol 2,953 bytes at most.
 */
export const KERNEL_QUEUE_REPORTS = 63;

/**
 * Keyboard mode: a character takes two reports (press, release), and modifier changes may take two more, hence 4 x 8,192.
 * 300 ms: scanners pause 0 to 100 ms between keys, whatever the configured inter-key delay.
 */
export const KEYBOARD_LIMITS: FramingLimits = { maxBytes: 8_192, maxReports: 32_768, idleMs: durationMs(300) };

/**
 * Serial: at 9,600 bits per second a byte takes 1 ms, and adapters hand on what they have after 16 ms; an officer needs longer than 300 ms to present the next code.
 * Reports mean nothing here: the bytes bound them.
 */
export const SERIAL_LIMITS: Pick<FramingLimits, 'maxBytes' | 'idleMs'> = { maxBytes: 8_192, idleMs: durationMs(300) };

/** Longest driver or device text that is kept, in characters: one line of the service view. */
const MAX_DETAIL_CHARACTERS = 200;

/** Cuts a driver's or device's text to one line of bounded length. */
export function toDetail(text: string): string {
  // Control characters of a device's own strings must not reach a log or a terminal.
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim().slice(0, MAX_DETAIL_CHARACTERS);
}

/** What a cause says: libraries hand over an Error or a string. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
