import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_TYPED_CODE_CHARACTERS } from '../../../core/contract.ts';
import {
  breakOff,
  BURST_ENDED_KEYS,
  BURST_GAP_MS,
  BURST_KEYS,
  isSuspect,
  type Key,
  LEAST_UNENDED_CHARACTERS,
  pressKey,
  settle,
  STALL_MS,
  UNPROVED_STALLS,
  WEDGE_AT_REST,
  type WedgeEffect,
  type WedgeState,
} from '../../../renderer/desk/wedge.ts';

const NO_AFFIXES = { prefix: '', suffix: '' };
const plain = { stroke: 0, inputMethod: false, modified: false, repeat: false };

/** The keys of a text, then those that end it. */
const keysOf = (text: string, ...ending: readonly string[]): string[] => [...Array.from(text), ...ending];

/** Types keys at a steady pace, the first one a pace after `startAt`; gives the last state and every effect. */
function type(
  keys: readonly string[],
  paceMs: number,
  start: WedgeState = WEDGE_AT_REST,
  { affixes = NO_AFFIXES, startAt = Number.isFinite(start.lastAt) ? start.lastAt : 1_000 } = {},
): { state: WedgeState; effects: WedgeEffect[]; at: number } {
  return press(keys.map((key) => ({ ...plain, key, pause: paceMs })), start, startAt, affixes);
}

/** A key press a pause after the one before. */
type Press = Omit<Key, 'at'> & { readonly pause: number };
function press(presses: readonly Press[], start: WedgeState = WEDGE_AT_REST, startAt = 1_000, affixes = NO_AFFIXES): { state: WedgeState; effects: WedgeEffect[]; at: number } {
  let state = start;
  let at = startAt;
  const effects: WedgeEffect[] = [];
  for (const { pause, ...key } of presses) {
    at += pause;
    const [next, effect] = pressKey(state, { ...key, at }, affixes);
    state = next;
    effects.push(effect);
  }
  return { state, effects, at };
}
const codeOf = (effect: WedgeEffect | undefined): string | null => (effect?.kind === 'code' ? effect.code.text : null);
const isPassed = (effects: readonly WedgeEffect[]): boolean => effects.every(({ kind }) => kind === 'pass');

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
    expect(pressKey(WEDGE_AT_REST, { ...plain, key: 'v', at: 1, modified: true }, NO_AFFIXES)[1]).toEqual({ kind: 'pass' });
    let state = WEDGE_AT_REST;
    for (let index = 0; index < 60; index++) {
      const [next, effect] = pressKey(state, { ...plain, key: 'x', at: 1_000 + index * 10, repeat: index > 0 }, NO_AFFIXES);
      state = next;
      expect(effect.kind).toBe('pass');
    }
  });

  it('keeps fast keys one short of a burst', () => {
    expect(isPassed(type(keysOf('x'.repeat(BURST_KEYS - 1)), 5).effects)).toBe(true);
    expect(isPassed(type(keysOf('x'.repeat(BURST_ENDED_KEYS - 1), 'Enter'), 5).effects)).toBe(true);
    const { state, at } = type(keysOf('x'.repeat(BURST_KEYS - 1)), 5);
    expect(isPassed(press([{ ...plain, key: 'Enter', pause: BURST_GAP_MS + 1 }], state, at).effects)).toBe(true);
  });

  it('never sends anything at a human pace, whatever the keys', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'Z', ' ', ':', 'Enter', 'Tab', 'Shift', 'F2'), fc.integer({ min: BURST_GAP_MS + 1, max: 500 })), { maxLength: 80 }), (keys) => {
        let state = WEDGE_AT_REST;
        let at = 0;
        for (const [key, pause] of keys) {
          at += pause;
          const [next, effect] = pressKey(state, { ...plain, key, at }, NO_AFFIXES);
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
    expect(effects.at(-1)).toEqual({ kind: 'code', code: { text: CODE, strokes: Array.from(CODE, () => 0), inputMethod: false } });
    expect(state).toMatchObject({ text: '', strokes: [], proved: false });
  });

  it('yields its code at Tab', () => {
    expect(codeOf(type(keysOf(CODE, 'Tab'), 2).effects.at(-1))).toBe(CODE);
  });

  it('asks once to undo what its first keys typed, then swallows the rest', () => {
    const kinds = type(keysOf(CODE), 8).effects.map(({ kind }) => kind);
    expect(kinds.slice(0, BURST_KEYS - 1).every((kind) => kind === 'pass')).toBe(true);
    expect(kinds[BURST_KEYS - 1]).toBe('proved');
    expect(kinds.slice(BURST_KEYS).every((kind) => kind === 'swallow')).toBe(true);
  });

  it('passes over Shift and Caps Lock between characters', () => {
    const keys = keysOf(CODE).flatMap((key) => ['Shift', key]);
    expect(codeOf(type([...keys, 'Enter'], 4).effects.at(-1))).toBe(CODE);
  });

  it('keeps spaces, which base45 holds', () => {
    const text = 'MO1:AB CD EF GH IJ KL MN';
    expect(codeOf(type(keysOf(text, 'Enter'), 4).effects.at(-1))).toBe(text);
  });

  it('is not broken by a stall inside a proved burst', () => {
    const first = type(keysOf(CODE.slice(0, 30)), 5);
    const rest = type(keysOf(CODE.slice(30), 'Enter'), 5, first.state, { startAt: first.at + STALL_MS - 5 });
    expect(codeOf(rest.effects.at(-1))).toBe(CODE);
  });

  it('does not glue two codes together after a pause', () => {
    const first = type(keysOf(CODE), 5);
    const rest = type(keysOf(CODE, 'Enter'), 5, first.state, { startAt: first.at + STALL_MS });
    expect(codeOf(rest.effects.at(-1))).toBe(CODE);
  });

  it('is taken without an ending key once it falls silent', () => {
    const { state, at } = type(keysOf(CODE), 5);
    expect(settle(state, at + STALL_MS - 1)[1]).toEqual({ kind: 'pass' });
    expect(codeOf(settle(state, at + STALL_MS)[1])).toBe(CODE);
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
    expect(codeOf(type(keysOf(text, 'Enter'), 1).effects.at(-1))).toBe(text);
  });

  it('yields any text of a scanner exactly', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', minLength: BURST_KEYS, maxLength: 400 }), fc.integer({ min: 1, max: BURST_GAP_MS }), (text, pace) => {
        expect(codeOf(type(keysOf(text, 'Enter'), pace).effects.at(-1))).toBe(text);
      }),
    );
  });
});

describe('the bar code of some article', () => {
  it.each(['Enter', 'Tab'])('is dropped at its %s, which nobody else gets, nor a second one', (ending) => {
    const { effects, state, at } = type(keysOf('9'.repeat(BURST_ENDED_KEYS), ending), BURST_GAP_MS);
    expect(effects.map(({ kind }) => kind)).toEqual([...Array.from({ length: BURST_ENDED_KEYS }, () => 'pass'), 'dropped']);
    expect(press([{ ...plain, key: 'j', modified: true, pause: 5 }], state, at).effects).toEqual([{ kind: 'swallow' }]);
  });
});

describe('a window that loses the focus', () => {
  it('drops the code that was coming in, and nothing else', () => {
    expect(breakOff(type(keysOf(CODE), 5).state)).toEqual([WEDGE_AT_REST, { kind: 'dropped' }]);
    expect(breakOff(type(keysOf('MO1'), 5).state)).toEqual([WEDGE_AT_REST, { kind: 'pass' }]);
    expect(breakOff(WEDGE_AT_REST)).toEqual([WEDGE_AT_REST, { kind: 'pass' }]);
  });
});

describe('keys of a likely burst', () => {
  it('wait for proof after two fast ones, and only for a moment', () => {
    const { state, at } = type(keysOf('MO'), 5);
    for (const key of ['1', ' ', 'Enter', 'Tab']) {
      expect(isSuspect(state, { ...plain, key, at: at + 5 })).toBe(true);
      expect(isSuspect(state, { ...plain, key, at: at + BURST_GAP_MS + 1 })).toBe(false);
      expect(isSuspect(WEDGE_AT_REST, { ...plain, key, at })).toBe(false);
    }
  });

  it('are none that a scanner does not type', () => {
    const { state, at } = type(keysOf('MO'), 5);
    for (const key of [{ key: 'Escape' }, { key: 'F2' }, { key: 'ArrowDown' }, { key: '1', modified: true }]) expect(isSuspect(state, { ...plain, ...key, at: at + 5 })).toBe(false);
  });
});

/** Hands, as timing models: the pauses are those of keystroke studies and of our own hands, the keys whatever they may be. */
const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyzABCXYZ0123456789 .,:/-');
const letter = fc.constantFrom(...LETTERS);
const pressed = (key: fc.Arbitrary<string>, pause: fc.Arbitrary<number>, more: Partial<Press> = {}): fc.Arbitrary<Press> => fc.record({ key, pause }).map((each) => ({ ...plain, ...each, ...more }));
const rest = fc.integer({ min: 60, max: 250 });
const OFFICERS: readonly (readonly [string, fc.Arbitrary<readonly Press[]>])[] = [
  [
    'a typist of 150 words a minute, with runs of keys that roll over into each other',
    fc.array(fc.tuple(pressed(letter, rest), fc.array(pressed(letter, fc.integer({ min: 8, max: BURST_GAP_MS })), { maxLength: 6 })), { maxLength: 25 }).map((runs) => runs.flatMap(([first, more]) => [first, ...more])),
  ],
  [
    'a run of keys that roll over into each other, into the Enter too',
    fc.tuple(fc.array(pressed(letter, fc.integer({ min: 8, max: BURST_GAP_MS })), { maxLength: BURST_ENDED_KEYS - 1 }), pressed(fc.constantFrom('Enter', 'Tab'), fc.integer({ min: 8, max: BURST_GAP_MS }))).map(([run, ending]) => [...run, ending]),
  ],
  ['a key held down', fc.tuple(letter, fc.integer({ min: 10, max: 35 })).map(([key, pause]) => Array.from({ length: 80 }, (_, index) => ({ ...plain, key, pause: index === 1 ? 400 : pause, repeat: index > 0 })))],
  ['pasting, and other work with Ctrl', fc.array(pressed(fc.constantFrom('v', 'a', 'c', 'x', 'z', 'j', 'm', 'ArrowLeft'), fc.integer({ min: 5, max: 200 }), { modified: true }), { maxLength: 40 })],
  ['an input method that is fed at a hand’s pace', fc.array(pressed(fc.constant('Process'), rest, { inputMethod: true, stroke: 0x04 }), { maxLength: 60 })],
  [
    'ten fingers that fall on the board again and again',
    fc.array(fc.tuple(pressed(letter, fc.integer({ min: 45, max: 400 })), fc.array(pressed(letter, fc.integer({ min: 0, max: 8 })), { maxLength: 9 })), { maxLength: 15 }).map((slams) => slams.flatMap(([first, more]) => [first, ...more])),
  ],
  ['keys of every sort', fc.array(pressed(fc.constantFrom(...LETTERS, 'Enter', 'Tab', 'Backspace', 'F2', 'Escape', 'Shift', 'Dead', 'ArrowDown'), fc.integer({ min: BURST_GAP_MS + 1, max: 600 })), { maxLength: 80 })],
];

describe('whatever an officer’s hands do', () => {
  it.each(OFFICERS)('every key is let through, and nothing is sent: %s', (_, keys) => {
    fc.assert(
      fc.property(keys, fc.constantFrom(NO_AFFIXES, { prefix: '(((', suffix: '##' }), (presses, affixes) => {
        const { effects, state, at } = press(presses, WEDGE_AT_REST, 1_000, affixes);
        expect(isPassed(effects)).toBe(true);
        expect(settle(state, at + STALL_MS)[1]).toEqual({ kind: 'pass' });
      }),
      { numRuns: 300, seed: 20_210_507 },
    );
  });
});

describe('at every pace of a scanner', () => {
  const ENDINGS: readonly (Partial<Press> & { readonly key: string } | null)[] = [{ key: 'Enter' }, { key: 'Tab' }, { key: 'm', modified: true }, { key: 'Process', stroke: 0x28, inputMethod: true }, null];
  const scan = fc.record({
    pace: fc.constantFrom(1, 2, 5, 10, 20, 35),
    jitter: fc.array(fc.double({ min: 0.6, max: 1.14, noNaN: true }), { minLength: 1, maxLength: 50 }),
    // As many stalls as a burst may have before its proof, and any number after it.
    early: fc.array(fc.tuple(fc.integer({ min: 1, max: BURST_KEYS * (UNPROVED_STALLS + 1) - 1 }), fc.integer({ min: 41, max: 150 })), { maxLength: UNPROVED_STALLS }),
    late: fc.array(fc.tuple(fc.integer({ min: BURST_KEYS * (UNPROVED_STALLS + 1), max: 299 }), fc.integer({ min: 41, max: 150 })), { maxLength: 10 }),
    ending: fc.constantFrom(...ENDINGS),
    text: fc.array(fc.constantFrom(...Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:')), { minLength: 60, maxLength: 300 }).map((body) => `MO1:${body.join('')}`),
  });

  it('the code comes whole and once, from its first key to its ending, with stalls of up to 150 ms', () => {
    fc.assert(
      fc.property(scan, ({ pace, jitter, early, late, ending, text }) => {
        const stalls = new Map([...early, ...late]);
        const presses = Array.from(text, (key, index) => ({ ...plain, key, stroke: 4 + (index % 26), pause: stalls.get(index) ?? Math.min(BURST_GAP_MS, pace * (jitter[index % jitter.length] ?? 1)) }));
        const { effects, state, at } = press(ending === null ? presses : [...presses, { ...plain, pause: pace, ...ending }]);
        const all = ending === null ? [...effects, settle(state, at + STALL_MS)[1]] : effects;
        expect(all.filter(({ kind }) => kind !== 'pass' && kind !== 'swallow').map(({ kind }) => kind)).toEqual(['proved', 'code']);
        expect(all.at(-1)).toMatchObject({ kind: 'code', code: { text, strokes: presses.map(({ stroke }) => stroke) } });
      }),
      { numRuns: 300, seed: 20_210_508 },
    );
  });

  it('what an officer typed before it stays the officer’s', () => {
    const typed = press(keysOf('Avenida').map((key) => ({ ...plain, key, pause: 90 })));
    const { effects } = type(keysOf(CODE, 'Enter'), 5, typed.state, { startAt: typed.at + STALL_MS });
    expect(codeOf(effects.at(-1))).toBe(CODE);
    const atOnce = type(keysOf(CODE, 'Enter'), 5, typed.state, { startAt: typed.at + 60 });
    expect(codeOf(atOnce.effects.at(-1))).toBe(CODE);
  });
});

describe('keys that are not characters', () => {
  it('are swallowed inside a proved burst, shortcuts of the browser too', () => {
    const { state } = type(keysOf(CODE), 5);
    for (const key of [{ key: 'b', modified: true }, { key: 'Backspace' }, { key: 'F5' }, { key: 'x', repeat: true }, { key: 'Process', inputMethod: true }]) {
      expect(press([{ ...plain, pause: 5, ...key }], state, state.lastAt).effects).toEqual([{ kind: 'swallow' }]);
    }
  });

  it('end a code twice, as scanners do that send both Enter and a line feed', () => {
    const { state, at } = type(keysOf(CODE, 'Enter'), 5);
    expect(press([{ ...plain, key: 'j', modified: true, pause: 5 }, { ...plain, key: 'Enter', pause: 5 }], state, at).effects).toEqual([{ kind: 'swallow' }, { kind: 'swallow' }]);
    expect(press([{ ...plain, key: 'Enter', pause: STALL_MS + 1 }], state, at).effects).toEqual([{ kind: 'pass' }]);
  });

  it('count where they type: keypad digits without Num Lock, dead accents, what an input method took', () => {
    const keys = Array.from({ length: 30 }, (_, index) => ({ ...plain, key: ['End', 'Dead', 'Process'][index % 3] ?? '', stroke: 0x59, inputMethod: index % 3 === 2, pause: 5 }));
    const { effects } = press([...keys, { ...plain, key: 'Enter', pause: 5 }]);
    expect(effects.at(-1)).toEqual({ kind: 'code', code: { text: '', strokes: keys.map(() => 0x59), inputMethod: true } });
  });
});

describe('a prefix and a suffix of the scanner', () => {
  const affixes = { prefix: '(((', suffix: '##' };
  const SHORT = 'A1';

  it('prove and end a burst at once, however short it is', () => {
    const { effects } = type(keysOf(`(((${SHORT}##`), 5, WEDGE_AT_REST, { affixes });
    expect(effects.map(({ kind }) => kind)).toEqual(['pass', 'pass', 'proved', 'swallow', 'swallow', 'swallow', 'code']);
    expect(codeOf(effects.at(-1))).toBe(`(((${SHORT}##`);
  });

  it('leave the Enter that follows the suffix to nobody else', () => {
    expect(type(keysOf(`(((${SHORT}##`, 'Enter'), 5, WEDGE_AT_REST, { affixes }).effects.at(-1)).toEqual({ kind: 'swallow' });
  });

  it('are not taken for one at an officer’s pace, nor in the middle of what was typed', () => {
    expect(isPassed(type(keysOf('((('), BURST_GAP_MS + 1, WEDGE_AT_REST, { affixes }).effects)).toBe(true);
    expect(isPassed(type(keysOf('a((('), 5, WEDGE_AT_REST, { affixes }).effects)).toBe(true);
  });
});
