/**
 * Codes typed by a scanner in keyboard mode ("wedge"), told from an officer's typing by speed alone. A pure state
 * machine over key presses; `listen-for-wedge.ts` connects it to the document.
 */
import { MAX_TYPED_CODE_CHARACTERS } from '../../core/contract.ts';

/** Longest pause between two keys of an unproved burst. Scanners send a key every 1 to 20 ms; 40 ms is 300 words a minute. */
export const BURST_GAP_MS = 40;
/** Keys at that pace that no hand makes in a row; from then on the keys belong to the scanner. */
export const BURST_KEYS = 12;
/** Longest pause inside a proved burst: scanners stall for a moment while they decode the next part. */
export const STALL_MS = 200;
/** Shortest text worth a verdict when no Enter or Tab ended it. Signed codes hold hundreds of characters. */
export const LEAST_UNENDED_CHARACTERS = 24;

export interface Key {
  /** `KeyboardEvent.key`. */
  readonly key: string;
  /** Milliseconds on the event clock. */
  readonly at: number;
  readonly capsLock: boolean;
  /** A modifier other than Shift is down: never part of a code. */
  readonly modified: boolean;
  readonly repeat: boolean;
}

export interface WedgeState {
  readonly text: string;
  readonly lastAt: number;
  readonly capsLock: boolean;
  /** The burst is proved to be a scanner's. */
  readonly proved: boolean;
  /** Too long for any code: swallowed to its end, then dropped. */
  readonly overflown: boolean;
}

export const WEDGE_AT_REST: WedgeState = { text: '', lastAt: Number.NEGATIVE_INFINITY, capsLock: false, proved: false, overflown: false };

export type WedgeEffect =
  /** The key is the officer's: let it through. */
  | { readonly kind: 'pass' }
  /** The burst has just been proved: undo what its first keys typed, and swallow this one. */
  | { readonly kind: 'proved' }
  | { readonly kind: 'swallow' }
  /** A whole code; the ending key is swallowed too. */
  | { readonly kind: 'code'; readonly text: string; readonly capsLock: boolean }
  /** A proved burst that is no code: too long. */
  | { readonly kind: 'dropped' };

const PASS: WedgeEffect = { kind: 'pass' };
const isPrintable = (key: string): boolean => /^.$/u.test(key);

/** One key press. */
export function pressKey(state: WedgeState, key: Key): readonly [WedgeState, WedgeEffect] {
  // Shift, Caps Lock and their like come between the characters of a burst and say nothing of themselves.
  if (key.key === 'Shift' || key.key === 'CapsLock') return [state, PASS];
  const pause = key.at - state.lastAt;
  const goesOn = pause <= (state.proved ? STALL_MS : BURST_GAP_MS);
  const current = goesOn ? state : WEDGE_AT_REST;
  if (key.modified || key.repeat) return [WEDGE_AT_REST, PASS];
  if (key.key === 'Enter' || key.key === 'Tab') return current.proved ? finish(current) : [WEDGE_AT_REST, PASS];
  if (!isPrintable(key.key)) return current.proved ? [{ ...current, lastAt: key.at }, { kind: 'swallow' }] : [WEDGE_AT_REST, PASS];
  return addCharacter(current, key);
}

function addCharacter(state: WedgeState, { key, at, capsLock }: Key): readonly [WedgeState, WedgeEffect] {
  const overflown = state.overflown || state.text.length >= MAX_TYPED_CODE_CHARACTERS;
  const text = overflown ? '' : state.text + key;
  const proved = state.proved || text.length >= BURST_KEYS;
  const next = { text, lastAt: at, capsLock: state.capsLock || capsLock, proved, overflown };
  if (state.proved) return [next, { kind: 'swallow' }];
  return [next, proved ? { kind: 'proved' } : PASS];
}

function finish({ text, capsLock, overflown }: WedgeState): readonly [WedgeState, WedgeEffect] {
  return [WEDGE_AT_REST, overflown ? { kind: 'dropped' } : { kind: 'code', text, capsLock }];
}

/** Time has passed without a key: ends a proved burst that no Enter or Tab ended. Call when `STALL_MS` ran out. */
export function settle(state: WedgeState, now: number): readonly [WedgeState, WedgeEffect] {
  if (!state.proved || now - state.lastAt < STALL_MS) return [state, PASS];
  if (!state.overflown && state.text.length < LEAST_UNENDED_CHARACTERS) return [WEDGE_AT_REST, { kind: 'dropped' }];
  return finish(state);
}

/** Whether the keys of the last moment may be a scanner's: shortcuts such as Space wait for proof. */
export function isSuspect(state: WedgeState, now: number): boolean {
  return state.text.length > 1 && now - state.lastAt <= BURST_GAP_MS;
}
