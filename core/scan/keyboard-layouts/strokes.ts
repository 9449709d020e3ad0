/** Characters to the keys that type them under a layout, dead accents included. Pure. Layer: scan. */
import { type KeyStroke, MODIFIER } from '../../model/keyboard.ts';
import type { KeyboardLayout } from './layout.ts';

const LEFT_SHIFT = 0x02;
const SPACE: KeyStroke = { usage: 0x2c, modifiers: 0 };

/**
 * The keys with which a scanner set to a layout types a text.
 * @returns null when the layout cannot type a character of it.
 */
export function toStrokes(layout: KeyboardLayout, text: string): KeyStroke[] | null {
  const strokes: KeyStroke[] = [];
  for (const character of text) {
    const keys = strokesFor(layout, character);
    if (keys === null) return null;
    strokes.push(...keys);
  }
  return strokes;
}

function strokesFor(layout: KeyboardLayout, character: string): readonly KeyStroke[] | null {
  const stroke = findStroke(layout, character);
  // An accent that waits for a letter is typed by itself with the space bar.
  if (stroke !== null) return layout.deadKeys.has(character) ? [stroke, SPACE] : [stroke];
  for (const [accent, letters] of layout.deadKeys) {
    for (const [letter, accented] of letters) {
      const dead = findStroke(layout, accent);
      const base = findStroke(layout, letter);
      if (accented === character && dead !== null && base !== null) return [dead, base];
    }
  }
  return null;
}

function findStroke(layout: KeyboardLayout, character: string): KeyStroke | null {
  for (const [usage, levels] of layout.keys) {
    if (levels.plain === character) return { usage, modifiers: 0 };
    if (levels.shift === character) return { usage, modifiers: LEFT_SHIFT };
    if (levels.altGr === character) return { usage, modifiers: MODIFIER.ALT_GR };
  }
  return null;
}
