/** The armours that stand around COSE messages: base45 over zlib, and base32. */
import { deflateSync, inflateSync } from 'node:zlib';
import { decodeBase32 } from '../../core/codes/base32.ts';
import { decodeBase45 } from '../../core/codes/base45.ts';
import { encodeBase45 } from '../issuer/base45.ts';
import { armouredBytes, behindPrefix } from './layer.ts';
import type { Armour } from './layer.ts';

/** Larger than any message, so that a vector that is a bomb is left alone here. */
const MAX_MESSAGE_BYTES = 65_536;

/** Base45 over a zlib stream: MO1 and HC1. */
export function zlibInBase45(prefix: string): Armour {
  const inBase45 = {
    open: (text: string): Buffer | null => {
      const decoded = text.startsWith(prefix) ? decodeBase45(text, prefix.length) : null;
      return decoded?.ok === true ? Buffer.from(decoded.value) : null;
    },
    close: (bytes: Buffer): string => prefix + encodeBase45(bytes),
  };
  return {
    layers: [behindPrefix('base45', new RegExp(`^${prefix}`), prefix), armouredBytes('compressed', inBase45)],
    open: (text) => {
      const compressed = inBase45.open(text);
      if (compressed === null) return null;
      try {
        return inflateSync(compressed, { maxOutputLength: MAX_MESSAGE_BYTES });
      } catch {
        return null;
      }
    },
    close: (bytes) => inBase45.close(deflateSync(bytes)),
  };
}

const BASE32_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Base32 (RFC 4648 clause 6) without padding: New Zealand passes. */
export function inBase32(prefix: string): Armour {
  return {
    layers: [behindPrefix('base32', new RegExp(`^${prefix}`), prefix)],
    open: (text) => {
      const bytes = text.startsWith(prefix) ? decodeBase32(text.slice(prefix.length)) : null;
      return bytes === null ? null : Buffer.from(bytes);
    },
    close: (bytes) => prefix + encodeBase32(bytes),
  };
}

function encodeBase32(bytes: Buffer): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32_ALPHABET.charAt((held >> (bits - 5)) & 31);
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + BASE32_ALPHABET.charAt((held << (5 - bits)) & 31);
}
