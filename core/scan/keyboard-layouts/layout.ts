/** Keyboard layouts as data: what a key of the HID Usage Tables, page 0x07, types. Layer: scan. */

/** What one key types, by level; null: nothing. One character each, ISO 8859-1. */
export interface KeyLevels {
  readonly plain: string | null;
  readonly shift: string | null;
  readonly altGr: string | null;
}

export interface KeyboardLayout {
  /** Key usage to its levels. */
  readonly keys: ReadonlyMap<number, KeyLevels>;
  /** Accents that wait for the next key: accent to (letter to accented letter). With space they type themselves. */
  readonly deadKeys: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

const KEY_A = 0x04;
const KEY_KEYPAD_SLASH = 0x54;
/** Keypad 0x54 to 0x57 and 0x59 to 0x63, Num Lock on; 0x58 is its Enter. */
const KEYPAD = '/*-+\n1234567890.';

/** The letters a to z (usages 0x04 to 0x1D), the space bar and the keypad, which all our layouts share. */
export function commonKeys(): [number, KeyLevels][] {
  const keys: [number, KeyLevels][] = [[0x2c, { plain: ' ', shift: ' ', altGr: null }]];
  for (let index = 0; index < 26; index++) {
    const letter = String.fromCharCode('a'.charCodeAt(0) + index);
    keys.push([KEY_A + index, { plain: letter, shift: letter.toUpperCase(), altGr: null }]);
  }
  Array.from(KEYPAD).forEach((character, index) => {
    if (character !== '\n') keys.push([KEY_KEYPAD_SLASH + index, { plain: character, shift: null, altGr: null }]);
  });
  return keys;
}

/**
 * Levels of consecutive keys.
 * @param first - usage of the first key.
 * @param rows - one string per level, one character per key; `·` where a key types nothing.
 */
export function keyRow(first: number, rows: { readonly plain: string; readonly shift: string; readonly altGr?: string }): [number, KeyLevels][] {
  const level = (row: string | undefined, index: number): string | null => {
    const character = row?.[index];
    return character === undefined || character === '·' ? null : character;
  };
  return Array.from(rows.plain, (_, index) => [first + index, { plain: level(rows.plain, index), shift: level(rows.shift, index), altGr: level(rows.altGr, index) }]);
}
