import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KEYBOARD_LAYOUT_NAMES, type KeyboardLayoutName, NO_AFFIXES } from '../../../core/model/keyboard.ts';
import { KEYBOARD_LAYOUTS } from '../../../core/scan/keyboard-layouts/index.ts';
import { typeAll } from '../../../core/scan/keyboard-layouts/typing.ts';
import { type Mended, mendTyped, type TypedKeys } from '../../../core/scan/mend-typed.ts';
import { toStrokes } from '../../../tools/scanner/keyboard-reports.ts';

const settings = (layout: KeyboardLayoutName = 'us', affixes = NO_AFFIXES) => ({ layout, affixes });
const invertCase = (text: string): string => text.replace(/[A-Za-z]/g, (letter) => (letter >= 'a' ? letter.toUpperCase() : letter.toLowerCase()));

/** A scanner of one layout types on a host of another; with the host's Caps Lock, which the keys do not show. */
function typed(text: string, scanner: KeyboardLayoutName, host: KeyboardLayoutName, more: Partial<TypedKeys> & { readonly capsLock?: boolean } = {}): TypedKeys {
  const strokes = toStrokes(KEYBOARD_LAYOUTS[scanner], text);
  const { capsLock = false, ...rest } = more;
  return { text: typeAll(KEYBOARD_LAYOUTS[host], strokes, capsLock) ?? '', strokes, typedAs: null, inputMethod: false, ...rest };
}
const textAlone = (text: string): TypedKeys => ({ text, strokes: [], typedAs: null, inputMethod: false });
const SOUND = { kind: 'code', sound: true } as const;
const BASE45 = Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:');
const BASE32 = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567');
const BASE64URL = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));

const body = (alphabet: readonly string[], minLength = 0): fc.Arbitrary<string> => fc.array(fc.constantFrom(...alphabet), { minLength, maxLength: 120 }).map((characters) => characters.join(''));
/** Codes of every form that can be typed, by whether their letters have one case. */
const ONE_CASE = fc.oneof(
  fc.constantFrom('MO1:', 'MOB1:', 'HC1:').chain((mark) => body(BASE45).map((rest) => mark + rest)),
  body(Array.from('0123456789'), 1).map((digits) => `shc:/${digits}`),
  body(BASE32).map((rest) => `NZCP:/1/${rest}`),
  fc.constantFrom('RDB1', 'NDB1').chain((mark) => body(BASE32, 1).map((rest) => mark + rest)),
  fc.array(fc.constantFrom(...BASE32, '<', '8', '9'), { minLength: 43, maxLength: 43 }).map((rest) => `P${rest.join('')}`).filter((line) => line.includes('<')),
);
const TWO_CASES = fc.oneof(
  fc.tuple(body(BASE64URL), body(BASE64URL)).map(([head, rest]) => `eyJ${head}.${rest}`),
  body(PRINTABLE).map((text) => JSON.stringify({ data: { hdr: { t: 'icao.vacc', note: text } } })),
);

describe('keyboard damage that cannot be undone for certain', () => {
  it('is reported and the text is not taken, where Caps Lock inverted letters that carry data', () => {
    expect(mendTyped(textAlone('EYjHBgCIoI'), settings())).toEqual({ kind: 'damaged', damage: { cause: 'caps-lock', restored: false, scannerLayout: null, hostLayout: null } });
  });

  it.each(['mo1:6bfOx', 'hc1:6bf,x', 'SHC:/56a', 'nzcp:/1/aB'])('is reported for %s, which is not wholly inverted', (text) => {
    expect(mendTyped(textAlone(text), settings())).toMatchObject({ kind: 'damaged', damage: { cause: 'caps-lock', restored: false } });
  });

  it('is reported where a code of another layout holds a character that it cannot hold', () => {
    expect(mendTyped(typed('MO1:6BF,X', 'pt', 'us'), settings())).toEqual({ kind: 'damaged', damage: { cause: 'layout', restored: false, scannerLayout: 'pt', hostLayout: 'us' } });
  });

  it('is reported where an input method took the keys and nobody knows which they were', () => {
    for (const text of ['', 'ｍｏ１：６ｂ', '么1：哦']) {
      expect(mendTyped({ ...textAlone(text), strokes: [{ usage: 0, modifiers: 0 }], inputMethod: true }, settings())).toMatchObject({ kind: 'damaged', damage: { cause: 'input-method', restored: false } });
    }
  });

  it('is reported where full-width punctuation shows an input method by itself', () => {
    expect(mendTyped(textAlone('MO1：6BFOX'), settings())).toMatchObject({ kind: 'damaged', damage: { cause: 'input-method' } });
  });
});

describe('text that no keyboard damaged', () => {
  it.each(['MO1:6BFOX', 'HC1:6BFOX', 'shc:/5676', 'NZCP:/1/ABC', 'eyJhbGciOi', 'RDB1BABC234'])('is taken as it is: %s', (text) => {
    expect(mendTyped(textAlone(text), settings())).toEqual({ ...SOUND, text, damage: null });
  });

  it.each(['hello', '', 'MO1:lower', '4006381333931', 'P4ssword', '{"a":1}'])('is left to the verdict where no form explains it: %s', (text) => {
    expect(mendTyped(textAlone(text), settings())).toEqual({ kind: 'code', sound: false, text, damage: null });
  });

  it('is taken whatever layout the settings name, when scanner and host agree', () => {
    for (const layout of KEYBOARD_LAYOUT_NAMES) {
      for (const both of KEYBOARD_LAYOUT_NAMES) expect(mendTyped(typed('MO1:A-B/C*D+E $%.', both, both), settings(layout))).toEqual({ ...SOUND, text: 'MO1:A-B/C*D+E $%.', damage: null });
    }
  });
});

describe('keyboard damage that is undone', () => {
  it.each([
    ['mo1:6bfox n-t$%', 'MO1:6BFOX N-T$%'],
    ['hc1:6bfox', 'HC1:6BFOX'],
    ['SHC:/5676/12', 'shc:/5676/12'],
    ['nzcp:/1/abc2', 'NZCP:/1/ABC2'],
    ['p<utoeriksson<<anna<maria<<<<<<<<<<<<<<<<<<<', 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<'],
  ])('is Caps Lock in %s', (text, right) => {
    expect(mendTyped(textAlone(text), settings())).toEqual({ ...SOUND, text: right, damage: { cause: 'caps-lock', restored: true, scannerLayout: null, hostLayout: null } });
  });

  it('is the host’s Caps Lock even where both cases carry data, since the keys say what was meant', () => {
    expect(mendTyped(typed('eyJhbGciOi.Abc_-9', 'us', 'us', { capsLock: true }), settings())).toMatchObject({ ...SOUND, text: 'eyJhbGciOi.Abc_-9', damage: { cause: 'caps-lock', restored: true } });
  });

  it('names both layouts, and that of the settings where several read the same', () => {
    const damage = (scanner: KeyboardLayoutName, host: KeyboardLayoutName, layout: KeyboardLayoutName): Mended => mendTyped(typed('MO1:A-B/C', scanner, host), settings(layout));
    expect(damage('us', 'pt', 'us')).toMatchObject({ text: 'MO1:A-B/C', damage: { cause: 'layout', scannerLayout: 'us', hostLayout: 'pt' } });
    expect(damage('us', 'pt', 'gb')).toMatchObject({ text: 'MO1:A-B/C', damage: { cause: 'layout', scannerLayout: 'gb', hostLayout: 'pt' } });
    expect(damage('pt', 'us', 'us')).toMatchObject({ text: 'MO1:A-B/C', damage: { cause: 'layout', scannerLayout: 'pt', hostLayout: 'us' } });
    expect(damage('gb', 'pt', 'pt')).toMatchObject({ text: 'MO1:A-B/C', damage: { cause: 'layout', scannerLayout: 'us', hostLayout: 'pt' } });
  });

  it('is an input method that swallowed every key or put its own characters', () => {
    for (const text of ['', 'mo1：a', '【】']) {
      expect(mendTyped(typed('MO1:A-B/C', 'us', 'us', { text, inputMethod: true }), settings())).toEqual({
        ...SOUND, text: 'MO1:A-B/C', damage: { cause: 'input-method', restored: true, scannerLayout: null, hostLayout: null },
      });
    }
  });

  it('takes prefix and suffix off, in whatever layout they came', () => {
    const affixes = { prefix: '(((', suffix: '##' };
    for (const host of KEYBOARD_LAYOUT_NAMES) {
      const mended = mendTyped(typed('(((MO1:A-B/C##', 'us', host), settings('us', affixes));
      expect(mended).toMatchObject({ ...SOUND, text: 'MO1:A-B/C' });
    }
  });
});

describe('for every pair of layouts', () => {
  const pairs = KEYBOARD_LAYOUT_NAMES.flatMap((scanner) => KEYBOARD_LAYOUT_NAMES.map((host) => [scanner, host] as const));

  it.each(pairs)('a code that a scanner of %s types on a host of %s comes out exactly, with the host’s Caps Lock or without', (scanner, host) => {
    fc.assert(
      fc.property(fc.oneof(ONE_CASE, TWO_CASES), fc.boolean(), fc.constantFrom(...KEYBOARD_LAYOUT_NAMES), (text, capsLock, layout) => {
        expect(mendTyped(typed(text, scanner, host, { capsLock }), settings(layout))).toMatchObject({ ...SOUND, text });
      }),
      { numRuns: 150 },
    );
  });

  it.each(pairs)('a scanner of %s that follows the Caps Lock light, read as %s, is put right or reported, and never gives another code', (scanner, host) => {
    fc.assert(
      fc.property(fc.oneof(ONE_CASE, TWO_CASES), (text) => {
        const mended = mendTyped({ ...typed(invertCase(text), scanner, host), typedAs: host }, settings(host));
        if (mended.kind === 'code' && mended.sound) expect(mended.text).toBe(text);
        else expect(formIsTwoCased(text)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it.each(pairs)('whatever a scanner of %s types on a host of %s, nothing but what it typed is ever given out as put right', (scanner, host) => {
    fc.assert(
      fc.property(body(PRINTABLE), fc.boolean(), (text, capsLock) => {
        const mended = mendTyped(typed(text, scanner, host, { capsLock }), settings());
        if (mended.kind === 'code' && mended.damage !== null) expect([text, invertCase(text)]).toContain(mended.text);
      }),
      { numRuns: 150 },
    );
  });

  const formIsTwoCased = (text: string): boolean => text.startsWith('eyJ') || text.startsWith('{"');
});
