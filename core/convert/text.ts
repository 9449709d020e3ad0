/** Free text on its way into a record. Pure. Layer: convert. */

/** Names and laboratories: GB/T 38962-aligned element lengths, in UTF-16 code units. */
export const MAX_NAME = 100;
export const MAX_ADDRESS = 200;

/** True for text without control characters and lone surrogates, which no receiver should have to cope with. */
export const isClean = (text: string): boolean => text.isWellFormed() && !/\p{Cc}/u.test(text);

/** The text without surrounding white space when the profile can carry it; null when there is none or it cannot. */
export function usableText(text: string | null, maxLength: number): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed !== '' && trimmed.length <= maxLength && isClean(trimmed) ? trimmed : null;
}

/** Entered text with full-width letters and digits made plain, upper case, and the separators people put into numbers left out. */
export const compact = (text: string): string => text.normalize('NFKC').toUpperCase().replace(/[\s().\p{Pd}]/gu, '');
