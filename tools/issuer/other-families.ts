/**
 * Texts with the marks of code families that the terminal recognises and does not accept. They have a family's beginning and size and nothing
 * behind: no signature, no data.
 */
import { encodeBase45 } from './base45.ts';
import type { Random } from './random.ts';

export interface OtherFamily {
  /** As the terminal names it. */
  readonly name: string;
  readonly make: (random: Random) => string;
}

const noise = (random: Random, bytes: number): Buffer => Buffer.from(random.hex(bytes), 'hex');
/** The name of the one file in a ZIP archive stands behind a header of 30 bytes (APPNOTE clause 4.3.7). */
const ZIP_HEADER_BYTES = 30;
const ZIP_MARK = Buffer.from('PK\x03\x04', 'latin1');

export const OTHER_FAMILIES: readonly [OtherFamily, ...OtherFamily[]] = [
  { name: 'NL2', make: (random) => `NL2:${encodeBase45(noise(random, 500))}` },
  { name: 'mdoc', make: (random) => `mdoc:${noise(random, 110).toString('base64url')}` },
  // The first digit is not zero: the text is one number.
  { name: 'Aadhaar', make: (random) => `${1 + random.below(9)}${random.digits(1_799)}` },
  { name: 'LT1', make: (random) => `LT1:${encodeBase45(noise(random, 260))}` },
  {
    name: 'DIVOC',
    make: (random) => Buffer.concat([ZIP_MARK, noise(random, ZIP_HEADER_BYTES - ZIP_MARK.length), Buffer.from('certificate.json'), noise(random, 600)]).toString('latin1'),
  },
  { name: '2D-Doc', make: (random) => `DC04FR0000011E6F1E70L1${random.digits(40)}` },
];
