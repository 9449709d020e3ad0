/**
 * Boot keyboard reports to codes, for one keyboard-mode scanner. Layer: scan.
 * Report: HID 1.11 appendix B.1, 8 bytes: modifiers, reserved, up to six keys that are down.
 *
 * The host's own Caps Lock plays no part here (usages are read, not characters), but a scanner that follows the Caps Lock
 * light inverts its shifts: see caps-lock.ts. A code comes with the keys that typed it, so that a wrong layout can be told: mend-typed.ts. Behaviour:
 * - a key types when it appears in a report and was not in the one before; several new keys type in their order;
 * - a roll-over report (usage 1 in the slots) tells nothing of the keys and is ignored;
 * - Enter or Tab, as the profile says, ends the code; alone they are no code;
 * - Ctrl with a letter types the control character (scanners' "Control + ASCII" mode), so Ctrl+M and Ctrl+J are an Enter;
 * - a key that types nothing in any layout, or one with Alt or the GUI key, tears the code (`garbled`); the rest up to the terminator is dropped;
 * - a key that types nothing in this layout but something in another stands in the text as U+FFFD: the layout may be the wrong one;
 * - a pause longer than the idle time tears the code (`gap`): an end without terminator cannot be told from a loss.
 */
import { type KeyStroke, MODIFIER } from '../model/keyboard.ts';
import type { MonotonicMs } from '../model/units.ts';
import type { Assembled, Assembler } from './assembler.ts';
import { withIdleTime } from './idle-time.ts';
import { KEYBOARD_LAYOUTS } from './keyboard-layouts/index.ts';
import type { KeyboardLayout } from './keyboard-layouts/layout.ts';
import { createTyping, typeAll } from './keyboard-layouts/typing.ts';
import { type FramingLimits, KEYBOARD_LIMITS } from './limits.ts';

export interface KeyboardFraming {
  readonly layout: KeyboardLayout;
  readonly terminators: readonly ('enter' | 'tab')[];
}

type Ending = KeyboardFraming['terminators'][number];

/** Stands for a key that types nothing in the layout; no code holds it. */
export const UNTYPED = '\ufffd';

const BOOT_REPORT_BYTES = 8;
const FIRST_KEY_AT = 2;

const KEY_ROLL_OVER = 0x01;
/** 0x01 to 0x03 are error states, 0x04 is the letter A. */
const FIRST_REAL_KEY = 0x04;
const KEY_Z = 0x1d;
const KEY_ENTER = 0x28;
const KEY_TAB = 0x2b;
const KEY_CAPS_LOCK = 0x39;
const KEY_KEYPAD_ENTER = 0x58;
/** Ctrl with I, J and M: tab, line feed and carriage return. */
const CONTROL_ENDINGS: ReadonlyMap<number, Ending> = new Map([[0x0c, 'tab'], [0x0d, 'enter'], [0x10, 'enter']]);
/** Num Lock, Scroll Lock and the modifiers' own usages type nothing and harm nothing. */
const SILENT_KEYS: ReadonlySet<number> = new Set([0x47, 0x53, 0xe0, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7]);

/** Progress is told at the first character and then about as often as HID POS does, once per 56 data bytes. */
const READING_STEP = 56;

const NOTHING: readonly Assembled[] = [];

/** Creates the assembler of one device. */
export function createKeyboardAssembler(framing: KeyboardFraming, limits: FramingLimits = KEYBOARD_LIMITS): Assembler {
  const { layout, terminators } = framing;
  const typing = createTyping(layout);
  let characters: string[] = [];
  let strokes: KeyStroke[] = [];
  let reports = 0;
  let draining = false;
  let down: ReadonlySet<number> = new Set();
  let capsLock = false;
  let lastAt: MonotonicMs | null = null;

  const rest = (): void => {
    characters = [];
    strokes = [];
    reports = 0;
    draining = false;
    typing.end();
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
    const text = draining ? '' : characters.join('') + typing.end();
    const typedBy = strokes;
    rest();
    return text === '' ? [] : [{ kind: 'code', text, symbology: null, strokes: typedBy }];
  };
  const type = (text: string, stroke: KeyStroke, at: MonotonicMs): Assembled[] => {
    characters.push(...Array.from(text));
    strokes.push(stroke);
    return characters.length > limits.maxBytes ? tear('overflow', `longer than ${limits.maxBytes} characters`, at) : [];
  };

  const press = (key: number, modifiers: number, at: MonotonicMs): Assembled[] => {
    if (key === KEY_CAPS_LOCK) {
      capsLock = !capsLock;
      return [];
    }
    if (SILENT_KEYS.has(key)) return [];
    const stroke = { usage: key, modifiers: capsLock && key <= KEY_Z ? invertShift(modifiers) : modifiers };
    const ending = endingOf(stroke);
    if (ending !== null && terminators.includes(ending)) return end();
    if (draining) return [];
    if (ending !== null) return type(typing.end() + (ending === 'enter' ? '\r' : '\t'), stroke, at);
    const typed = typing.press(stroke);
    if (typed !== null) return type(typed, stroke, at);
    if (isTypedSomewhere(stroke)) return type(typing.end() + UNTYPED, stroke, at);
    return tear('garbled', `key 0x${key.toString(16)} types nothing in this layout`, at);
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
    if (strokes.length > 0 || draining) {
      lastAt = at;
      if (++reports > limits.maxReports) results.push(...tear('overflow', `more than ${limits.maxReports} reports`, at));
    }
    const isStep = charactersBefore === 0 || Math.floor(charactersBefore / READING_STEP) !== Math.floor(characters.length / READING_STEP);
    if (results.length === 0 && characters.length > charactersBefore && isStep) results.push({ kind: 'reading', bytesRead: characters.length });
    return results;
  };

  return {
    ...withIdleTime({ idleMs: limits.idleMs, lastAt: () => lastAt, take, giveUp: giveUpForGap }),
    abandon() {
      const bytes = characters.length > 0 && !draining ? characters.length : null;
      rest();
      down = new Set();
      return bytes;
    },
  };
}

/** Enter or Tab, by a key of their own or as a control character; null for any other key. */
function endingOf({ usage, modifiers }: KeyStroke): Ending | null {
  if ((modifiers & (MODIFIER.LEFT_ALT | MODIFIER.GUI)) !== 0) return null;
  if (usage === KEY_ENTER || usage === KEY_KEYPAD_ENTER) return 'enter';
  if (usage === KEY_TAB) return 'tab';
  return (modifiers & MODIFIER.CTRL) === 0 ? null : (CONTROL_ENDINGS.get(usage) ?? null);
}

const isTypedSomewhere = (stroke: KeyStroke): boolean => Object.values(KEYBOARD_LAYOUTS).some((layout) => typeAll(layout, [stroke]) !== null);
const invertShift = (modifiers: number): number => ((modifiers & MODIFIER.SHIFT) === 0 ? modifiers | MODIFIER.SHIFT : modifiers & ~MODIFIER.SHIFT);
