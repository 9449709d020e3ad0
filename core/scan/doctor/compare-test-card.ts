/** What became of a test card on its way through a scanner. Pure. Layer: scan. */
import { KEYBOARD_LAYOUT_NAMES } from '../../model/keyboard.ts';
import type { ScanSource } from '../../model/scan.ts';
import type { TEST_CARD_FINDINGS, TEST_CARD_RESULTS, TestCardCheck } from '../../model/test-card.ts';
import { CONTROL_NAMES } from '../control-names.ts';
import { KEYBOARD_LAYOUTS } from '../keyboard-layouts/index.ts';
import { retype } from './retype.ts';
import { findTestCard, type TestCard } from './test-card.ts';

/** How one scan of the card came in. */
export interface TestCardScan {
  /** As delivered, one character per byte. */
  readonly text: string;
  readonly source: ScanSource;
  /** AIM identifier; null where the scanner tells none. */
  readonly symbology: string | null;
  /** Reports, or chunks of a serial line; null where they are not seen, as with keys in the window. */
  readonly reports: number | null;
  /** From the first report to the last, milliseconds; null as above. */
  readonly elapsedMs: number | null;
  /** Another scan of this card within the last moments: by which way it came; null when there was none. */
  readonly repeats: ScanSource | null;
}

/** One thing that was checked, and what was found. */
export type TestCardLine = {
  readonly [Check in TestCardCheck]: {
    readonly check: Check;
    readonly finding: (typeof TEST_CARD_FINDINGS)[Check][number];
    readonly result: (typeof TEST_CARD_RESULTS)[number];
    /** Figures and the card's own characters, for the words of the finding. */
    readonly values: Readonly<Record<string, string | number>>;
  };
}[TestCardCheck];

/** A code of 600 characters takes two seconds at this rate, in characters a second: slower keeps a traveller waiting. */
const SLOW_RATE = 300;
const FIRST_PRINTABLE = 0x20;
/** So many characters are named. */
const NAMED = 24;

/** Compares one scan with the card that is shown. Total; at most one line a check, in the order of `TEST_CARD_CHECKS`. */
export function compareTestCard(card: TestCard, scan: TestCardScan): readonly TestCardLine[] {
  const sight = findTestCard(scan.text);
  if (sight === null || (sight.nonce !== null && sight.nonce !== card.nonce)) return [{ check: 'card', finding: 'older-card', result: 'fail', values: {} }];
  const { before, text, behind } = takeAffixes(scan.text, sight.from, card.text);
  return [
    { check: 'card', finding: 'this-card', result: 'pass', values: {} },
    lengthLine(card.text, text),
    charactersLine(card.text, text),
    lettersLine(card.text, text),
    layoutLine(card.text, text),
    affixesLine(before, behind),
    symbologyLine(scan.symbology),
    speedLine(scan),
    scan.repeats === null
      ? { check: 'repeats', finding: 'once', result: 'pass', values: {} }
      : { check: 'repeats', finding: 'twice', result: 'fail', values: {} },
    modeLine(scan.source),
  ];
}

/** Takes off what a scanner puts around a code: anything before the card, control characters and what follows a whole card behind it. */
function takeAffixes(text: string, from: number, expected: string): { readonly before: string; readonly text: string; readonly behind: string } {
  const rest = text.slice(from);
  const whole = rest.startsWith(expected) ? expected.length : lengthWithoutControls(rest);
  return { before: text.slice(0, from), text: rest.slice(0, whole), behind: rest.slice(whole) };
}

function lengthWithoutControls(text: string): number {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) < FIRST_PRINTABLE) end -= 1;
  return end;
}

function lengthLine(expected: string, text: string): TestCardLine {
  const values = { expected: expected.length, found: text.length };
  if (text.length === expected.length) return { check: 'length', finding: 'whole', result: 'pass', values };
  return { check: 'length', finding: text.length < expected.length ? 'cut' : 'longer', result: 'fail', values };
}

/** Counts characters wherever they stand, so that one lost report does not make all that follow look changed. Letters count without their case. */
function charactersLine(expected: string, text: string): TestCardLine {
  const surplus = new Map<string, number>();
  for (const character of text.toLowerCase()) surplus.set(character, (surplus.get(character) ?? 0) + 1);
  const left = new Map<string, number>();
  for (const character of expected.toLowerCase()) left.set(character, (left.get(character) ?? 0) + 1);
  // A cut text lacks some of everything: of those only what did not come at all is missing.
  const isCut = text.length < expected.length;
  const missing = [...left].filter(([character, count]) => (isCut ? !surplus.has(character) && isWithin(expected, text.length, character) : (surplus.get(character) ?? 0) < count)).map(([character]) => character);
  const foreign = [...surplus].filter(([character, count]) => count > (left.get(character) ?? 0)).map(([character]) => character);
  if (missing.length === 0 && foreign.length === 0) return { check: 'characters', finding: 'as-shown', result: 'pass', values: {} };
  return { check: 'characters', finding: 'changed', result: 'fail', values: { missing: nameCharacters(missing), foreign: nameCharacters(foreign) } };
}

/** Whether a text that was cut after `length` characters would have had the character. */
const isWithin = (expected: string, length: number, character: string): boolean => expected.slice(0, length).toLowerCase().includes(character);

function lettersLine(expected: string, text: string): TestCardLine {
  const line = (finding: 'as-shown' | 'inverted' | 'all-upper' | 'all-lower'): TestCardLine => ({ check: 'letters', finding, result: finding === 'as-shown' ? 'pass' : 'fail', values: {} });
  // What a cut card has come to, compared with as much of the card.
  const shown = expected.slice(0, text.length);
  if (!/[a-z]/.test(text) && /[a-z]/.test(shown)) return line('all-upper');
  if (!/[A-Z]/.test(text) && /[a-z]/.test(shown)) return line('all-lower');
  return line(text.startsWith('portas') ? 'inverted' : 'as-shown');
}

/** Names the two layouts that explain what came. A layout that nobody described is unknown. */
function layoutLine(expected: string, text: string): TestCardLine {
  const isSame = text.toLowerCase() === expected.slice(0, text.length).toLowerCase();
  if (isSame) return { check: 'layout', finding: 'same', result: 'pass', values: {} };
  // Caps Lock inverts letters besides.
  const came = text.toLowerCase();
  for (const scanner of KEYBOARD_LAYOUT_NAMES) {
    for (const system of KEYBOARD_LAYOUT_NAMES) {
      if (scanner !== system && retype(expected, KEYBOARD_LAYOUTS[scanner], KEYBOARD_LAYOUTS[system])?.toLowerCase() === came) {
        return { check: 'layout', finding: 'other', result: 'fail', values: { scanner: scanner.toUpperCase(), system: system.toUpperCase() } };
      }
    }
  }
  return { check: 'layout', finding: 'unknown', result: 'note', values: {} };
}

function affixesLine(before: string, behind: string): TestCardLine {
  const line = (finding: 'none' | 'carriage-return' | 'line-feed' | 'tab' | 'before' | 'behind', characters = ''): TestCardLine => ({
    check: 'affixes',
    finding,
    result: finding === 'none' ? 'pass' : 'fail',
    values: { characters: nameCharacters(Array.from(characters)) },
  });
  if (before !== '') return line('before', before);
  if (behind === '') return line('none');
  if (behind === '\r' || behind === '\r\n') return line('carriage-return', behind);
  if (behind === '\n') return line('line-feed', behind);
  return behind === '\t' ? line('tab', behind) : line('behind', behind);
}

/** AIM identifiers of QR codes begin with `]Q` (ISO/IEC 15424). */
function symbologyLine(symbology: string | null): TestCardLine {
  const values = { symbology: symbology ?? '' };
  if (symbology === null) return { check: 'symbology', finding: 'none', result: 'note', values };
  return symbology.startsWith(']Q') ? { check: 'symbology', finding: 'qr', result: 'pass', values } : { check: 'symbology', finding: 'other', result: 'fail', values };
}

function speedLine({ text, reports, elapsedMs }: TestCardScan): TestCardLine {
  if (reports === null || elapsedMs === null) return { check: 'speed', finding: 'not-seen', result: 'note', values: {} };
  const values = { reports, elapsed: Math.round(elapsedMs), rate: Math.round((text.length * 1_000) / Math.max(1, elapsedMs)) };
  return values.rate < SLOW_RATE ? { check: 'speed', finding: 'slow', result: 'fail', values } : { check: 'speed', finding: 'fast', result: 'pass', values };
}

function modeLine(source: ScanSource): TestCardLine {
  switch (source) {
    case 'hid-pos':
    case 'serial':
      return { check: 'mode', finding: source, result: 'pass', values: {} };
    case 'hid-keyboard':
    case 'wedge':
      return { check: 'mode', finding: source, result: 'note', values: {} };
    case 'camera':
    case 'picture':
    case 'manual':
      return { check: 'mode', finding: 'other', result: 'note', values: {} };
    default:
      return source satisfies never;
  }
}

/** Characters as text: blanks and control characters by their names in ASCII, what is not ASCII by its number. */
export function nameCharacters(characters: readonly string[]): string {
  const named = characters.slice(0, NAMED).map((character) => {
    const code = character.charCodeAt(0);
    if (code === 0x20) return 'SP';
    return code < 0x20 || code > 0x7e ? (NAMES.get(code) ?? `0x${code.toString(16).padStart(2, '0')}`) : character;
  });
  return named.join(' ') + (characters.length > NAMED ? ' …' : '');
}
/** The group separator stands in codes too, so a report does not name it. */
const NAMES: ReadonlyMap<number, string> = new Map([...CONTROL_NAMES, [0x1d, 'GS']]);
