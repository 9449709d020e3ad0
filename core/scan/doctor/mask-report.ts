/**
 * Reports without the traveller: every data byte is replaced, so that reports can be kept and given away. What the framing needs stays.
 * Layer: scan.
 *
 * The replacement tells nothing of what it replaces but its length: digits, letters and marks are not kept apart, since such a pattern
 * would be a fingerprint of the code.
 */
import type { KeyboardProfile, PosLayout, PosProfile } from '../device-profiles.ts';
import { readPosReport } from '../pos-report.ts';
import { framingBytes, type SerialFraming } from '../serial-profile.ts';

/** What stands for every data byte of a report: `x`. */
export const FILLER = 'x';
const FILLER_BYTE = 0x78;
const CARRIAGE_RETURN = 0x0d;
/** A break on the line, which tears a code. */
const BREAK = 0x00;
const AIM_BYTES = 3;

/**
 * Takes the data out of a HID POS report. Total; the result has the report's size.
 * @param keepData - for a test card: its data stays. What stands behind it does not: devices leave older codes there.
 */
export function maskPosReport({ layouts, trailingCr }: Pick<PosProfile, 'layouts' | 'trailingCr'>, report: Uint8Array, keepData = false): Uint8Array {
  const masked = new Uint8Array(report.length);
  const keep = (at: number, bytes = 1): void => masked.set(report.subarray(at, at + bytes), at);
  const read = readPosReport(layouts, report, layouts[0]?.aimAt[0] ?? null);
  if (read.kind === 'data') {
    const { layout, aimAt, data, dataAt } = read;
    keepHead(layout, keep);
    if (aimAt !== null) keep(aimAt, AIM_BYTES);
    if (layout.vendorSymbologyAt !== null) keep(layout.vendorSymbologyAt);
    keep(layout.continuationAt);
    if (keepData) keep(dataAt, data.length);
    else masked.fill(FILLER_BYTE, dataAt, dataAt + data.length);
    if (!read.more && trailingCr === 'removed' && data.at(-1) === CARRIAGE_RETURN) keep(dataAt + data.length - 1);
    return masked;
  }
  masked.fill(FILLER_BYTE);
  const layout = layouts.find(({ reportId }) => reportId === null || reportId === report[0]);
  if (layout !== undefined) keepHead(layout, keep);
  else if (report.length > 0) keep(0);
  // The flag of a garbled report says how long what follows is dropped.
  if (layout?.reportBytes === report.length) keep(layout.continuationAt);
  return masked;
}

function keepHead(layout: PosLayout, keep: (at: number) => void): void {
  if (layout.reportId !== null) keep(0);
  if (layout.lengthAt !== null) keep(layout.lengthAt);
}

/** Takes the data out of a chunk of a serial line: of its control characters those stay that framing knows. Total. */
export function maskSerialChunk({ terminators }: Pick<SerialFraming, 'terminators'>, chunk: Uint8Array): Uint8Array {
  const kept: ReadonlySet<number> = new Set([...framingBytes(terminators), ...(terminators.length > 0 ? [BREAK] : [])]);
  return chunk.map((byte) => (kept.has(byte) ? byte : FILLER_BYTE));
}

/** What a masked key types in every layout, in turn: neighbours differ, so that each press is seen as one. */
const FILLER_LETTERS = 'abcdefghij';
const FIRST_FILLER_KEY = 0x04;
const BOOT_REPORT_BYTES = 8;
const FIRST_KEY_AT = 2;
/** Too many keys at once: the report says nothing of which (HID 1.11, appendix C). */
const ROLL_OVER = 0x01;
/** Alt on the left and the two GUI keys: what is pressed with them types nothing. */
const COMMAND_MODIFIERS = 0x04 | 0x08 | 0x80;
const TERMINATORS = { enter: [0x28, 0x58], tab: [0x2b] } as const;

/** The keys of one keyboard-mode scanner, masked report by report. */
export interface KeyMask {
  /** @returns null when nothing is left of the report that the one before did not say: which keys were shifted shows in nothing. */
  mask(report: Uint8Array): Uint8Array | null;
  /** What the masked keys have typed since the last call, without the terminator. */
  takeText(): string;
}

/** Creates the mask of one scanner. Total, whatever the reports. */
export function createKeyMask({ terminators }: Pick<KeyboardProfile, 'terminators'>): KeyMask {
  const ends: ReadonlySet<number> = new Set(terminators.flatMap((name) => TERMINATORS[name]));
  let held = new Map<number, number>();
  let before: Uint8Array | null = null;
  let text = '';
  let presses = 0;

  const fill = (next: ReadonlyMap<number, number>): number => {
    const taken = new Set([...held.values(), ...next.values()]);
    for (;;) {
      const nth = presses++ % FILLER_LETTERS.length;
      const key = FIRST_FILLER_KEY + nth;
      if (taken.has(key)) continue;
      text += FILLER_LETTERS[nth] ?? '';
      return key;
    }
  };
  return {
    mask(report) {
      const masked = new Uint8Array(report.length);
      // Neither is read as keys.
      if (report.length !== BOOT_REPORT_BYTES) return masked;
      if (report.includes(ROLL_OVER, FIRST_KEY_AT)) return masked.fill(ROLL_OVER, FIRST_KEY_AT);
      masked[0] = (report[0] ?? 0) & COMMAND_MODIFIERS;
      const next = new Map<number, number>();
      for (let at = FIRST_KEY_AT; at < BOOT_REPORT_BYTES; at++) {
        const key = report[at] ?? 0;
        if (!isTyping(key) || ends.has(key)) masked[at] = key;
        else {
          const filler = next.get(key) ?? held.get(key) ?? fill(next);
          next.set(key, filler);
          masked[at] = filler;
        }
      }
      held = next;
      const isSame = before?.length === masked.length && before.every((byte, at) => byte === masked[at]);
      before = masked;
      return isSame ? null : masked;
    },
    takeText() {
      const typed = text;
      text = '';
      return typed;
    },
  };
}

/** Keys that type a character in some layout: letters, digits, marks, space, Enter, Tab, and the keypad (HID Usage Tables, page 0x07). */
function isTyping(key: number): boolean {
  return (key >= 0x04 && key <= 0x28) || (key >= 0x2b && key <= 0x38) || (key >= 0x54 && key <= 0x64);
}
