/** The digest by which codes and what names them are told apart. Layer: codes. */
import { hash } from 'node:crypto';

const HEX_OF_128_BITS = 32;

/** The first 128 bits of SHA-256, in hex; of a text, over its UTF-8. */
export function digest128(content: string | Uint8Array): string {
  return hash('sha256', content).slice(0, HEX_OF_128_BITS);
}
