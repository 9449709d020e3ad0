import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs, monotonicMs } from '../../../core/model/units.ts';
import type { Assembler } from '../../../core/scan/assembler.ts';
import { createKeyboardAssembler } from '../../../core/scan/keyboard-framing.ts';
import { KEYBOARD_LAYOUTS } from '../../../core/scan/keyboard-layouts/index.ts';
import type { KeyboardLayoutName } from '../../../core/model/keyboard.ts';
import { KEYBOARD_LIMITS } from '../../../core/scan/limits.ts';
import { encodeKeyboardReports } from '../../../tools/scanner/keyboard-reports.ts';
import { readScannerFixture } from '../../support/scanner-fixtures.ts';
import { codesOf, pushAll, tornOf } from './support.ts';

const at = monotonicMs;
const create = (layout: KeyboardLayoutName = 'us', limits = KEYBOARD_LIMITS): Assembler =>
  createKeyboardAssembler({ layout: KEYBOARD_LAYOUTS[layout], terminators: ['enter', 'tab'] }, limits);
const keys = (modifiers: number, ...down: number[]): Uint8Array => Uint8Array.of(modifiers, 0, ...down, ...Array<number>(6 - down.length).fill(0));
const UP = keys(0);
const ENTER = keys(0, 0x28);
const textsOf = (assembler: Assembler, ...reports: Uint8Array[]): string[] => codesOf(pushAll(assembler, reports)).map(({ text }) => text);

describe('a typed code that goes wrong', () => {
  it('is torn when no key comes in the idle time, and what follows starts anew', () => {
    const assembler = create();
    pushAll(assembler, encodeKeyboardReports(KEYBOARD_LAYOUTS.us, 'HEAD', { terminator: 'none' }));
    const results = pushAll(assembler, encodeKeyboardReports(KEYBOARD_LAYOUTS.us, 'TAIL'), 301);
    expect(tornOf(results)).toEqual([{ cause: 'gap', bytesRead: 4 }]);
    expect(codesOf(results)).toEqual([{ text: 'TAIL', symbology: null }]);
  });

  it('is given up by expire at the deadline', () => {
    const assembler = create();
    expect(assembler.deadline()).toBeNull();
    assembler.push(keys(0, 0x04), at(50));
    expect(assembler.deadline()).toBe(350);
    expect(assembler.expire(at(349))).toEqual([]);
    expect(tornOf(assembler.expire(at(350)))).toEqual([{ cause: 'gap', bytesRead: 1 }]);
    expect(assembler.deadline()).toBeNull();
  });

  it('goes on with a key at the deadline that it told, whatever fractions of a millisecond the clock counts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }).map((ns) => ns / 1e6), (start) => {
        const assembler = create();
        assembler.push(keys(0, 0x04), at(start));
        expect(tornOf(assembler.push(keys(0, 0x05), assembler.deadline() ?? at(0)))).toEqual([]);
        expect(tornOf(assembler.expire(assembler.deadline() ?? at(0)))).toHaveLength(1);
      }),
    );
  });

  it.each([
    ['a function key', keys(0, 0x3a)],
    ['a key with Alt', keys(0x04, 0x05)],
    ['a key with the GUI key', keys(0x08, 0x05)],
    ['AltGr on a key without a third level', keys(0x40, 0x05)],
    ['Ctrl on a digit', keys(0x01, 0x1e)],
    ['a report of another size', Uint8Array.of(0, 0, 4)],
  ])('is torn by %s and dropped up to its terminator', (_, bad) => {
    const assembler = create();
    const results = pushAll(assembler, [keys(0, 0x04), UP, bad, UP, keys(0, 0x06), UP, ENTER, UP]);
    expect(tornOf(results)).toEqual([{ cause: 'garbled', bytesRead: 1 }]);
    expect(codesOf(results)).toEqual([]);
    expect(textsOf(assembler, keys(0, 0x07), UP, ENTER)).toEqual(['d']);
  });

  it('overflows once when it never ends', () => {
    const assembler = create('us', { maxBytes: 20, maxReports: 1_000, idleMs: durationMs(300) });
    const results = pushAll(assembler, Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? keys(0, 0x04) : UP)));
    expect(tornOf(results)).toEqual([{ cause: 'overflow', bytesRead: 21 }]);
  });

  it('overflows by its number of reports when hardly any types', () => {
    const assembler = create('us', { maxBytes: 20, maxReports: 50, idleMs: durationMs(300) });
    const results = pushAll(assembler, [keys(0, 0x04), ...Array.from({ length: 200 }, () => UP)]);
    expect(tornOf(results)).toEqual([{ cause: 'overflow', bytesRead: 1 }]);
  });

  it('is forgotten by abandon', () => {
    const assembler = create();
    expect(assembler.abandon()).toBeNull();
    pushAll(assembler, [keys(0, 0x04), UP]);
    expect(assembler.abandon()).toBe(1);
    expect(textsOf(assembler, keys(0, 0x05), UP, ENTER)).toEqual(['b']);
  });
});

describe('key presses', () => {
  it('delivers no code for a terminator alone', () => {
    expect(pushAll(create(), [ENTER, UP, ENTER, UP])).toEqual([]);
  });

  it('ignores a report of another size outside a code', () => {
    expect(create().push(Uint8Array.of(1, 2, 3), at(0))).toEqual([]);
  });

  it('types a held key once, and again only after its release', () => {
    expect(textsOf(create(), keys(0, 0x04), keys(0, 0x04), UP, keys(0, 0x04), UP, ENTER)).toEqual(['aa']);
  });

  it('types keys that overlap in the order in which they went down', () => {
    expect(textsOf(create(), keys(0, 0x04), keys(0, 0x04, 0x05), keys(0, 0x05, 0x06), keys(0, 0x06), UP, ENTER)).toEqual(['abc']);
  });

  it('ignores a roll-over report and goes on with the keys that are down', () => {
    expect(textsOf(create(), keys(0, 0x04), keys(0, 1, 1, 1, 1, 1, 1), keys(0, 0x04), UP, ENTER)).toEqual(['a']);
  });

  it('takes either shift, and follows Caps Lock keys that the scanner itself types', () => {
    expect(textsOf(create(), keys(0x02, 0x04), UP, keys(0x20, 0x05), UP, ENTER)).toEqual(['AB']);
    expect(textsOf(create(), keys(0, 0x39), UP, keys(0, 0x04), UP, keys(0, 0x1e), UP, keys(0, 0x39), UP, keys(0, 0x04), UP, ENTER)).toEqual(['A1a']);
  });

  it('ends a code at Enter, keypad Enter, Tab or Ctrl+M, and at Tab only where the profile says so', () => {
    for (const end of [ENTER, keys(0, 0x58), keys(0, 0x2b), keys(0x01, 0x10)]) expect(textsOf(create(), keys(0, 0x04), UP, end)).toEqual(['a']);
    const enterOnly = createKeyboardAssembler({ layout: KEYBOARD_LAYOUTS.us, terminators: ['enter'] });
    expect(textsOf(enterOnly, keys(0, 0x04), UP, keys(0, 0x2b), UP, keys(0, 0x05), UP, ENTER)).toEqual(['a\tb']);
  });

  it('types keypad digits', () => {
    expect(textsOf(create(), keys(0, 0x59), UP, keys(0, 0x62), UP, keys(0, 0x54), UP, ENTER)).toEqual(['10/']);
  });

  it('types a dead accent by itself with space, composed with a letter, and before another character', () => {
    expect(textsOf(create('pt'), keys(0, 0x30), UP, keys(0, 0x2c), UP, ENTER)).toEqual(['´']);
    expect(textsOf(create('pt'), keys(0, 0x31), UP, keys(0, 0x04), UP, ENTER)).toEqual(['ã']);
    expect(textsOf(create('pt'), keys(0, 0x31), UP, keys(0, 0x1e), UP, ENTER)).toEqual(['~1']);
    expect(textsOf(create('pt'), keys(0x02, 0x31), UP, ENTER)).toEqual(['^']);
  });

  it('tells how far a long code has come, not at every key', () => {
    const results = pushAll(create(), encodeKeyboardReports(KEYBOARD_LAYOUTS.us, 'x'.repeat(120)));
    expect(results.map((result) => (result.kind === 'reading' ? result.bytesRead : result.kind))).toEqual([1, 56, 112, 'code']);
  });

  it('does not read a Portuguese scanner under the US layout', () => {
    const { reports, codes } = readScannerFixture('datalogic-keyboard/portuguese');
    expect(codesOf(pushAll(create('us'), reports))).not.toEqual(codes);
  });
});

describe('layouts', () => {
  const BASE45 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
  const BASE64URL = 'abcdefghijklmnopqrstuvwxyz0123456789-_=';

  it.each(['us', 'pt'] as const)('%s types every character that codes are made of', (name) => {
    const text = `${BASE45}${BASE64URL}]{}"'\\`;
    expect(codesOf(pushAll(create(name), encodeKeyboardReports(KEYBOARD_LAYOUTS[name], text)))).toEqual([{ text, symbology: null }]);
  });

  it.each(['us', 'pt'] as const)('%s types only single characters of ISO 8859-1, and its dead keys are on it', (name) => {
    const { keys: table, deadKeys } = KEYBOARD_LAYOUTS[name];
    const characters = [...table.values()].flatMap(({ plain, shift, altGr }) => [plain, shift, altGr]).filter((character) => character !== null);
    for (const character of [...characters, ...[...deadKeys.values()].flatMap((map) => [...map.values()])]) {
      expect(character).toHaveLength(1);
      expect(character.charCodeAt(0)).toBeLessThan(256);
    }
    for (const accent of deadKeys.keys()) expect(characters).toContain(accent);
  });
});

describe('for any reports', () => {
  it('never throws and always comes to rest after a pause', () => {
    fc.assert(
      fc.property(fc.constantFrom('us', 'pt'), fc.array(fc.tuple(fc.uint8Array({ minLength: 7, maxLength: 9 }), fc.integer({ min: 0, max: 400 })), { maxLength: 80 }), (layout, steps) => {
        const assembler = create(layout, { maxBytes: 40, maxReports: 60, idleMs: durationMs(300) });
        let now = 0;
        for (const [bytes, pause] of steps) {
          now += pause;
          for (const result of assembler.push(bytes, at(now))) if (result.kind === 'code') expect(result.text.length).toBeLessThanOrEqual(41);
        }
        assembler.expire(at(now + 300));
        expect(assembler.deadline()).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  it('gives back what was typed, with keys overlapping or not', () => {
    const alphabet = Array.from('0123456789ABCDEFXYZabcxyz $%*+-./:_');
    fc.assert(
      fc.property(fc.constantFrom('us', 'pt'), fc.array(fc.constantFrom(...alphabet), { minLength: 1, maxLength: 200 }), fc.boolean(), fc.constantFrom('enter', 'tab'), (layout, characters, rollOver, terminator) => {
        const text = characters.join('');
        const results = pushAll(create(layout), encodeKeyboardReports(KEYBOARD_LAYOUTS[layout], text, { rollOver, terminator }));
        expect(codesOf(results)).toEqual([{ text, symbology: null }]);
      }),
      { numRuns: 200 },
    );
  });
});
