/** Who reads the pictures: Portas with both efforts, and the libraries that someone would pick instead, each as it comes. */
import zxing from '@zxing/library/cjs/index.js';
import jsQR from 'jsqr';
import { readBarcodes, type ReadInputBarcodeFormat } from 'zxing-wasm/reader';
import type { Luma } from '../../../renderer/reader/luma.ts';
import { FRAMES_OF_A_ROUND } from '../../../renderer/reader/read-frame.ts';
import { createPictureReader } from '../../../renderer/reader/read-picture.ts';
import { openZxing, type Zxing } from '../../../renderer/reader/zxing.ts';
import { readerWasm } from '../../support/pictures/reader-wasm.ts';

export interface PictureReading {
  /** Texts found, one character per byte. */
  readonly texts: readonly string[];
  /** Time of each frame looked at, milliseconds. */
  readonly frameMs: readonly number[];
}

export interface BenchReader {
  readonly name: string;
  /** Which of our ways to read it is, where it is one whose misses are listed. */
  readonly effort: 'frames' | 'still' | null;
  /** Reads more than QR codes. */
  readonly allFormats: boolean;
  read(picture: Luma): Promise<PictureReading>;
}

async function timedTexts(frameMs: number[], work: () => readonly string[] | Promise<readonly string[]>): Promise<readonly string[]> {
  // Wall time: what a kernel counts as processor time comes in steps as long as a frame takes. The middle bears a busy moment; run it on a quiet machine.
  const start = performance.now();
  const texts = await work();
  frameMs.push(performance.now() - start);
  return texts;
}

/** Shows the same picture as frame after frame, until something is read. */
function portas(name: string, decoder: Zxing, effort: 'frame' | 'still', frames: number): BenchReader {
  return {
    name,
    effort: effort === 'still' ? 'still' : frames > 1 ? 'frames' : null,
    allFormats: true,
    async read(picture) {
      const reader = createPictureReader(decoder);
      const frameMs: number[] = [];
      for (let frame = 0; frame < frames; frame += 1) {
        const texts = await timedTexts(frameMs, () => reader.read(picture, effort).map(({ text }) => text));
        if (texts.length > 0) return { texts, frameMs };
      }
      return { texts: [], frameMs };
    },
  };
}

type ReadOnce = (rgba: Uint8ClampedArray<ArrayBuffer>, picture: Luma) => readonly string[] | Promise<readonly string[]>;

function library(name: string, allFormats: boolean, readOnce: ReadOnce): BenchReader {
  return {
    name,
    effort: null,
    allFormats,
    async read(picture) {
      const frameMs: number[] = [];
      const rgba = toRgba(picture);
      return { texts: await timedTexts(frameMs, () => readOnce(rgba, picture)), frameMs };
    },
  };
}

const latin1 = (bytes: Iterable<number>): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/** The least that a look at a frame can be: what ours are compared with, whatever machine they are measured on. */
export const QR_ALONE = 'zxing-wasm, QR alone';

export async function openReaders(): Promise<{ readonly ours: readonly BenchReader[]; readonly peers: readonly BenchReader[] }> {
  const decoder = await openZxing(readerWasm());
  return {
    ours: [portas('Portas, first frame', decoder, 'frame', 1), portas(`Portas, ${FRAMES_OF_A_ROUND} frames`, decoder, 'frame', FRAMES_OF_A_ROUND), portas('Portas, still', decoder, 'still', 1)],
    peers: [
      library('zxing-wasm', true, zxingWasm(['QRCode', 'DataMatrix', 'Aztec', 'PDF417'])),
      library(QR_ALONE, false, zxingWasm(['QRCode'])),
      library('@zxing/library', true, (_rgba, { data, width, height }) => readWithZxingLibrary(data, width, height)),
      library('jsqr', false, (rgba, { width, height }) => {
        const found = jsQR(rgba, width, height);
        return found === null || found.binaryData.length === 0 ? [] : [latin1(found.binaryData)];
      }),
    ],
  };
}

const zxingWasm =
  (formats: ReadInputBarcodeFormat[]): ReadOnce =>
  async (rgba, { width, height }) =>
    (await readBarcodes({ data: rgba, width, height, colorSpace: 'srgb' }, { formats })).map(({ bytes }) => latin1(bytes));

const HINTS = new Map<number, unknown>([
  [zxing.DecodeHintType.POSSIBLE_FORMATS, [zxing.BarcodeFormat.QR_CODE, zxing.BarcodeFormat.DATA_MATRIX, zxing.BarcodeFormat.AZTEC, zxing.BarcodeFormat.PDF_417]],
  [zxing.DecodeHintType.TRY_HARDER, true],
]);

function readWithZxingLibrary(data: Uint8Array, width: number, height: number): readonly string[] {
  const source = new zxing.RGBLuminanceSource(new Uint8ClampedArray(data), width, height);
  try {
    return [new zxing.MultiFormatReader().decode(new zxing.BinaryBitmap(new zxing.HybridBinarizer(source)), HINTS).getText()];
  } catch (cause) {
    // Its way of saying that it found nothing.
    if (cause instanceof Error) return [];
    throw cause;
  }
}

function toRgba({ data }: Luma): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(data.length * 4).fill(255);
  for (let i = 0, p = 0; i < data.length; i += 1, p += 4) rgba[p] = rgba[p + 1] = rgba[p + 2] = data[i] ?? 0;
  return rgba;
}
