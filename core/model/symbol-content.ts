/** What a symbol holds: text, or bytes. Layer: model. */

/**
 * Whether a symbol's content is bytes (a visible digital seal), told by a character that no text code has. White space at its end can then be part of a
 * signature, so nothing may be taken off it here: only its decoder knows where it ends.
 * @param content - one character per byte.
 */
export function isOfBytes(content: string): boolean {
  return /[^\t\n\r\x20-\x7e]/.test(content);
}

/** With it begins a visible digital seal, the one kind of code in bytes (ICAO 9303 part 13 clause 2.2, magic constant); no text code does. */
export const SEAL_MARK = 0xdc;

/** Whether a symbol's content is a seal of bytes. @param content - one character per byte. */
export function isSealOfBytes(content: string): boolean {
  return content.charCodeAt(0) === SEAL_MARK;
}
