/**
 * C40 as digital seals use it (ICAO 9303 part 13; BSI TR-03137 part 1 v2.5 annex B, after ISO/IEC 16022): three characters of space, digits and capitals to two bytes. Layer: codes.
 */

/** Begins the pair of a last character that stands alone; its second byte is the character's ASCII value and one. */
const UNLATCH = 0xfe;
const ALPHABET = ' 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** Value of the alphabet's first character; 0 fills up the last pair, 1 and 2 begin other sets, which seals do not use. */
const FIRST_VALUE = 3;
const BASE = 40;

/** The text, or null for bytes that are no C40. Never throws. */
export function decodeC40(bytes: Uint8Array): string | null {
  if (bytes.length % 2 !== 0) return null;
  const pairs = Buffer.from(bytes);
  let text = '';
  for (let at = 0; at < pairs.length; at += 2) {
    const characters = decodePair(pairs.readUInt8(at), pairs.readUInt8(at + 1));
    const isLast = at + 2 === bytes.length;
    if (characters === null || (characters.length < 3 && !isLast)) return null;
    text += characters;
  }
  return text;
}

/** One to three characters; only a last pair may have fewer than three. */
function decodePair(high: number, low: number): string | null {
  if (high === UNLATCH) return ALPHABET.includes(String.fromCharCode(low - 1)) ? String.fromCharCode(low - 1) : null;
  const sum = high * 256 + low - 1;
  const values = [Math.floor(sum / BASE ** 2), Math.floor(sum / BASE) % BASE, sum % BASE];
  const used = values.at(-1) === 0 ? (values[1] === 0 ? 1 : 2) : 3;
  const characters = values.slice(0, used).map((value) => (value < FIRST_VALUE ? '' : ALPHABET.charAt(value - FIRST_VALUE)));
  return sum < 0 || characters.includes('') ? null : characters.join('');
}
