/**
 * The size a picture declares, read from its header before anything is decoded: a few bytes can promise gigabytes of pixels.
 * Layer: renderer/picture. Pure; never throws on input.
 */
import type { PictureKind } from './picture-kind.ts';

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Size in pixels by the header; null when the header is not whole or says nothing sensible.
 * @param bytes - the whole file: a JPEG can have its size far behind its beginning.
 */
export function declaredSize(kind: PictureKind, bytes: Uint8Array): PictureSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const size = SIZES[kind](view);
    return size !== null && size.width > 0 && size.height > 0 ? size : null;
  } catch (cause) {
    // The header ends before its fields.
    if (cause instanceof RangeError) return null;
    throw cause;
  }
}

const SIZES: Readonly<Record<PictureKind, (view: DataView) => PictureSize | null>> = { png: pngSize, jpeg: jpegSize, webp: webpSize, gif: gifSize, bmp: bmpSize };

const tag = (view: DataView, at: number): string => String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
const uint24 = (view: DataView, at: number): number => view.getUint8(at) | (view.getUint8(at + 1) << 8) | (view.getUint8(at + 2) << 16);

/** IHDR is the first chunk (ISO/IEC 15948, 11.2.2). */
function pngSize(view: DataView): PictureSize | null {
  return tag(view, 12) === 'IHDR' ? { width: view.getUint32(16), height: view.getUint32(20) } : null;
}

/** The first frame header, SOF0 to SOF15 without DHT, JPG and DAC (ISO/IEC 10918-1, B.2.2). */
function jpegSize(view: DataView): PictureSize | null {
  for (let at = 2; ; ) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      // A fill byte (B.1.1.2).
      at += 1;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    const length = view.getUint16(at + 2);
    if (length < 2) return null;
    at += 2 + length;
  }
}

/** The first chunk of the RIFF container (RFC 9649, 2.5 to 2.7). */
function webpSize(view: DataView): PictureSize | null {
  switch (tag(view, 12)) {
    case 'VP8 ':
      // The frame's start code, then 14 bits each (RFC 6386, 9.1).
      return uint24(view, 23) === 0x2a019d ? { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff } : null;
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return view.getUint8(20) === 0x2f ? { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 } : null;
    }
    case 'VP8X':
      return { width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 };
    default:
      return null;
  }
}

/** The logical screen (GIF 89a, 18). */
function gifSize(view: DataView): PictureSize {
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

/** The core header has 12 bytes and two of each size, every later one four; a negative height means rows from the top. */
function bmpSize(view: DataView): PictureSize {
  if (view.getUint32(14, true) === 12) return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
  return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
}
