/** Symbols as their modules, drawn by a library that is not the one that reads them. */
import bwipjs, { type RawOptions } from 'bwip-js/node';
import type { CodeFormat } from '../../../renderer/reader/found-code.ts';

export interface CodeSymbol {
  readonly format: CodeFormat;
  readonly text: string;
  /** Modules in a row; rows of one module's height. */
  readonly columns: number;
  readonly rows: number;
  /** 1 is dark; row by row. */
  readonly modules: Uint8Array;
}

/** Error correction of a QR code: Q is what HC1 asks for (eHealth Network, Digital Green Certificates volume 3), L what SMART Health Cards do. */
export type EcLevel = 'L' | 'M' | 'Q' | 'H';

/** The library's names and settings. */
const ENCODERS: Readonly<Record<CodeFormat, (text: string, ecLevel: EcLevel) => Omit<RawOptions, 'text'>>> = {
  qr: (_text, eclevel) => ({ bcid: 'qrcode', eclevel }),
  aztec: () => ({ bcid: 'azteccode' }),
  datamatrix: () => ({ bcid: 'datamatrix', format: 'square' }),
  pdf417: (text) => ({ bcid: 'pdf417', eclevel: 5, columns: text.length > 300 ? 12 : 6, rowmult: 3 }),
};

/** @param text - one character per byte. @param ecLevel - of a QR code; the others have one of their own. */
export function drawSymbol(format: CodeFormat, text: string, ecLevel: EcLevel = 'Q'): CodeSymbol {
  const [drawn] = bwipjs.raw({ ...ENCODERS[format](text, ecLevel), text: escaped(text), parse: true, binarytext: true });
  if (drawn === undefined || !('pixs' in drawn)) throw new Error(`${format}: no modules`);
  const { pixs, pixx, pixy } = drawn;
  const rows = pixs.length / pixx;
  if (!Number.isInteger(rows) || pixy % rows !== 0) throw new Error(`${format}: ${pixs.length} modules in rows of ${pixx}`);
  // Rows of PDF417 are given once and three modules high.
  const height = pixy / rows;
  const modules = new Uint8Array(pixx * pixy);
  for (let y = 0; y < pixy; y += 1) for (let x = 0; x < pixx; x += 1) modules[y * pixx + x] = pixs[Math.floor(y / height) * pixx + x] ?? 0;
  return { format, text, columns: pixx, rows: pixy, modules };
}

/** The library's way of writing any byte: `^` and three digits. */
function escaped(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]|\^/g, (character) => `^${String(character.charCodeAt(0)).padStart(3, '0')}`);
}
