import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The first decoder's program, from its package. */
export function readerWasm(): ArrayBuffer {
  const file = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
  return file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
}
