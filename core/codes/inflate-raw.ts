/** Decompression of raw DEFLATE streams (RFC 1951, JOSE `zip: DEF`) with a hard bound on the output. One stream, the whole input. Layer: codes. */
import { inflateRawSync } from 'node:zlib';
import type { Parsed } from '../model/envelope.ts';

/** What `inflateRawSync` returns when asked for `info`; the type library does not say so. */
interface InflateResult {
  readonly buffer: Buffer;
  /** `bytesWritten` counts the input bytes the stream took. */
  readonly engine: { readonly bytesWritten: number };
}

/** Holds what most cards inflate to; as in inflate.ts. */
const CHUNK_BYTES = 2_048;

/**
 * @param maxBytes - largest output; one byte more is `code-too-large`, and no more than a chunk is ever produced beyond it.
 * @returns the output, or why there is none. Never throws on input.
 */
export function inflateRaw(input: Uint8Array, maxBytes: number): Parsed<Buffer> {
  let result: InflateResult;
  try {
    result = inflateRawSync(input, { maxOutputLength: maxBytes, chunkSize: CHUNK_BYTES, info: true }) as unknown as InflateResult;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      return { ok: false, reason: 'code-too-large', detail: `DEFLATE: more than ${maxBytes} bytes come out` };
    }
    return { ok: false, reason: 'code-malformed', detail: 'DEFLATE: expected one whole stream' };
  }
  const left = input.length - result.engine.bytesWritten;
  if (left !== 0) return { ok: false, reason: 'code-malformed', detail: `DEFLATE: ${left} bytes after the end of the stream` };
  return { ok: true, value: result.buffer };
}
