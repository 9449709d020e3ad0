/** Swaps the case of the letters A to Z, as Caps Lock does; it touches no other character that a code holds. Layer: scan. */
export function invertCase(text: string): string {
  return text.replace(/[A-Za-z]/g, (letter) => (letter >= 'a' ? letter.toUpperCase() : letter.toLowerCase()));
}
