/** What a symbol holds: text, or bytes. Layer: model. */

/**
 * Whether a symbol's content is bytes (a visible digital seal), told by a character that no text code has. White space at its end can then be part of a
 * signature, so nothing may be taken off it here: only its decoder knows where it ends.
 * @param content - one character per byte.
 */
export function isOfBytes(content: string): boolean {
  return /[^\t\n\r\x20-\x7e]/.test(content);
}
