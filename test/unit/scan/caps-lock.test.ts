import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { undoCapsLock } from '../../../core/scan/caps-lock.ts';

describe('Caps Lock', () => {
  it('leaves codes as they are when it does not show', () => {
    for (const text of ['MO1:6BFOX', 'HC1:6BFOX', 'shc:/5676', 'NZCP:/1/ABC', 'hello', '', 'eyJhbGciOi', 'mo1', 'MO1:lower']) {
      expect(undoCapsLock(text)).toEqual({ text, seen: false, corrected: false });
    }
  });

  it.each([
    ['mo1:6bfox n-t$%', 'MO1:6BFOX N-T$%'],
    ['hc1:6bfox', 'HC1:6BFOX'],
    ['SHC:/5676/12', 'shc:/5676/12'],
    ['nzcp:/1/abc2', 'NZCP:/1/ABC2'],
  ])('is undone in %s', (typed, text) => {
    expect(undoCapsLock(typed)).toEqual({ text, seen: true, corrected: true });
  });

  it.each(['mo1:6bfOx', 'hc1:6bf,x', 'SHC:/56a', 'nzcp:/1/aB'])('is reported and not undone in %s, which is not wholly inverted', (text) => {
    expect(undoCapsLock(text)).toEqual({ text, seen: true, corrected: false });
  });

  it('is reported and not undone where both cases carry data', () => {
    expect(undoCapsLock('EYjHBgCIoI')).toEqual({ text: 'EYjHBgCIoI', seen: true, corrected: false });
  });

  it('is undone for every base45 code, and never changes the length of anything', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'))), fc.string(), (body, other) => {
        const code = `MO1:${body.join('')}`;
        expect(undoCapsLock(code.toLowerCase())).toEqual({ text: code, seen: true, corrected: true });
        expect(undoCapsLock(other).text).toHaveLength(other.length);
      }),
    );
  });
});
