/** What the window and the reader's worker say to each other. Layer: renderer/reader. */
import type { FoundCode } from './found-code.ts';
import type { Effort } from './read-picture.ts';

/** Kinds of picture a browser hands over without a copy. */
export type ReaderImage = ImageData | ImageBitmap | VideoFrame;

export interface ReadRequest {
  readonly image: ReaderImage;
  readonly effort: Effort;
}

/** The codes of the one picture in flight, or why it could not be looked at. */
export type ReadReply = { readonly codes: readonly FoundCode[]; readonly grabMs: number; readonly elapsedMs: number } | { readonly fault: string };
