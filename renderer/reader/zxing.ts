/**
 * The first decoder: zxing-cpp as WebAssembly (zxing-wasm). One buffer in its memory takes each picture and is overwritten
 * with zeros after it. Layer: renderer/reader; runs in any JavaScript.
 */
import { encodeFormats, prepareZXingModule, type ReadInputBarcodeFormat } from 'zxing-wasm/reader';
import type { CodeFormat, FoundCode, Point } from './found-code.ts';
import type { Luma } from './luma.ts';

/** How hard one look at a picture is to be. */
export interface Look {
  readonly formats: readonly CodeFormat[];
  /** `local`: a threshold for each neighbourhood, for uneven light; `global`: one for the picture, for small even ones. */
  readonly threshold: 'local' | 'global';
  /** Look at more lines, and at the picture turned by 90 degrees. */
  readonly thorough: boolean;
  /** Light on dark too. */
  readonly inverted: boolean;
  /** Look at a picture of a third of the size too: for large symbols in large pictures. */
  readonly reduced: boolean;
}

export interface Zxing {
  /** Every symbol found, in no order. Never throws on a picture; what cannot be decoded is not there. */
  decode(picture: Luma, look: Look): FoundCode[];
}

/** The library's names. The plain kinds alone: of Micro QR and Aztec runes the error correction is too weak to be believed. */
const NAMES: Readonly<Record<CodeFormat, ReadInputBarcodeFormat>> = { qr: 'QRCodeModel2', aztec: 'AztecCode', datamatrix: 'DataMatrix', pdf417: 'PDF417' };
const FORMAT_OF: ReadonlyMap<string, CodeFormat> = new Map([
  ['QRCodeModel2', 'qr'],
  ['QRCode', 'qr'],
  ['AztecCode', 'aztec'],
  ['Aztec', 'aztec'],
  ['DataMatrix', 'datamatrix'],
  ['PDF417', 'pdf417'],
  ['CompactPDF417', 'pdf417'],
]);
/** Positions in the library's lists (its enumerations are numbers on its side). */
const BINARIZER = { local: 0, global: 1 } as const;
const TEXT_MODE_PLAIN = 0;
const NO_ADD_ON = 0;
const CHARACTER_SET_UNKNOWN = 0;
/** More symbols in one picture are not read: a desk wants one. */
const MAX_SYMBOLS = 8;

interface Position {
  readonly topLeft: Point;
  readonly topRight: Point;
  readonly bottomRight: Point;
  readonly bottomLeft: Point;
}
interface Result {
  readonly isValid: boolean;
  readonly format: string;
  readonly bytes: Uint8Array;
  readonly symbologyIdentifier: string;
  readonly position: Position;
}
interface Results {
  size(): number;
  get(index: number): Result | undefined;
  delete(): void;
}
/** The part of the library's module that is used; its own type needs types of Emscripten that are not exact here. */
interface ZxingModule {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  readBarcodesFromPixmap(pointer: number, width: number, height: number, options: object): Results;
}

/**
 * Starts the decoder.
 * @param wasm - the library's file `zxing_reader.wasm`, from this program's own files: nothing is fetched from elsewhere.
 */
export async function openZxing(wasm: ArrayBuffer): Promise<Zxing> {
  const module = (await prepareZXingModule({ overrides: { wasmBinary: wasm }, fireImmediately: true })) as unknown as ZxingModule;
  let buffer = { pointer: 0, bytes: 0 };
  const bufferOf = (bytes: number): number => {
    if (bytes > buffer.bytes) {
      if (buffer.bytes > 0) module._free(buffer.pointer);
      buffer = { pointer: module._malloc(bytes), bytes };
      if (buffer.pointer === 0) {
        buffer = { pointer: 0, bytes: 0 };
        throw new RangeError(`no memory for a picture of ${bytes} bytes`);
      }
    }
    return buffer.pointer;
  };
  return {
    decode(picture, look) {
      const pointer = bufferOf(picture.data.length);
      module.HEAPU8.set(picture.data, pointer);
      const results = module.readBarcodesFromPixmap(pointer, picture.width, picture.height, optionsOf(look));
      try {
        const codes: FoundCode[] = [];
        for (let i = 0; i < results.size(); i += 1) {
          const code = toFoundCode(results.get(i));
          if (code !== null) codes.push(code);
        }
        return codes;
      } finally {
        results.delete();
        module.HEAPU8.fill(0, pointer, pointer + picture.data.length);
      }
    },
  };
}

function optionsOf(look: Look): object {
  return {
    formats: encodeFormats(look.formats.map((format) => NAMES[format])),
    tryHarder: look.thorough,
    tryRotate: look.thorough,
    tryInvert: look.inverted,
    tryDownscale: look.reduced,
    tryDenoise: false,
    binarizer: BINARIZER[look.threshold],
    isPure: false,
    downscaleFactor: 3,
    downscaleThreshold: 500,
    minLineCount: 2,
    maxNumberOfSymbols: MAX_SYMBOLS,
    validateOptionalChecksum: false,
    returnErrors: false,
    eanAddOnSymbol: NO_ADD_ON,
    textMode: TEXT_MODE_PLAIN,
    characterSet: CHARACTER_SET_UNKNOWN,
    tryCode39ExtendedMode: false,
  };
}

function toFoundCode(result: Result | undefined): FoundCode | null {
  const format = result === undefined ? undefined : FORMAT_OF.get(result.format);
  if (result === undefined || format === undefined || !result.isValid || result.bytes.length === 0) return null;
  const { topLeft, topRight, bottomRight, bottomLeft } = result.position;
  return { text: toLatin1(result.bytes), symbology: result.symbologyIdentifier === '' ? null : result.symbologyIdentifier, format, corners: [topLeft, topRight, bottomRight, bottomLeft] };
}

/** One character per byte. */
function toLatin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}
