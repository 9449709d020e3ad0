/** What the reader finds in a picture. Layer: renderer/reader. */

/** The kinds of symbol that travel and health codes are printed in. */
export const CODE_FORMATS = ['qr', 'aztec', 'datamatrix', 'pdf417'] as const;
export type CodeFormat = (typeof CODE_FORMATS)[number];

/** A place in the picture, in its own pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** One symbol, decoded whole: its own error correction has confirmed every byte. */
export interface FoundCode {
  /** One character per byte of the symbol (ISO 8859-1), never text that a library has interpreted. */
  readonly text: string;
  /** AIM symbology identifier, for example `]Q1` (ISO/IEC 15424); null where the library does not tell. */
  readonly symbology: string | null;
  readonly format: CodeFormat;
  /** Where it is: from the symbol's own upper left corner, clockwise. */
  readonly corners: readonly [Point, Point, Point, Point];
}
