/** Makes the boot keyboard reports that a keyboard-mode scanner sends for a code. */
import type { KeyStroke } from '../../core/model/keyboard.ts';
import { invertCase } from '../../core/scan/invert-case.ts';
import type { KeyboardLayout } from '../../core/scan/keyboard-layouts/layout.ts';
import { toStrokes as findStrokes } from '../../core/scan/keyboard-layouts/strokes.ts';

export interface KeyboardEncoding {
  /** Key that ends the code; `none` leaves it unfinished. */
  readonly terminator?: 'enter' | 'tab' | 'none';
  /** Invert the shift of letters, as a scanner does that follows a lit Caps Lock light. */
  readonly capsLock?: boolean;
  /** Press the next key before the last one is released, where both have the same modifiers. */
  readonly rollOver?: boolean;
}

const TERMINATORS = { enter: 0x28, tab: 0x2b } as const;

/**
 * Encodes one code.
 * @throws {RangeError} when the layout cannot type a character.
 */
export function encodeKeyboardReports(layout: KeyboardLayout, text: string, encoding: KeyboardEncoding = {}): Uint8Array[] {
  const strokes = toStrokes(layout, encoding.capsLock === true ? invertCase(text) : text);
  const terminator = encoding.terminator ?? 'enter';
  if (terminator !== 'none') strokes.push({ usage: TERMINATORS[terminator], modifiers: 0 });
  const reports: Uint8Array[] = [];
  strokes.forEach((stroke, index) => {
    const last = strokes[index - 1];
    const overlaps = encoding.rollOver === true && last !== undefined && last.usage !== stroke.usage && last.modifiers === stroke.modifiers;
    if (overlaps) reports.push(report(stroke.modifiers, last.usage, stroke.usage));
    else if (last !== undefined) reports.push(report(0));
    reports.push(report(stroke.modifiers, stroke.usage));
  });
  reports.push(report(0));
  return reports;
}

/**
 * The keys with which a scanner set to a layout types a text.
 * @throws {RangeError} when the layout cannot type a character.
 */
export function toStrokes(layout: KeyboardLayout, text: string): KeyStroke[] {
  const strokes = findStrokes(layout, text);
  if (strokes !== null) return strokes;
  const untypable = Array.from(text).find((character) => findStrokes(layout, character) === null) ?? '';
  throw new RangeError(`the layout cannot type U+${untypable.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function report(modifiers: number, ...keys: number[]): Uint8Array {
  const bytes = new Uint8Array(8);
  bytes[0] = modifiers;
  bytes.set(keys, 2);
  return bytes;
}
