/**
 * The test card: a code of known text that a technician scans to see what a scanner does to it. Pure. Layer: scan.
 *
 * `PORTAS-TEST:` + six digits of this showing + `:` + length in four digits + `:` + body + `:END`. The body goes through
 * all 95 printable ASCII characters in turn, so base45, base64url and JSON are among them. A short card has room for the first of them only.
 */

import type { TestCardLength } from '../../model/test-card.ts';

/** Characters of a whole card. */
export const TEST_CARD_CHARACTERS: Readonly<Record<TestCardLength, number>> = { short: 50, medium: 600, long: 1_800 };

export interface TestCard {
  readonly length: TestCardLength;
  /** Six digits, new for each showing: an older card is not taken for this one. */
  readonly nonce: string;
  readonly text: string;
}

/** The marks of base45, base64url and JSON first, then letters in both cases by turns, digits, and what is left of printable ASCII. */
const CHARACTERS = ' $%*+-./:_=]{}"~[aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrRsStTuUvVwWxXyYzZ0123456789!#&\'(),;<>?@\\^`|';
export const TEST_CARD_PREFIX = 'PORTAS-TEST:';
const END = ':END';
const NONCE_DIGITS = 6;
/** A scanner may put its own prefix before the code: an AIM identifier, STX, a letter or two. */
const MAX_LEADING_CHARACTERS = 8;

/** Lays a card out. @param nonce - six digits. */
export function layTestCard(length: TestCardLength, nonce: string): TestCard {
  const whole = TEST_CARD_CHARACTERS[length];
  const head = `${TEST_CARD_PREFIX}${nonce}:${whole.toString().padStart(4, '0')}:`;
  const bodyCharacters = whole - head.length - END.length;
  const body = CHARACTERS.repeat(Math.ceil(bodyCharacters / CHARACTERS.length)).slice(0, bodyCharacters);
  return { length, nonce, text: head + body + END };
}

export interface TestCardSight {
  /** Where the card's text begins: what stands before was put there by the scanner. */
  readonly from: number;
  /** Null where the digits did not come through. */
  readonly nonce: string | null;
}

/** Letters come through Caps Lock in the other case, and marks through a wrong keyboard layout as other characters or as none. */
const SIGHT = /^([\s\S]{0,8}?)PORTAS[^A-Za-z0-9]{0,2}TEST(?:[^0-9]{0,3}([0-9]{6})(?![0-9]))?/i;

/** Looks for a test card, whole or damaged, at the beginning of a text; null when it is none. Total. */
export function findTestCard(text: string): TestCardSight | null {
  // What matters stands in the first characters: the rest of a long text is not looked at.
  const found = SIGHT.exec(text.slice(0, MAX_LEADING_CHARACTERS + TEST_CARD_PREFIX.length + NONCE_DIGITS + 8));
  return found === null ? null : { from: found[1]?.length ?? 0, nonce: found[2] ?? null };
}
