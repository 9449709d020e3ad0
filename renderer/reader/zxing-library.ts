/**
 * The second decoder, ZXing in JavaScript (@zxing/library): for PDF417, which it reads better than the first, and for QR codes
 * whose corner patterns are damaged, which the first then does not find.
 * Layer: renderer/reader; runs in any JavaScript.
 */
// By its CommonJS file: the names of its other entry can be had in a browser's bundle or in Node, not in both.
import zxing, { type BinaryBitmap, type Result } from '@zxing/library/cjs/index.js';
import type { CodeFormat, FoundCode, Point } from './found-code.ts';
import type { Luma } from './luma.ts';

// The library makes text of bytes by the character set that the symbol names, or guesses: here each byte is to stay one character.
zxing.ZXingStringEncoding.customDecoder = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/** PDF417 symbols of a picture; none when it cannot be decoded. Never throws on a picture. */
export function decodePdf417(picture: Luma): FoundCode[] {
  // The corners come in the order upper left, lower left, upper right, lower right; those of the data within follow. Some may be missing.
  return decode(picture, (bitmap) => new zxing.PDF417Reader().decodeMultiple(bitmap)).flatMap((result) => {
    const [topLeft, bottomLeft, topRight, bottomRight] = pointsOf(result);
    return toFoundCode('pdf417', result, [topLeft, topRight, bottomRight, bottomLeft]);
  });
}

/** The QR code of a picture; none when it cannot be decoded. Never throws on a picture. */
export function decodeQr(picture: Luma): FoundCode[] {
  // The middles of three corner patterns: lower left, upper left, upper right. The fourth corner is where they leave it.
  return decode(picture, (bitmap) => [new zxing.QRCodeReader().decode(bitmap)]).flatMap((result) => {
    const [bottomLeft, topLeft, topRight] = pointsOf(result);
    const bottomRight = bottomLeft && topLeft && topRight ? { x: topRight.x + bottomLeft.x - topLeft.x, y: topRight.y + bottomLeft.y - topLeft.y } : null;
    return toFoundCode('qr', result, [topLeft, topRight, bottomRight, bottomLeft]);
  });
}

function decode({ data, width, height }: Luma, read: (bitmap: BinaryBitmap) => readonly Result[]): readonly Result[] {
  const pixels = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
  try {
    return read(new zxing.BinaryBitmap(new zxing.HybridBinarizer(new zxing.RGBLuminanceSource(pixels, width, height))));
  } catch (cause) {
    // It throws for "nothing there", and now and then a TypeError for a symbol it stumbles over: neither is a code.
    if (cause instanceof Error) return [];
    throw cause;
  }
}

type Corner = Point | null | undefined;

function toFoundCode(format: CodeFormat, result: Result, [a, b, c, d]: readonly [Corner, Corner, Corner, Corner]): FoundCode[] {
  const text = result.getText();
  const isBytes = Array.from(text).every((character) => character.charCodeAt(0) <= 0xff);
  return text !== '' && isBytes && a && b && c && d ? [{ text, symbology: null, format, corners: [a, b, c, d] }] : [];
}

const pointsOf = (result: Result): readonly Corner[] =>
  (result.getResultPoints() as readonly ({ getX(): number; getY(): number } | null | undefined)[]).map((point) => (point ? { x: point.getX(), y: point.getY() } : null));
