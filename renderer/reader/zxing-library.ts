/**
 * The second decoder, for PDF417 alone, which it reads better than the first: ZXing in JavaScript (@zxing/library).
 * Layer: renderer/reader; runs in any JavaScript.
 */
// By its CommonJS file: the names of its other entry can be had in a browser's bundle or in Node, not in both.
import zxing, { type Result } from '@zxing/library/cjs/index.js';
import type { FoundCode, Point } from './found-code.ts';
import type { Luma } from './luma.ts';

// The library makes text of bytes by the character set that the symbol names, or guesses: here each byte is to stay one character.
zxing.ZXingStringEncoding.customDecoder = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/** PDF417 symbols of a picture; none when it cannot be decoded. Never throws on a picture. */
export function decodePdf417({ data, width, height }: Luma): FoundCode[] {
  const pixels = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
  const bitmap = new zxing.BinaryBitmap(new zxing.HybridBinarizer(new zxing.RGBLuminanceSource(pixels, width, height)));
  try {
    return new zxing.PDF417Reader().decodeMultiple(bitmap).flatMap((result) => toFoundCode(result) ?? []);
  } catch (cause) {
    // It throws for "nothing there", and now and then a TypeError for a symbol it stumbles over: neither is a code.
    if (cause instanceof Error) return [];
    throw cause;
  }
}

function toFoundCode(result: Result): FoundCode | null {
  const text = result.getText();
  // The corners come in the order upper left, lower left, upper right, lower right; those of the data within follow. Some may be missing.
  const [topLeft, bottomLeft, topRight, bottomRight] = (result.getResultPoints() as readonly ({ getX(): number; getY(): number } | null | undefined)[]).map(toPoint);
  const isBytes = Array.from(text).every((character) => character.charCodeAt(0) <= 0xff);
  if (text === '' || !isBytes || !topLeft || !topRight || !bottomRight || !bottomLeft) return null;
  return { text, symbology: null, format: 'pdf417', corners: [topLeft, topRight, bottomRight, bottomLeft] };
}

const toPoint = (point: { getX(): number; getY(): number } | null | undefined): Point | null => (point ? { x: point.getX(), y: point.getY() } : null);
