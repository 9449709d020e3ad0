/**
 * Boot keyboard reports to codes, for one keyboard-mode scanner. Layer: scan.
 * Report: HID 1.11 appendix B.1, 8 bytes: modifiers, reserved, up to six keys that are down.
 *
 * The host's own Caps Lock plays no part here (usages are read, not characters), but a scanner that follows the Caps Lock
 * light inverts its shifts: see caps-lock.ts. Behaviour:
 * - a key types when it appears in a report and was not in the one before; several new keys type in their order;
 * - a roll-over report (usage 1 in the slots) tells nothing of the keys and is ignored;
 * - Enter or Tab, as the profile says, ends the code; alone they are no code;
 * - Ctrl with a letter types the control character (scanners' "Control + ASCII" mode), so Ctrl+M is an Enter;
 * - a key that types nothing in the layout, or one with Alt or the GUI key, tears the code (`garbled`); the rest up to the terminator is dropped;
 * - a pause longer than the idle time tears the code (`gap`): an end without terminator cannot be told from a loss.
 */
import { type MonotonicMs, monotonicMs } from '../model/units.ts';
import type { Assembled, Assembler } from './assembler.ts';
import type { KeyboardLayout } from './keyboard-layouts/layout.ts';
import { type FramingLimits, KEYBOARD_LIMITS } from './limits.ts';

export interface KeyboardFraming {
  readonly layout: KeyboardLayout;
  readonly terminators: readonly ('enter' | 'tab')[];
}

const BOOT_REPORT_BYTES = 8;
const FIRST_KEY_AT = 2;

const CTRL = 0x11;
const SHIFT = 0x22;
const LEFT_ALT = 0x04;
const ALT_GR = 0x40;
const GUI = 0x88;

const KEY_ROLL_OVER = 0x01;
/** 0x01 to 0x03 are error states, 0x04 is the letter A. */
const FIRST_REAL_KEY = 0x04;
const KEY_ENTER = 0x28;
const KEY_TAB = 0x2b;
const KEY_CAPS_LOCK = 0x39;
const KEY_KEYPAD_ENTER = 0x58;
/** Num Lock, Scroll Lock and the modifiers' own usages type nothing and harm nothing. */
const SILENT_KEYS: ReadonlySet<number> = new Set([0x47, 0x53, 0xe0, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7]);

/** Progress is told at the first character and then about as often as HID POS does, once per 56 data bytes. */
const READING_STEP = 56;

const NOTHING: readonly Assembled[] = [];

/** Creates the assembler of one device. */
export function createKeyboardAssembler(framing: KeyboardFraming, limits: FramingLimits = KEYBOARD_LIMITS): Assembler {
  const { layout, terminators } = framing;
  let characters: string[] = [];
  let reports = 0;
  let draining = false;
  let down: ReadonlySet<number> = new Set();
  let deadKey: string | null = null;
  let capsLock = false;
  let lastAt: MonotonicMs | null = null;

  const rest = (): void => {
    characters = [];
    reports = 0;
    draining = false;
    deadKey = null;
    lastAt = null;
  };
  const giveUpForGap = (): readonly Assembled[] => {
    const bytesRead = characters.length;
    const torn = !draining && bytesRead > 0;
    rest();
    return torn ? [{ kind: 'torn', cause: 'gap', bytesRead, why: `no key for more than ${limits.idleMs} ms and no terminator` }] : NOTHING;
  };
  const tear = (cause: 'overflow' | 'garbled', why: string, at: MonotonicMs): Assembled[] => {
    const bytesRead = characters.length;
    const silent = draining;
    rest();
    draining = true;
    lastAt = at;
    return silent ? [] : [{ kind: 'torn', cause, bytesRead, why }];
  };
  const end = (): Assembled[] => {
    const text = draining ? '' : characters.join('') + (deadKey ?? '');
    rest();
    return text === '' ? [] : [{ kind: 'code', text, symbology: null }];
  };
  const type = (character: string, at: MonotonicMs): Assembled[] => {
    if (draining) return [];
    const accents = deadKey === null ? null : (layout.deadKeys.get(deadKey) ?? null);
    if (deadKey !== null) {
      const accented = accents?.get(character) ?? (character === ' ' ? deadKey : deadKey + character);
      deadKey = null;
      characters.push(...Array.from(accented));
    } else if (layout.deadKeys.has(character)) {
      deadKey = character;
    } else {
      characters.push(character);
    }
    return characters.length > limits.maxBytes ? tear('overflow', `longer than ${limits.maxBytes} characters`, at) : [];
  };
  const isTerminator = (character: string): boolean =>
    (character === '\r' && terminators.includes('enter')) || (character === '\t' && terminators.includes('tab'));

  const press = (key: number, modifiers: number, at: MonotonicMs): Assembled[] => {
    if (key === KEY_CAPS_LOCK) {
      capsLock = !capsLock;
      return [];
    }
    if (SILENT_KEYS.has(key)) return [];
    const character = characterOf(layout, key, modifiers, capsLock);
    if (character === null) return tear('garbled', `key 0x${key.toString(16)} types nothing in this layout`, at);
    return isTerminator(character) ? end() : type(character, at);
  };

  const take = (report: Uint8Array, at: MonotonicMs): readonly Assembled[] => {
    if (report.length !== BOOT_REPORT_BYTES) {
      if (lastAt === null) return NOTHING;
      return tear('garbled', `expected ${BOOT_REPORT_BYTES} bytes, found ${report.length}`, at);
    }
    const modifiers = report[0] ?? 0;
    const keys = report.subarray(FIRST_KEY_AT, BOOT_REPORT_BYTES);
    if (keys.includes(KEY_ROLL_OVER)) return NOTHING;
    const before = down;
    down = new Set(keys.filter((key) => key >= FIRST_REAL_KEY));
    const results: Assembled[] = [];
    const charactersBefore = characters.length;
    for (const key of down) {
      if (!before.has(key)) results.push(...press(key, modifiers, at));
    }
    if (characters.length > 0 || deadKey !== null || draining) {
      lastAt = at;
      if (++reports > limits.maxReports) results.push(...tear('overflow', `more than ${limits.maxReports} reports`, at));
    }
    const isStep = charactersBefore === 0 || Math.floor(charactersBefore / READING_STEP) !== Math.floor(characters.length / READING_STEP);
    if (results.length === 0 && characters.length > charactersBefore && isStep) results.push({ kind: 'reading', bytesRead: characters.length });
    return results;
  };

  return {
    push(report, at) {
      // By the sum that `deadline` tells: whether a difference of fractions exceeds the idle time is a matter of rounding.
      const gap = lastAt !== null && at > lastAt + limits.idleMs ? giveUpForGap() : NOTHING;
      const results = take(report, at);
      return gap.length === 0 ? results : [...gap, ...results];
    },
    expire(now) {
      return lastAt !== null && now >= lastAt + limits.idleMs ? giveUpForGap() : NOTHING;
    },
    deadline() {
      return lastAt === null ? null : monotonicMs(lastAt + limits.idleMs);
    },
    abandon() {
      const bytes = characters.length > 0 && !draining ? characters.length : null;
      rest();
      down = new Set();
      return bytes;
    },
  };
}

/** What a key press types: `\r` for Enter, `\t` for Tab; null for nothing. */
function characterOf(layout: KeyboardLayout, key: number, modifiers: number, capsLock: boolean): string | null {
  if ((modifiers & (LEFT_ALT | GUI)) !== 0) return null;
  if (key === KEY_ENTER || key === KEY_KEYPAD_ENTER) return '\r';
  if (key === KEY_TAB) return '\t';
  const levels = layout.keys.get(key);
  if (levels === undefined) return null;
  if ((modifiers & CTRL) !== 0) return controlCharacter(levels.shift);
  if ((modifiers & ALT_GR) !== 0) return levels.altGr;
  const isLetter = levels.plain !== null && levels.shift !== null && levels.plain !== levels.shift && levels.plain.toUpperCase() === levels.shift;
  const shifted = ((modifiers & SHIFT) !== 0) !== (capsLock && isLetter);
  return shifted ? levels.shift : levels.plain;
}

/** Ctrl+A to Ctrl+Z: the characters 1 to 26. */
function controlCharacter(letter: string | null): string | null {
  return letter !== null && /^[A-Z]$/.test(letter) ? String.fromCharCode(letter.charCodeAt(0) - 'A'.charCodeAt(0) + 1) : null;
}
