import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_TYPED_CODE_CHARACTERS } from '../../../core/contract.ts';
import {
  BURST_GAP_MS,
  BURST_KEYS,
  isSuspect,
  LEAST_UNENDED_CHARACTERS,
  pressKey,
  settle,
  STALL_MS,
  WEDGE_AT_REST,
  type WedgeEffect,
  type WedgeState,
} from '../../../renderer/desk/wedge.ts';

const plain = { capsLock: false, modified: false, repeat: false };

/** The keys of a text, then those that end it. */
const keysOf = (text: string, ...ending: readonly string[]): string[] => [...Array.from(text), ...ending];

/** Types keys at a steady pace, the first one a pace after `startAt`; gives the last state and every effect. */
function type(
  keys: readonly string[],
  paceMs: number,
  start: WedgeState = WEDGE_AT_REST,
  { capsLock = false, startAt = Number.isFinite(start.lastAt) ? start.lastAt : 1_000 } = {},
): { state: WedgeState; effects: WedgeEffect[]; at: number } {
  let state = start;
  let at = startAt;
  const effects: WedgeEffect[] = [];
  for (const key of keys) {
    at += paceMs;
    const [next, effect] = pressKey(state, { ...plain, capsLock, key, at });
    state = next;
    effects.push(effect);
  }
  return { state, effects, at };
}

const CODE = 'MO1:6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3/XIV0W23NTDE';

describe('an officer who types', () => {
  it('keeps every key, however long the text', () => {
    const { effects } = type(keysOf('Avenida do Conselheiro Ferreira de Almeida, 95', 'Enter'), 90);
    expect(effects.every(({ kind }) => kind === 'pass')).toBe(true);
  });

  it('keeps two keys that fall together and the Enter after them', () => {
    const { state } = type(keysOf('ab'), 5);
    expect(type(['Enter'], 5, state).effects).toEqual([{ kind: 'pass' }]);
  });

  it('keeps shortcuts with Ctrl, and a key held down', () => {
    expect(pressKey(WEDGE_AT_REST, { ...plain, key: 'v', at: 1, modified: true })[1]).toEqual({ kind: 'pass' });
    let state = WEDGE_AT_REST;
    for (let index = 0; index < 60; index++) {
      const [next, effect] = pressKey(state, { ...plain, key: 'x', at: 1_000 + index * 10, repeat: index > 0 });
      state = next;
      expect(effect.kind).toBe('pass');
    }
  });

  it('keeps fast keys one short of a burst', () => {
    const { effects } = type(keysOf('x'.repeat(BURST_KEYS - 1), 'Enter'), 5);
    expect(effects.every(({ kind }) => kind === 'pass')).toBe(true);
  });

  it('never sends anything at a human pace, whatever the keys', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'Z', ' ', ':', 'Enter', 'Tab', 'Shift', 'F2'), fc.integer({ min: BURST_GAP_MS + 1, max: 500 })), { maxLength: 80 }), (keys) => {
        let state = WEDGE_AT_REST;
        let at = 0;
        for (const [key, pause] of keys) {
          at += pause;
          const [next, effect] = pressKey(state, { ...plain, key, at });
          state = next;
          expect(effect.kind).toBe('pass');
        }
      }),
    );
  });
});

describe('a keyboard-mode scanner', () => {
  it('yields its code at Enter, with the ending key swallowed', () => {
    const { state, effects } = type(keysOf(CODE, 'Enter'), 8);
    expect(effects.at(-1)).toEqual({ kind: 'code', text: CODE, capsLock: false });
    expect(state).toEqual(WEDGE_AT_REST);
  });

  it('yields its code at Tab', () => {
    expect(type(keysOf(CODE, 'Tab'), 2).effects.at(-1)).toEqual({ kind: 'code', text: CODE, capsLock: false });
  });

  it('asks once to undo what its first keys typed, then swallows the rest', () => {
    const kinds = type(keysOf(CODE), 8).effects.map(({ kind }) => kind);
    expect(kinds.slice(0, BURST_KEYS - 1).every((kind) => kind === 'pass')).toBe(true);
    expect(kinds[BURST_KEYS - 1]).toBe('proved');
    expect(kinds.slice(BURST_KEYS).every((kind) => kind === 'swallow')).toBe(true);
  });

  it('passes over Shift and Caps Lock between characters', () => {
    const keys = keysOf(CODE).flatMap((key) => ['Shift', key]);
    expect(type([...keys, 'Enter'], 4).effects.at(-1)).toEqual({ kind: 'code', text: CODE, capsLock: false });
  });

  it('reports Caps Lock', () => {
    expect(type(keysOf(CODE.toLowerCase(), 'Enter'), 4, WEDGE_AT_REST, { capsLock: true }).effects.at(-1)).toMatchObject({ capsLock: true });
  });

  it('keeps spaces, which base45 holds', () => {
    const text = 'MO1:AB CD EF GH IJ KL MN';
    expect(type(keysOf(text, 'Enter'), 4).effects.at(-1)).toMatchObject({ text });
  });

  it('is not broken by a stall inside a proved burst', () => {
    const first = type(keysOf(CODE.slice(0, 30)), 5);
    const rest = type(keysOf(CODE.slice(30), 'Enter'), 5, first.state, { startAt: first.at + STALL_MS - 5 });
    expect(rest.effects.at(-1)).toMatchObject({ kind: 'code', text: CODE });
  });

  it('does not glue two codes together after a pause', () => {
    const first = type(keysOf(CODE), 5);
    const rest = type(keysOf(CODE, 'Enter'), 5, first.state, { startAt: first.at + STALL_MS });
    expect(rest.effects.at(-1)).toMatchObject({ text: CODE });
  });

  it('is taken without an ending key once it falls silent', () => {
    const { state, at } = type(keysOf(CODE), 5);
    expect(settle(state, at + STALL_MS - 1)[1]).toEqual({ kind: 'pass' });
    expect(settle(state, at + STALL_MS)[1]).toEqual({ kind: 'code', text: CODE, capsLock: false });
  });

  it('is dropped when it falls silent after too few characters', () => {
    const { state, at } = type(keysOf('x'.repeat(LEAST_UNENDED_CHARACTERS - 1)), 5);
    expect(settle(state, at + STALL_MS)).toEqual([WEDGE_AT_REST, { kind: 'dropped' }]);
  });

  it('is dropped to its end when it is longer than any code, and holds no more than the limit', () => {
    const { state, effects } = type(keysOf('A'.repeat(MAX_TYPED_CODE_CHARACTERS + 500)), 1);
    expect(effects.at(-1)).toEqual({ kind: 'swallow' });
    expect(state.text).toBe('');
    expect(type(['Enter'], 1, state).effects).toEqual([{ kind: 'dropped' }]);
  });

  it('takes a code of exactly the limit', () => {
    const text = 'A'.repeat(MAX_TYPED_CODE_CHARACTERS);
    expect(type(keysOf(text, 'Enter'), 1).effects.at(-1)).toMatchObject({ kind: 'code', text });
  });

  it('yields any text of a scanner exactly', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', minLength: BURST_KEYS, maxLength: 400 }), fc.integer({ min: 1, max: BURST_GAP_MS }), (text, pace) => {
        expect(type(keysOf(text, 'Enter'), pace).effects.at(-1)).toMatchObject({ kind: 'code', text });
      }),
    );
  });
});

describe('shortcuts inside a likely burst', () => {
  it('wait for proof after two fast keys, and only for a moment', () => {
    const { state, at } = type(keysOf('MO1'), 5);
    expect(isSuspect(state, at + 5)).toBe(true);
    expect(isSuspect(state, at + BURST_GAP_MS + 1)).toBe(false);
    expect(isSuspect(WEDGE_AT_REST, at)).toBe(false);
  });
});
