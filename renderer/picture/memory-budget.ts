/**
 * Counts what pdf.js asks this thread's memory for, and refuses more: a few kilobytes can unpack to gigabytes, by each of a PDF's filters, by chains of
 * them, by a picture that is larger inside than the page says, or by drawing without end. pdf.js bounds none of these, and a browser no worker.
 * Layer: renderer/picture; runs in `pdf-worker.ts`, before pdf.js does.
 */
import { declaredSize } from './declared-size.ts';
import { PAGE_MEMORY_BYTES } from './limits.ts';
import { PictureError } from './picture-fault.ts';

/** A canvas or decoded picture: red, green, blue, transparency. */
const BYTES_PER_PIXEL = 4;
/** ECMA WebAssembly JavaScript interface, 5.3. */
const WASM_PAGE_BYTES = 65_536;
/** pdf.js hands on about a thousand drawing operations at a time, each with its numbers. */
const MESSAGE_BYTES = 131_072;
/** Unpacks to 17 MB at most: deflate makes a thousand bytes of one. */
const PIECE_BYTES = 16_384;

let left = PAGE_MEMORY_BYTES;
let onSpent = (): void => undefined;

/** From now on there is the memory of one page again. What was given back meanwhile is not counted: a page that takes much takes it more than once. */
export function renewMemoryBudget(): void {
  left = PAGE_MEMORY_BYTES;
}

/** @param told - called when there is no more, since pdf.js takes many an error for a damaged part of a page and goes on. */
export function onMemorySpent(told: () => void): void {
  onSpent = told;
}

/** Counts a canvas that gets another size. @throws PictureError `too-much-memory`. */
export const spendPixels = (width: number, height: number): void => spend(width * height * BYTES_PER_PIXEL);

function spend(bytes: number): void {
  const had = left >= 0;
  left -= bytes;
  if (left >= 0) return;
  if (had) onSpent();
  throw new PictureError('too-much-memory');
}

/** Has a global's constructor count first. */
function countNew(name: string, bytesOf: (args: readonly unknown[]) => number): void {
  const original: unknown = Reflect.get(globalThis, name);
  if (typeof original !== 'function') return;
  const counted: object = new Proxy(original, {
    construct(target, args: unknown[], newTarget) {
      const bytes = bytesOf(args);
      if (bytes > 0) spend(bytes);
      return Reflect.construct(target, args, newTarget === counted ? target : newTarget) as object;
    },
  });
  Reflect.set(globalThis, name, counted);
}

/** A length, or the elements of a list; a view of what there is already takes nothing. */
const lengthOf = ([first]: readonly unknown[]): number => (typeof first === 'number' ? first : Array.isArray(first) || ArrayBuffer.isView(first) ? ((first as { readonly length?: number }).length ?? 0) : 0);

countNew('ArrayBuffer', lengthOf);
for (const array of [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array]) {
  countNew(array.name, (args) => lengthOf(args) * array.BYTES_PER_ELEMENT);
}
countNew('OffscreenCanvas', ([width, height]) => Number(width) * Number(height) * BYTES_PER_PIXEL);
countNew('ImageDecoder', ([options]) => {
  // By the picture's own header: what the page says of it need not be so.
  const { data } = options as { readonly data: unknown };
  const size = data instanceof Uint8Array ? declaredSize('jpeg', data) : null;
  return size === null ? 0 : size.width * size.height * BYTES_PER_PIXEL;
});

const { DecompressionStream: Inflater, structuredClone: clone } = globalThis;
Object.assign(globalThis, {
  /** The browser's own unpacks at once whatever it is given; this one gets it in pieces, and counts what comes out of each before it takes the next. */
  DecompressionStream: class {
    readonly readable: ReadableStream<Uint8Array>;
    readonly writable: WritableStream<Uint8Array<ArrayBuffer>>;
    constructor(format: CompressionFormat) {
      const pieces = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform(chunk, controller) {
          for (let at = 0; at < chunk.length; at += PIECE_BYTES) controller.enqueue(chunk.subarray(at, at + PIECE_BYTES));
        },
      });
      const counter = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          spend(chunk.length);
          controller.enqueue(chunk);
        },
      });
      this.writable = pieces.writable;
      this.readable = pieces.readable.pipeThrough(new Inflater(format)).pipeThrough(counter);
    }
  },
  /** By which pdf.js hands drawing operations from one of its parts to the other. */
  structuredClone: <T>(value: T, options?: StructuredSerializeOptions): T => {
    spend(MESSAGE_BYTES);
    return clone(value, options);
  },
});

// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its memory below
const { grow } = WebAssembly.Memory.prototype;
WebAssembly.Memory.prototype.grow = function (this: WebAssembly.Memory, pages: number): number {
  spend(pages * WASM_PAGE_BYTES);
  return grow.call(this, pages);
};
