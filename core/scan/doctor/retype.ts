/** What becomes of a text that a scanner types by one keyboard layout into a system that is set to another. Pure. Layer: scan. */
import type { KeyboardLayout } from '../keyboard-layouts/layout.ts';
import { toStrokes } from '../keyboard-layouts/strokes.ts';
import { createTyping } from '../keyboard-layouts/typing.ts';

/**
 * Types a text by `from` and reads its keys by `to`; a key that types nothing there is gone.
 * @returns null when `from` cannot type a character.
 */
export function retype(text: string, from: KeyboardLayout, to: KeyboardLayout): string | null {
  const strokes = toStrokes(from, text);
  if (strokes === null) return null;
  const typing = createTyping(to);
  return strokes.map((stroke) => typing.press(stroke) ?? '').join('') + typing.end();
}
