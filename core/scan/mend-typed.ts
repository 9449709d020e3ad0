/**
 * Damage that keyboards do to codes, told from the code itself and undone where that is exact. Pure. Layer: scan.
 *
 * The keys that were pressed say the same whatever the host makes of them. Read under each layout, with Caps Lock and without, they give
 * a few texts; those that are whole codes of a known form are the only ones the scanner can have meant. One such text is taken; none, or
 * more than one, is reported. An inverted case counts only for forms whose letters have one case: where both carry data (base64url) nothing
 * would prove it.
 */
import type { KeyboardDamage, KeyboardLayoutName, KeyStroke, WedgeAffixes } from '../model/keyboard.ts';
import { KEYBOARD_LAYOUT_NAMES } from '../model/keyboard.ts';
import { formOf, hasMark } from './code-forms.ts';
import { invertCase } from './invert-case.ts';
import { KEYBOARD_LAYOUTS } from './keyboard-layouts/index.ts';
import { typeAll } from './keyboard-layouts/typing.ts';

/** A burst of keys, and what came of it. */
export interface TypedKeys {
  /** As the host, or the layout of the settings, has it. */
  readonly text: string;
  /** Empty where nobody saw the keys; a usage of 0 for a key that nobody knows. */
  readonly strokes: readonly KeyStroke[];
  /** Layout that made the text; null for the host's own, which is not known. */
  readonly typedAs: KeyboardLayoutName | null;
  /** An input method had a hand in it. */
  readonly inputMethod: boolean;
}

export interface KeyboardSettings {
  /** Layout that the scanners of this desk are set to. */
  readonly layout: KeyboardLayoutName;
  readonly affixes: WedgeAffixes;
}

export type Mended =
  /** `sound`: of a known form; with `damage` it was put right. */
  | { readonly kind: 'code'; readonly text: string; readonly sound: boolean; readonly damage: KeyboardDamage | null }
  /** Not what the scanner read, and what that was cannot be told for certain. */
  | { readonly kind: 'damaged'; readonly damage: KeyboardDamage };

/** One way to read the keys. `layout` is null for text whose keys are not known. */
interface Reading {
  readonly text: string;
  readonly layout: KeyboardLayoutName | null;
  readonly capsLock: boolean;
}

/** Characters of Chinese input methods where a code has ASCII: U+3000 to U+303F, full-width forms, curly quotes; and Han characters. */
const INPUT_METHOD_CHARACTERS = /[\u3000-\u303f\uff00-\uffef\u2018-\u201d\u2026\u00b7\p{Script=Han}]/u;

/** Reads a burst. Total. */
export function mendTyped(keys: TypedKeys, settings: KeyboardSettings): Mended {
  const text = withoutAffixes(keys.text, settings.affixes);
  if (formOf(text) !== null) return { kind: 'code', text, sound: true, damage: null };
  const readings = readingsOf(keys, settings);
  const whole = readings.filter((reading) => isProved(reading));
  const [first] = whole;
  if (first !== undefined && new Set(whole.map((reading) => reading.text)).size === 1) {
    return { kind: 'code', text: first.text, sound: true, damage: damageOf(keys, first, true) };
  }
  // The text begins as codes do: what is wrong with the rest is the code's own fault, and the verdict's matter.
  if (hasMark(text)) return { kind: 'code', text, sound: false, damage: null };
  const marked = readings.find((reading) => hasMark(reading.text));
  if (marked !== undefined) return { kind: 'damaged', damage: damageOf(keys, marked, false) };
  if (isInputMethod(keys)) return { kind: 'damaged', damage: { cause: 'input-method', restored: false, scannerLayout: null, hostLayout: null } };
  return { kind: 'code', text, sound: false, damage: null };
}

/** What is wrong after a burst: what this one shows; nothing after a sound code; what stood before, after anything else. */
export function damageAfter(mended: Mended, before: KeyboardDamage | null): KeyboardDamage | null {
  if (mended.damage !== null) return mended.damage;
  return mended.kind === 'code' && mended.sound ? null : before;
}

function readingsOf({ text, strokes }: TypedKeys, { layout: expected, affixes }: KeyboardSettings): readonly Reading[] {
  const readings: Reading[] = [{ text: withoutAffixes(invertCase(text), affixes), layout: null, capsLock: true }];
  // The layout of the settings first: where several read the same, it is the one to name.
  const layouts = strokes.length === 0 ? [] : [expected, ...KEYBOARD_LAYOUT_NAMES.filter((name) => name !== expected)];
  for (const layout of layouts) {
    for (const capsLock of [false, true]) {
      const typed = typeAll(KEYBOARD_LAYOUTS[layout], strokes, capsLock);
      if (typed !== null) readings.push({ text: withoutAffixes(typed, affixes), layout, capsLock });
    }
  }
  return readings;
}

function isProved({ text, capsLock }: Reading): boolean {
  const form = formOf(text);
  return form !== null && (!capsLock || form.oneCase);
}

function damageOf(keys: TypedKeys, { text, layout, capsLock }: Reading, restored: boolean): KeyboardDamage {
  const unknown = { scannerLayout: null, hostLayout: null };
  if (isInputMethod(keys)) return { cause: 'input-method', restored, ...unknown };
  if (layout === null || invertCase(keys.text).includes(text)) return { cause: 'caps-lock', restored, ...unknown };
  const hostLayout = keys.typedAs ?? KEYBOARD_LAYOUT_NAMES.find((name) => isTypedBy(name, keys)) ?? null;
  // Under its own layout the text is wrong by nothing but the case.
  if (hostLayout === layout && capsLock) return { cause: 'caps-lock', restored, ...unknown };
  return { cause: 'layout', restored, scannerLayout: layout, hostLayout };
}

const isTypedBy = (name: KeyboardLayoutName, { text, strokes }: TypedKeys): boolean =>
  [false, true].some((capsLock) => typeAll(KEYBOARD_LAYOUTS[name], strokes, capsLock) === text);

const isInputMethod = ({ text, inputMethod }: TypedKeys): boolean => inputMethod || INPUT_METHOD_CHARACTERS.test(text);

/** Takes off what the scanner adds, each where it stands. */
function withoutAffixes(text: string, { prefix, suffix }: WedgeAffixes): string {
  const begun = prefix !== '' && text.startsWith(prefix) ? text.slice(prefix.length) : text;
  return suffix !== '' && begun.endsWith(suffix) ? begun.slice(0, -suffix.length) : begun;
}
