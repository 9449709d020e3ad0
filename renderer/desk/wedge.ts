/**
 * Codes typed by a scanner in keyboard mode ("wedge"), told from an officer's typing by speed alone, or by the prefix that the scanner
 * is set to type. A pure state machine over key presses; `listen-for-wedge.ts` connects it to the document. What the keys mean is the
 * engine's to say: it gets the characters that came and the keys that were pressed.
 */
import { MAX_TYPED_CODE_CHARACTERS, type Welcome } from '../../core/contract.ts';
import { isEndingUsage } from './key-usages.ts';

/** Longest pause between two keys of an unproved burst. Scanners send a key every 1 to 35 ms; 40 ms is 300 words a minute. */
export const BURST_GAP_MS = 40;
/** Keys at that pace that no hand makes in a row; from then on the keys belong to the scanner. */
export const BURST_KEYS = 12;
/**
 * Keys at that pace, and an Enter or Tab at that pace behind them, that no hand makes either: the bar code of some article, too short to be a code of ours.
 * Hands that roll over the board make seven.
 */
export const BURST_ENDED_KEYS = 8;
/** Longest pause inside a proved burst: scanners stall for a moment while they decode the next part. */
export const STALL_MS = 200;
/**
 * How often a burst may stall before it is proved, if it came out of silence: its first keys then wait for the proof with the others. A hand
 * that types goes on stalling, and what it typed is soon its own.
 */
export const UNPROVED_STALLS = 3;
/** Fewest keys worth a verdict when nothing ended them. Signed codes hold hundreds of characters. */
export const LEAST_UNENDED_CHARACTERS = 24;

export interface Key {
  /** `KeyboardEvent.key`. */
  readonly key: string;
  /** Usage of the key (key-usages.ts; 0: not known) plus 256 times the modifiers of a boot report. */
  readonly stroke: number;
  /** Milliseconds on the event clock. */
  readonly at: number;
  /** An input method has the key. */
  readonly inputMethod: boolean;
  /** Ctrl, Alt or the system's key is down, and it is not for a third level. */
  readonly modified: boolean;
  readonly repeat: boolean;
}

export interface WedgeState {
  /** Characters that came of the keys: fewer than those where an accent waits or an input method holds them. */
  readonly text: string;
  readonly strokes: readonly number[];
  readonly lastAt: number;
  readonly inputMethod: boolean;
  /** Keys since the last pause longer than a burst's. */
  readonly fast: number;
  /** Stalls that may still come before the proof; none in what did not come out of silence. */
  readonly stallsLeft: number;
  /** The burst is proved to be a scanner's. */
  readonly proved: boolean;
  /** Too long for any code: swallowed to its end, then dropped. */
  readonly overflown: boolean;
  /** A code has just ended: a second ending key belongs to it. */
  readonly ended: boolean;
}

export const WEDGE_AT_REST: WedgeState = {
  text: '', strokes: [], lastAt: Number.NEGATIVE_INFINITY, inputMethod: false, fast: 0, stallsLeft: UNPROVED_STALLS, proved: false, overflown: false, ended: false,
};

export interface WedgeCode {
  readonly text: string;
  readonly strokes: readonly number[];
  readonly inputMethod: boolean;
}

export type WedgeEffect =
  /** The key is the officer's: let it through. */
  | { readonly kind: 'pass' }
  /** The burst has just been proved: undo what its first keys typed, and swallow this one. */
  | { readonly kind: 'proved' }
  | { readonly kind: 'swallow' }
  /** A whole code; the ending key is swallowed too. */
  | { readonly kind: 'code'; readonly code: WedgeCode }
  /** A scanner's burst that is no code, too long or too short: where it was not proved before, undo what its keys typed. */
  | { readonly kind: 'dropped' };

type Affixes = Welcome['wedge'];

const PASS: WedgeEffect = { kind: 'pass' };
const SWALLOW: WedgeEffect = { kind: 'swallow' };
const LOCKS_AND_MODIFIERS: ReadonlySet<string> = new Set(['Shift', 'CapsLock', 'AltGraph', 'Control', 'NumLock']);
const usageOf = (stroke: number): number => stroke & 0xff;
const isPrintable = (key: string): boolean => /^.$/u.test(key);
/** Keys that type, whatever the layout, the keypad's lock or an input method makes of them; Enter and Tab are not among them. */
const isTyping = ({ key, stroke }: Key): boolean => isPrintable(key) || (usageOf(stroke) !== 0 && !isEndingUsage(usageOf(stroke)));
const isEnding = ({ key, stroke, modified }: Key): boolean =>
  // Scanners that send control characters end a code with Ctrl+M or Ctrl+J.
  modified ? ['m', 'j'].includes(key.toLowerCase()) : key === 'Enter' || key === 'Tab' || isEndingUsage(usageOf(stroke));

/** One key press. */
export function pressKey(state: WedgeState, key: Key, affixes: Affixes): readonly [WedgeState, WedgeEffect] {
  // Shift, Caps Lock and their like come between the characters of a burst and say nothing of themselves.
  if (LOCKS_AND_MODIFIERS.has(key.key)) return [state, PASS];
  const pause = key.at - state.lastAt;
  if (state.ended && pause <= STALL_MS && isEnding(key)) return [{ ...state, lastAt: key.at }, SWALLOW];
  if (state.proved && pause <= STALL_MS) return pressInBurst(state, key, affixes);
  if (state.fast >= BURST_ENDED_KEYS && pause <= BURST_GAP_MS && isEnding(key) && !key.repeat) return [{ ...WEDGE_AT_REST, lastAt: key.at, ended: true }, { kind: 'dropped' }];
  if (key.modified || key.repeat || !isTyping(key)) return [{ ...WEDGE_AT_REST, lastAt: key.at }, PASS];
  const next = add(beforeProof(state, pause), key);
  const isPrefix = affixes.prefix !== '' && next.text === affixes.prefix && next.fast === next.strokes.length;
  const proved = next.fast >= BURST_KEYS || isPrefix;
  return [{ ...next, proved }, proved ? { kind: 'proved' } : PASS];
}

/** The burst that a key joins, or an empty one that it begins. */
function beforeProof(state: WedgeState, pause: number): WedgeState {
  if (pause > STALL_MS) return WEDGE_AT_REST;
  if (pause <= BURST_GAP_MS && state.strokes.length > 0) return state;
  return state.strokes.length > 0 && state.stallsLeft > 0 ? { ...state, fast: 0, stallsLeft: state.stallsLeft - 1 } : { ...WEDGE_AT_REST, stallsLeft: 0 };
}

/** No key of a proved burst reaches the page, whatever it is. */
function pressInBurst(state: WedgeState, key: Key, { prefix, suffix }: Affixes): readonly [WedgeState, WedgeEffect] {
  if (key.repeat) return [{ ...state, lastAt: key.at }, SWALLOW];
  if (isEnding(key)) return finish(state, key.at);
  if (!isTyping(key)) return [{ ...state, lastAt: key.at }, SWALLOW];
  const next = add(state, key);
  const isWhole = suffix !== '' && next.text.length > prefix.length + suffix.length && next.text.endsWith(suffix);
  return isWhole ? finish(next, key.at) : [next, SWALLOW];
}

function add(state: WedgeState, { key, stroke, at, inputMethod, modified }: Key): WedgeState {
  const burst = { ...state, lastAt: at, fast: state.fast + 1, inputMethod: state.inputMethod || inputMethod, ended: false };
  if (state.overflown || state.strokes.length >= MAX_TYPED_CODE_CHARACTERS) return { ...burst, text: '', strokes: [], overflown: true };
  return { ...burst, text: isPrintable(key) && !modified ? state.text + key : state.text, strokes: [...state.strokes, stroke] };
}

function finish({ text, strokes, inputMethod, overflown }: WedgeState, at: number): readonly [WedgeState, WedgeEffect] {
  return [{ ...WEDGE_AT_REST, lastAt: at, ended: true }, overflown ? { kind: 'dropped' } : { kind: 'code', code: { text, strokes, inputMethod } }];
}

/** Time has passed without a key: ends a proved burst that no key ended. Call when `STALL_MS` ran out. */
export function settle(state: WedgeState, now: number): readonly [WedgeState, WedgeEffect] {
  if (!state.proved || now - state.lastAt < STALL_MS) return [state, PASS];
  if (!state.overflown && state.strokes.length < LEAST_UNENDED_CHARACTERS) return [WEDGE_AT_REST, { kind: 'dropped' }];
  return finish(state, now);
}

/**
 * Whether a key may be one more of a scanner's, before there is proof: outside of a field it is kept from whatever has the focus. Space would press a
 * button, Enter send a form, a digit choose from a list.
 * @param state - as it was before the key.
 */
export function isSuspect(state: WedgeState, key: Key): boolean {
  return state.fast > 1 && key.at - state.lastAt <= BURST_GAP_MS && (isEnding(key) || (isTyping(key) && !key.modified));
}

/** The window has lost the focus: the rest of a code goes elsewhere, so what came of it is none. */
export function breakOff(state: WedgeState): readonly [WedgeState, WedgeEffect] {
  return [WEDGE_AT_REST, state.proved ? { kind: 'dropped' } : PASS];
}
