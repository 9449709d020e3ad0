import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createZoneLines, LINE_WAIT_MS } from '../../../core/codes/mrz-lines.ts';
import { monotonicMs } from '../../../core/model/units.ts';
import { goodCode } from '../../support/codes.ts';

const TD1 = ['I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<'];
const TD2 = ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6'];
const TD3 = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'];
/** The last state of texts that come one after another, 100 ms apart unless said otherwise. */
function last(texts: readonly string[], { gap = 100, mayGoOn = true } = {}) {
  const lines = createZoneLines();
  const states = texts.map((text, index) => lines.add(text, monotonicMs(5_000 + index * gap), mayGoOn));
  return states.at(-1);
}

describe('what is read at the desk', () => {
  it.each([
    ['nothing', ''],
    ['a health code', goodCode()],
    ['an address', 'https://example.org/'],
    ['a boarding pass', 'M1ERIKSSON/ANNA MARIA EABC123 MFMLISTP 0123 001A0001 100'],
    ['a number', '123456789012345678901234567890'],
    ['a text of a line’s length without fillers', 'PASSENGERLOCATORFORMNUMBER1234'],
    ['a code of capitals that has one filler', 'ABCDE<FGHIJ'],
    ['more than any zone', 'P<UTO'.padEnd(200, '<')],
  ])('is no zone when it is %s', (_, text) => {
    expect(last([text])).toEqual({ state: 'no-zone', abandoned: false });
  });

  it.each([
    ['TD1', TD1],
    ['TD2', TD2],
    ['TD3', TD3],
  ])('is a zone of size %s, whatever stands between its lines', (_, lines) => {
    for (const between of ['', '\r', '\n', '\r\n', '\t', ' ', '\u001e', '\r\r']) expect(last([lines.join(between)])).toEqual({ state: 'zone', text: lines.join(''), abandoned: false });
    expect(last([`\u0002${lines.join('\r')}\u0003`.toLowerCase()])).toEqual({ state: 'zone', text: lines.join(''), abandoned: false });
  });

  it.each([
    ['TD1', TD1],
    ['TD2', TD2],
    ['TD3', TD3],
  ])('is a zone of size %s line by line, and waits for the rest', (_, lines) => {
    expect(last(lines)).toEqual({ state: 'zone', text: lines.join(''), abandoned: false });
    for (let have = 1; have < lines.length; have++) expect(last(lines.slice(0, have))).toEqual({ state: 'waiting', abandoned: false });
  });

  it('never joins lines over a pause, nor by hand, nor with a line of another size', () => {
    const [first = '', second = ''] = TD3;
    expect(last([first, second], { gap: LINE_WAIT_MS + 1 })).toEqual({ state: 'zone', text: second, abandoned: true });
    // Half a zone by hand is a damaged one, to be told at once.
    expect(last([first], { mayGoOn: false })).toEqual({ state: 'zone', text: first, abandoned: false });
    expect(last([first, goodCode()])).toEqual({ state: 'no-zone', abandoned: true });
    expect(last([first, TD1[0] ?? ''])).toEqual({ state: 'waiting', abandoned: true });
    expect(last([first, goodCode(), second])).toEqual({ state: 'zone', text: second, abandoned: false });
  });

  it('is never put together of what two scanners read', () => {
    const lines = createZoneLines();
    const [first = '', second = ''] = TD3;
    const add = (text: string, at: number, from: string) => lines.add(text, monotonicMs(at), true, from);
    expect(add(first, 0, 'officer')).toEqual({ state: 'waiting', abandoned: false });
    expect(add(second, 1, 'traveller')).toEqual({ state: 'zone', text: second, abandoned: true });
    expect(add(first, 2, 'officer').state).toBe('waiting');
    expect(add(first, 3, 'traveller')).toEqual({ state: 'waiting', abandoned: true });
    expect(add(second, 4, 'traveller').state).toBe('zone');
  });

  it('is a damaged zone where characters are missing, not an unknown code', () => {
    const whole = TD3.join('');
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 87 }), (at) => {
        const damaged = whole.slice(0, at) + whole.slice(at + 1);
        expect(last([damaged])).toEqual({ state: 'zone', text: damaged, abandoned: false });
      }),
    );
  });

  it('is a damaged zone where its first line is missing, and no code that nobody knows', () => {
    for (const line of [...TD1.slice(1), TD2[1] ?? '', TD3[1] ?? '']) expect(last([line])).toEqual({ state: 'zone', text: line, abandoned: false });
    expect(last(['7408122F1204159UTOABCDEFGHIJK6'])).toEqual({ state: 'no-zone', abandoned: false });
  });

  it('forgets the lines that wait', () => {
    const lines = createZoneLines();
    expect(lines.clear()).toBe(false);
    lines.add(TD3[0] ?? '', monotonicMs(0), true);
    expect(lines.clear()).toBe(true);
    expect(lines.add(TD3[1] ?? '', monotonicMs(1), true)).toEqual({ state: 'zone', text: TD3[1], abandoned: false });
  });

  it('gets an answer, whatever comes', () => {
    const lines = createZoneLines();
    let now = 0;
    fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 200 }), fc.constantFrom(...TD1, ...TD2, ...TD3)), fc.boolean(), (text, mayGoOn) => void lines.add(text, monotonicMs(now++), mayGoOn)));
  });
});
