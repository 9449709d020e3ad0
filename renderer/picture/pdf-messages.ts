/** What the window and the worker that draws a PDF say to each other, one question at a time. Layer: renderer/picture. */
import type { PictureFault } from './picture-fault.ts';

/** First the file, then one page after the other, from 1. */
export type PdfRequest = { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly page: number };
export type PdfReply = { readonly count: number } | { readonly image: ImageBitmap } | { readonly fault: PictureFault };
