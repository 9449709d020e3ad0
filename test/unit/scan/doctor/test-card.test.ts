import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TEST_CARD_CHECKS, TEST_CARD_FINDINGS, TEST_CARD_LENGTHS, type TestCardCheck } from '../../../../core/model/test-card.ts';
import { compareTestCard, type TestCardScan } from '../../../../core/scan/doctor/compare-test-card.ts';
import { findTestCard, layTestCard, TEST_CARD_CHARACTERS, type TestCard } from '../../../../core/scan/doctor/test-card.ts';
import { monotonicMs } from '../../../../core/model/units.ts';
import { retype } from '../../../../core/scan/doctor/retype.ts';
import { createKeyboardAssembler, UNTYPED } from '../../../../core/scan/keyboard-framing.ts';
import { KEYBOARD_LAYOUTS } from '../../../../core/scan/keyboard-layouts/index.ts';
import { KEYBOARD_LAYOUT_NAMES } from '../../../../core/model/keyboard.ts';
import { encodeKeyboardReports } from '../../../../tools/scanner/keyboard-reports.ts';
import { invertCase } from './support.ts';

const card = layTestCard('medium', '204816');
const scanOf = (text: string, change: Partial<TestCardScan> = {}): TestCardScan => ({ text, source: 'hid-pos', symbology: ']Q1', reports: 11, elapsedMs: 40, repeats: null, ...change });
/** Findings that are no pass. */
const faults = (text: string, change: Partial<TestCardScan> = {}, of: TestCard = card): string[] =>
  compareTestCard(of, scanOf(text, change))
    .filter(({ result }) => result !== 'pass')
    .map(({ check, finding }) => `${check}.${finding}`);
const valuesOf = (text: string, wanted: TestCardCheck) => compareTestCard(card, scanOf(text)).find(({ check }) => check === wanted)?.values;

describe('a test card', () => {
  it.each(TEST_CARD_LENGTHS)('is as long as its name says and begins and ends with its marks: %s', (length) => {
    const { text } = layTestCard(length, '000001');
    expect(text).toHaveLength(TEST_CARD_CHARACTERS[length]);
    expect(text).toMatch(/^PORTAS-TEST:000001:\d{4}: [ -~]*:END$/);
  });

  it('holds every printable ASCII character from the medium length on, and both cases of letters always', () => {
    expect(new Set(card.text)).toEqual(new Set(Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index))));
    expect(layTestCard('short', '000001').text).toMatch(/[a-z]/);
  });

  it.each(TEST_CARD_LENGTHS)('is found whole, with inverted letters, behind a prefix and cut after its number: %s', (length) => {
    const { text } = layTestCard(length, '204816');
    expect(findTestCard(text)).toEqual({ from: 0, nonce: '204816' });
    expect(findTestCard(invertCase(text))).toEqual({ from: 0, nonce: '204816' });
    expect(findTestCard(`]Q1${text}`)).toEqual({ from: 3, nonce: '204816' });
    expect(findTestCard(text.slice(0, 18))).toEqual({ from: 0, nonce: '204816' });
  });

  it('is found where a wrong layout changed its marks', () => {
    expect(findTestCard("PORTAS'TEST\u00c7204816\u00c70600")).toEqual({ from: 0, nonce: '204816' });
    expect(findTestCard('PORTASTEST&é"\'(-')).toEqual({ from: 0, nonce: null });
  });

  it('is not seen in any other text', () => {
    for (const text of ['', 'MO1:PORTAS', 'HC1:6BFOXN', 'PORTAS', 'a longer prefix PORTAS-TEST:204816', 'PORTAS-ATEST:204816']) expect(findTestCard(text), text).toBeNull();
  });
});

describe('the comparison with the card', () => {
  it.each(TEST_CARD_LENGTHS)('passes a card that came as it is shown: %s', (length) => {
    const whole = layTestCard(length, '000001');
    const lines = compareTestCard(whole, scanOf(whole.text));
    expect(lines.map(({ check }) => check)).toEqual([...TEST_CARD_CHECKS]);
    expect(lines.filter(({ result }) => result !== 'pass')).toEqual([]);
  });

  it('takes no older card for this one', () => {
    expect(faults(layTestCard('medium', '204815').text)).toEqual(['card.older-card']);
    expect(faults('not a card')).toEqual(['card.older-card']);
  });

  it.each(TEST_CARD_LENGTHS)('names inverted letters, and letters forced into one case: %s', (length) => {
    const whole = layTestCard(length, '000001');
    expect(faults(invertCase(whole.text), {}, whole)).toEqual(['letters.inverted']);
    expect(faults(whole.text.toUpperCase(), {}, whole)).toEqual(['letters.all-upper']);
    expect(faults(whole.text.toLowerCase(), {}, whole)).toEqual(['letters.all-lower']);
  });

  it('names a cut card with both lengths, and no character that would have come later', () => {
    expect(faults(card.text.slice(0, 56))).toEqual(['length.cut']);
    expect(valuesOf(card.text.slice(0, 56), 'length')).toEqual({ expected: 600, found: 56 });
  });

  it('names characters that are gone or changed, wherever they stand', () => {
    expect(faults(card.text.replaceAll('~', ''))).toEqual(['length.cut', 'characters.changed', 'layout.unknown']);
    expect(valuesOf(card.text.replaceAll('-', "'").replaceAll(' ', '_'), 'characters')).toEqual({ missing: '- SP', foreign: "' _" });
  });

  it.each(KEYBOARD_LAYOUT_NAMES.flatMap((scanner) => KEYBOARD_LAYOUT_NAMES.filter((system) => system !== scanner).map((system) => [scanner, system] as const)))('names a scanner that types as %s into a system set to %s, with Caps Lock too', (scanner, system) => {
    const came = retype(card.text, KEYBOARD_LAYOUTS[scanner], KEYBOARD_LAYOUTS[system]) ?? '';
    expect(came).not.toBe(card.text);
    const named = (text: string) => compareTestCard(card, scanOf(text)).find(({ check }) => check === 'layout');
    expect(named(came)).toMatchObject({ finding: 'other', result: 'fail', values: { scanner: scanner.toUpperCase(), system: system.toUpperCase() } });
    expect(named(invertCase(came))).toMatchObject({ finding: 'other' });
  });

  it.each(KEYBOARD_LAYOUT_NAMES.flatMap((from) => KEYBOARD_LAYOUT_NAMES.map((to) => [from, to] as const)))('types %s into %s as the keyboard assembler reads it', (from, to) => {
    const assembler = createKeyboardAssembler({ layout: KEYBOARD_LAYOUTS[to], terminators: ['enter'] });
    const reports = encodeKeyboardReports(KEYBOARD_LAYOUTS[from], card.text);
    const results = reports.flatMap((report) => [...assembler.push(report, monotonicMs(0))]);
    const [code] = results.flatMap((result) => (result.kind === 'code' ? [result.text] : []));
    // A key that types nothing is marked by the assembler and left out here.
    expect(code?.replaceAll(UNTYPED, '')).toBe(retype(card.text, KEYBOARD_LAYOUTS[from], KEYBOARD_LAYOUTS[to]));
  });

  it('names what stands before or behind the code', () => {
    expect(faults(`]Q1${card.text}`)).toEqual(['affixes.before']);
    expect(faults(`${card.text}\r`)).toEqual(['affixes.carriage-return']);
    expect(faults(`${card.text}\r\n`)).toEqual(['affixes.carriage-return']);
    expect(faults(`${card.text}\n`)).toEqual(['affixes.line-feed']);
    expect(faults(`${card.text}\t`)).toEqual(['affixes.tab']);
    expect(faults(`${card.text}\x1d!`)).toEqual(['affixes.behind']);
    expect(valuesOf(`${card.text}\x1d!`, 'affixes')).toEqual({ characters: 'GS !' });
    expect(faults(`${card.text.slice(0, 500)}\r`)).toEqual(['length.cut', 'affixes.carriage-return']);
  });

  it('says how fast it came, and that keys in the window have no speed', () => {
    expect(faults(card.text, { elapsedMs: 6_000 })).toEqual(['speed.slow']);
    expect(faults(card.text, { elapsedMs: 0 })).toEqual([]);
    expect(faults(card.text, { reports: null, elapsedMs: null, source: 'wedge', symbology: null })).toEqual(['symbology.none', 'speed.not-seen', 'mode.wedge']);
  });

  it('notes a scanner that tells no symbology, and fails one that tells another', () => {
    expect(faults(card.text, { symbology: null })).toEqual(['symbology.none']);
    expect(faults(card.text, { symbology: ']C0' })).toEqual(['symbology.other']);
  });

  it('fails a card that came twice', () => {
    expect(faults(card.text, { repeats: 'wedge' })).toEqual(['repeats.twice']);
  });

  it('never throws, names each check once with a finding of its own, and stays short, whatever came', () => {
    const hostile = fc.oneof(fc.string({ maxLength: 400, unit: 'binary' }), fc.string({ maxLength: 9_000 }).map((text) => card.text.slice(0, 18) + text), fc.nat(600).map((cut) => `${card.text.slice(0, cut)}\r`));
    fc.assert(
      fc.property(hostile, (text) => {
        const lines = compareTestCard(card, scanOf(text));
        expect(new Set(lines.map(({ check }) => check)).size).toBe(lines.length);
        for (const { check, finding, values } of lines) {
          expect(TEST_CARD_FINDINGS[check]).toContain(finding);
          for (const value of Object.values(values)) expect(String(value).length).toBeLessThan(200);
        }
      }),
    );
  });
});
