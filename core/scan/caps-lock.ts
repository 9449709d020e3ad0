/**
 * Caps Lock seen in typed codes, and undone where that is safe. Layer: scan.
 *
 * With Caps Lock on, a keyboard-mode scanner's letters arrive with their case inverted: `MO1:` as `mo1:`. Inverting again
 * is exact when the whole code was typed so. That can be proved only for formats whose alphabet has letters of one case
 * (base45, base32, digits): every letter of such a code must come out in that case. Where both cases carry
 * data (base64url) it cannot be proved, and such text is reported, not changed.
 */
export interface CapsLockReading {
  /** The text to use. */
  readonly text: string;
  /** Caps Lock shows in the prefix. */
  readonly seen: boolean;
  /** The text was put right. */
  readonly corrected: boolean;
}

/** Prefix as the specification has it, and what may follow when each letter has one case. */
const ONE_CASE_FORMATS: readonly { readonly prefix: string; readonly body: RegExp }[] = [
  // base45, RFC 9285.
  { prefix: 'MO1:', body: /^[0-9A-Z $%*+./:-]*$/ },
  { prefix: 'HC1:', body: /^[0-9A-Z $%*+./:-]*$/ },
  // SMART Health Card: digits, and `/` between the parts of a chunked one.
  { prefix: 'shc:/', body: /^[0-9/]*$/ },
  // NZ COVID Pass: base32, RFC 4648.
  { prefix: 'NZCP:/', body: /^[0-9A-Z/=]*$/ },
];
/** Prefixes of text whose body carries both cases: a JWS begins with base64url of `{"`. */
const TWO_CASE_PREFIXES: readonly string[] = ['eyJ'];

/** Looks for Caps Lock in a typed code. Total; the length never changes. */
export function undoCapsLock(text: string): CapsLockReading {
  for (const { prefix, body } of ONE_CASE_FORMATS) {
    if (!text.startsWith(invertCase(prefix))) continue;
    const inverted = invertCase(text);
    const corrected = body.test(inverted.slice(prefix.length));
    return { text: corrected ? inverted : text, seen: true, corrected };
  }
  const seen = TWO_CASE_PREFIXES.some((prefix) => text.startsWith(invertCase(prefix)));
  return { text, seen, corrected: false };
}

/** Swaps the case of the letters A to Z; Caps Lock touches no other character that a code holds. */
function invertCase(text: string): string {
  return text.replace(/[A-Za-z]/g, (letter) => (letter >= 'a' ? letter.toUpperCase() : letter.toLowerCase()));
}
