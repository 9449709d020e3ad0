/** What becomes of a text that a scanner types by one keyboard layout into a system that is set to another. Pure. Layer: scan. */
import type { KeyboardLayout, KeyLevels } from '../keyboard-layouts/layout.ts';

interface Press {
  readonly key: number;
  readonly level: keyof KeyLevels;
}
const LEVELS = ['plain', 'shift', 'altGr'] as const satisfies readonly (keyof KeyLevels)[];
const SPACE: Press = { key: 0x2c, level: 'plain' };

/**
 * Types a text by `from` and reads its keys by `to`; a key that types nothing there is gone.
 * @returns null when `from` cannot type a character.
 */
export function retype(text: string, from: KeyboardLayout, to: KeyboardLayout): string | null {
  const presses = pressesOf(from);
  let typed = '';
  let accent: string | null = null;
  for (const character of Array.from(text)) {
    const press = presses.get(character);
    if (press === undefined) return null;
    // An accent that waits for a letter is typed by itself with the space bar.
    for (const { key, level } of from.deadKeys.has(character) ? [press, SPACE] : [press]) {
      const read = to.keys.get(key)?.[level] ?? null;
      if (read === null) continue;
      if (accent !== null) {
        typed += to.deadKeys.get(accent)?.get(read) ?? (read === ' ' ? accent : accent + read);
        accent = null;
      } else if (to.deadKeys.has(read)) accent = read;
      else typed += read;
    }
  }
  return typed + (accent ?? '');
}

/** How each character of a layout is typed, by the first key that has it. */
function pressesOf(layout: KeyboardLayout): ReadonlyMap<string, Press> {
  const presses = new Map<string, Press>();
  for (const [key, levels] of layout.keys) {
    for (const level of LEVELS) {
      const character = levels[level];
      if (character !== null && !presses.has(character)) presses.set(character, { key, level });
    }
  }
  return presses;
}
