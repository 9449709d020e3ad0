/** Keys to characters under a layout, dead accents included. Pure but for the accent that waits. Layer: scan. */
import { type KeyStroke, MODIFIER } from '../../model/keyboard.ts';
import type { KeyboardLayout } from './layout.ts';

export interface Typing {
  /**
   * What a key brings out: nothing yet (`''`) for an accent that waits, two characters for an accent that the key does not take.
   * @returns null for a key that types nothing in this layout.
   */
  press(stroke: KeyStroke): string | null;
  /** The accent that waits for a key that never came; else `''`. */
  end(): string;
}

/** @param capsLock - whether letters come with their shift inverted. */
export function createTyping(layout: KeyboardLayout, capsLock: () => boolean = () => false): Typing {
  let accent: string | null = null;
  return {
    press(stroke) {
      const character = characterOf(layout, stroke, capsLock());
      if (character === null) return null;
      if (accent !== null) {
        const accented = layout.deadKeys.get(accent)?.get(character) ?? (character === ' ' ? accent : accent + character);
        accent = null;
        return accented;
      }
      if (!layout.deadKeys.has(character)) return character;
      accent = character;
      return '';
    },
    end() {
      const waiting = accent ?? '';
      accent = null;
      return waiting;
    },
  };
}

/** The whole text that keys type under a layout; null when one of them types nothing. */
export function typeAll(layout: KeyboardLayout, strokes: readonly KeyStroke[], capsLock = false): string | null {
  const typing = createTyping(layout, () => capsLock);
  const characters: string[] = [];
  for (const stroke of strokes) {
    const typed = typing.press(stroke);
    if (typed === null) return null;
    characters.push(typed);
  }
  return characters.join('') + typing.end();
}

function characterOf(layout: KeyboardLayout, { usage, modifiers }: KeyStroke, capsLock: boolean): string | null {
  if ((modifiers & (MODIFIER.LEFT_ALT | MODIFIER.GUI)) !== 0) return null;
  const levels = layout.keys.get(usage);
  if (levels === undefined) return null;
  if ((modifiers & MODIFIER.CTRL) !== 0) return controlCharacter(levels.shift);
  if ((modifiers & MODIFIER.ALT_GR) !== 0) return levels.altGr;
  const isLetter = levels.plain !== null && levels.shift !== null && levels.plain !== levels.shift && levels.plain.toUpperCase() === levels.shift;
  const shifted = ((modifiers & MODIFIER.SHIFT) !== 0) !== (capsLock && isLetter);
  return shifted ? levels.shift : levels.plain;
}

/** Ctrl+A to Ctrl+Z: the characters 1 to 26. */
function controlCharacter(letter: string | null): string | null {
  return letter !== null && /^[A-Z]$/.test(letter) ? String.fromCharCode(letter.charCodeAt(0) - 'A'.charCodeAt(0) + 1) : null;
}
