/**
 * National letters in the letters of a machine readable zone: ICAO 9303 part 3 section 6 A, the Latin ones. Where the standard leaves a choice, the first
 * that it names; compare-names.ts knows the others. Layer: codes.
 */

/** Letters that are not just a letter of A to Z with a mark. */
const LETTERS: ReadonlyMap<string, string> = new Map([
  ['Ä', 'AE'],
  ['Å', 'AA'],
  ['Æ', 'AE'],
  ['Ð', 'D'],
  ['Đ', 'D'],
  ['Ħ', 'H'],
  ['ı', 'I'],
  ['Ĳ', 'IJ'],
  ['ĸ', 'Q'],
  ['Ŀ', 'L'],
  ['Ł', 'L'],
  ['Ŋ', 'N'],
  ['Ö', 'OE'],
  ['Ø', 'OE'],
  ['Œ', 'OE'],
  ['ẞ', 'SS'],
  ['Þ', 'TH'],
  ['Ŧ', 'T'],
  ['Ü', 'UE'],
]);

/** As people and their keyboards write them: part 3 clause 4.6 leaves them out. */
const APOSTROPHES = /['`´‘’′ʹʻʼʽʾʿ]/g;

/**
 * A name in the letters of a zone: A to Z, spaces for fillers. Apostrophes are left out, hyphens and all that stands between parts become one space.
 * @returns null for a name with a letter of another script, and for one without letters.
 */
export function toZoneName(name: string): string | null {
  // Chinese systems write Latin letters in full width too.
  const narrow = name.replaceAll(/[\uff01-\uff5e]/g, (wide) => wide.normalize('NFKC'));
  // In upper case sharp s is SS, the dotless i is I, and the n with an apostrophe before it is both; a dotted capital I loses its dot below. An apostrophe can be a letter for Unicode, as the okina is.
  const letters = Array.from(narrow.normalize('NFC').toUpperCase().normalize('NFC'), (letter) => LETTERS.get(letter) ?? letter.normalize('NFD').replaceAll(/\p{M}/gu, '')).join('').replaceAll(APOSTROPHES, '');
  if (/[^A-Z]/.test(letters.replaceAll(/\P{L}/gu, ''))) return null;
  const plain = letters.replaceAll(/[^A-Z]+/g, ' ').trim();
  return plain === '' ? null : plain;
}
