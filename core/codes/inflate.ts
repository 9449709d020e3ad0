/**
 * Decompression of zlib streams (RFC 1950) with a hard bound on the output. One stream, the whole input, nothing after it.
 * There is no way round: input that is not such a stream is never passed on as it is. Layer: codes.
 */
import { inflateSync } from 'node:zlib';
import type { Parsed } from '../model/envelope.ts';

/** What `inflateSync` returns when asked for `info`; the type library does not say so. */
interface InflateResult {
  readonly buffer: Uint8Array;
  /** `bytesWritten` counts the input bytes the stream took. */
  readonly engine: { readonly bytesWritten: number };
}

/** Holds what most codes inflate to, and is small enough for the pool that Node takes buffers from: any larger one is memory of its own to make and to free. */
const CHUNK_BYTES = 2_048;

/**
 * @param maxBytes - largest output; one byte more is `code-too-large`, and no more than a chunk is ever produced beyond it.
 * @returns the output, or why there is none. Never throws on input.
 */
export function inflate(input: Uint8Array, maxBytes: number): Parsed<Uint8Array> {
  let result: InflateResult;
  try {
    result = inflateSync(input, { maxOutputLength: maxBytes, chunkSize: CHUNK_BYTES, info: true }) as unknown as InflateResult;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      return { ok: false, reason: 'code-too-large', detail: `zlib: more than ${maxBytes} bytes come out` };
    }
    return { ok: false, reason: 'code-malformed', detail: 'zlib: expected one whole stream with a right check sum' };
  }
  const left = input.length - result.engine.bytesWritten;
  if (left !== 0) return { ok: false, reason: 'code-malformed', detail: `zlib: ${left} bytes after the end of the stream` };
  return { ok: true, value: result.buffer };
}
