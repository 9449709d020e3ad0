/** Texts to scan, and what is said when they do not come out as they went in. Never the text itself: a line of thousands of characters tells nothing. */
import { createHash } from 'node:crypto';

/** Every printable character of ASCII. */
const PRINTABLE = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join('');
/** And every one of ISO 8859-1 that is neither a control character nor NUL: a symbol's bytes. */
const BYTES = PRINTABLE + Array.from({ length: 96 }, (_, at) => String.fromCharCode(160 + at)).join('');

/** The same seed makes the same text, and no two seeds make texts that share a long run. */
export function makeText(length: number, seed: string, alphabet: 'printable' | 'bytes' = 'printable'): string {
  const characters = alphabet === 'bytes' ? BYTES : PRINTABLE;
  let text = '';
  for (let block = 0; text.length < length; block++) {
    for (const byte of createHash('sha512').update(`${seed}/${block}`).digest()) text += characters.charAt(byte % characters.length);
  }
  return text.slice(0, length);
}

/** Compares what was scanned with what was shown, in order. @returns differences in words. */
export function compareTexts(shown: readonly string[], scanned: readonly string[]): string[] {
  const broken = shown.length === scanned.length ? [] : [`${shown.length} codes shown, ${scanned.length} scanned`];
  for (const [index, text] of scanned.entries()) {
    const expected = shown[index];
    if (expected !== undefined && text !== expected) broken.push(`code ${index + 1}: ${describeDifference(expected, text)}`);
  }
  return broken;
}

function describeDifference(expected: string, found: string): string {
  let at = 0;
  while (at < expected.length && expected[at] === found[at]) at += 1;
  return `differs from character ${at} on; ${expected.length} expected, ${found.length} found`;
}

/** Median and largest, in whole milliseconds. */
export function medianAndMax(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  const max = sorted.at(-1);
  return median === undefined || max === undefined ? 'none' : `median ${median.toFixed(0)} ms, max ${max.toFixed(0)} ms`;
}
