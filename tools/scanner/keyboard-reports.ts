/** Makes the boot keyboard reports that a keyboard-mode scanner sends for a code. */
import type { KeyboardLayout } from '../../core/scan/keyboard-layouts/layout.ts';

export interface KeyboardEncoding {
  /** Key that ends the code; `none` leaves it unfinished. */
  readonly terminator?: 'enter' | 'tab' | 'none';
  /** Invert the shift of letters, as a scanner does that follows a lit Caps Lock light. */
  readonly capsLock?: boolean;
  /** Press the next key before the last one is released, where both have the same modifiers. */
  readonly rollOver?: boolean;
}

interface Stroke {
  readonly key: number;
  readonly modifiers: number;
}

const LEFT_SHIFT = 0x02;
const ALT_GR = 0x40;
const TERMINATORS = { enter: 0x28, tab: 0x2b } as const;
const SPACE = 0x2c;

/**
 * Encodes one code.
 * @throws {RangeError} when the layout cannot type a character.
 */
export function encodeKeyboardReports(layout: KeyboardLayout, text: string, encoding: KeyboardEncoding = {}): Uint8Array[] {
  const strokes = Array.from(text, (character) => strokesFor(layout, encoding.capsLock === true ? invertCase(character) : character)).flat();
  const terminator = encoding.terminator ?? 'enter';
  if (terminator !== 'none') strokes.push({ key: TERMINATORS[terminator], modifiers: 0 });
  const reports: Uint8Array[] = [];
  strokes.forEach((stroke, index) => {
    const last = strokes[index - 1];
    const overlaps = encoding.rollOver === true && last !== undefined && last.key !== stroke.key && last.modifiers === stroke.modifiers;
    if (overlaps) reports.push(report(stroke.modifiers, last.key, stroke.key));
    else if (last !== undefined) reports.push(report(0));
    reports.push(report(stroke.modifiers, stroke.key));
  });
  reports.push(report(0));
  return reports;
}

function strokesFor(layout: KeyboardLayout, character: string): Stroke[] {
  const stroke = findStroke(layout, character);
  if (stroke !== null) return layout.deadKeys.has(character) ? [stroke, { key: SPACE, modifiers: 0 }] : [stroke];
  for (const [accent, letters] of layout.deadKeys) {
    for (const [letter, accented] of letters) {
      const dead = findStroke(layout, accent);
      const base = findStroke(layout, letter);
      if (accented === character && dead !== null && base !== null) return [dead, base];
    }
  }
  throw new RangeError(`the layout cannot type U+${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function findStroke(layout: KeyboardLayout, character: string): Stroke | null {
  for (const [key, levels] of layout.keys) {
    if (levels.plain === character) return { key, modifiers: 0 };
    if (levels.shift === character) return { key, modifiers: LEFT_SHIFT };
    if (levels.altGr === character) return { key, modifiers: ALT_GR };
  }
  return null;
}

function report(modifiers: number, ...keys: number[]): Uint8Array {
  const bytes = new Uint8Array(8);
  bytes[0] = modifiers;
  bytes.set(keys, 2);
  return bytes;
}

function invertCase(character: string): string {
  if (!/[A-Za-z]/.test(character)) return character;
  return character === character.toUpperCase() ? character.toLowerCase() : character.toUpperCase();
}
