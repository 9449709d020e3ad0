/** Picture of a code as the calls of GB/T 38963 carry it in practice. */
import { encode } from 'uqr';

export interface CodeImage {
  /** Rows from the top, each padded to whole bytes, most significant bit first, 1 = dark; base64. No quiet zone. */
  readonly imgStream: string;
  /** Modules per row. */
  readonly width: number;
}

export function drawCode(text: string): CodeImage {
  const { data, size } = encode(text, { ecc: 'M', border: 0 });
  const rowBytes = Math.ceil(size / 8);
  const bits = Buffer.alloc(rowBytes * size);
  data.forEach((row, y) => {
    row.forEach((dark, x) => {
      const at = y * rowBytes + (x >> 3);
      if (dark) bits[at] = (bits[at] ?? 0) | (0x80 >> (x & 7));
    });
  });
  return { imgStream: bits.toString('base64'), width: size };
}
