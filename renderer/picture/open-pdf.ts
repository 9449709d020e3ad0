/**
 * Draws the pages of a PDF for the reader (pdf.js, its worker's part in this same thread: workers of workers get no files in the Chromium shell). Nothing of the file runs: no
 * script, no form, no link, no attachment; nothing is fetched from outside; fonts are drawn as outlines.
 * Layer: renderer/picture; runs in `pdf-worker.ts`.
 */
import { getDocument, type PDFDocumentProxy, type PDFPageProxy, VerbosityLevel } from 'pdfjs-dist';
import jbig2Url from 'pdfjs-dist/wasm/jbig2.wasm?url';
import openjpegUrl from 'pdfjs-dist/wasm/openjpeg.wasm?url';
import './pdf-thread.ts';
import { spendPixels } from './memory-budget.ts';
import { MAX_PAGE_PIXELS, MAX_PAGE_SIDE, MAX_PAGES, MAX_PICTURE_PIXELS, PAGE_DPI } from './limits.ts';
import { PictureError } from './picture-fault.ts';

/** A PDF's own unit is 1/72 inch (ISO 32000-1, 8.3.2.3). */
const POINTS_PER_INCH = 72;

/** The decoders of scanned pages that pdf.js wants as WebAssembly, from this program's own files. */
const WASM_FILES: ReadonlyMap<string, string> = new Map([
  ['jbig2.wasm', jbig2Url],
  ['openjpeg.wasm', openjpegUrl],
]);

/** Answers pdf.js when it asks for a file of its own; fonts and character maps it has to do without. */
class OwnFiles {
  async fetch({ filename }: { readonly kind: string; readonly filename: string }): Promise<Uint8Array> {
    const url = WASM_FILES.get(filename);
    if (url === undefined) throw new Error(`no file ${filename} here`);
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${filename} was answered with ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  }
}

/** Canvases of a thread that has no document. */
class ThreadCanvases {
  create(width: number, height: number): { canvas: OffscreenCanvas | null; context: OffscreenCanvasRenderingContext2D | null } {
    const canvas = new OffscreenCanvas(width, height);
    return { canvas, context: canvas.getContext('2d', OWN_THREAD) };
  }
  reset({ canvas }: ReturnType<ThreadCanvases['create']>, width: number, height: number): void {
    spendPixels(width, height);
    if (canvas !== null) Object.assign(canvas, { width, height });
  }
  destroy(made: ReturnType<ThreadCanvases['create']>): void {
    this.reset(made, 0, 0);
    made.canvas = made.context = null;
  }
}
/** Drawn here, not by the process that draws the whole window. */
const OWN_THREAD = { willReadFrequently: true } as const;

/** Filters are elements of a document: without one a page is drawn without them. */
class NoFilters {
  addFilter(): string {
    return 'none';
  }
  addHCMFilter(): string {
    return 'none';
  }
  addAlphaFilter(): string {
    return 'none';
  }
  addLuminosityFilter(): string {
    return 'none';
  }
  addHighlightHCMFilter(): string {
    return 'none';
  }
  destroy(): void {
    return;
  }
}

export interface PdfPages {
  readonly count: number;
  /** One page as it would be printed. @throws PictureError `damaged`. */
  draw(page: number): Promise<ImageBitmap>;
}

/**
 * Opens a PDF.
 * @param bytes - given away: pdf.js has them afterwards.
 * @throws PictureError `encrypted`, `damaged`, `too-many-pages` or `too-much-memory`.
 */
export async function openPdf(bytes: Uint8Array<ArrayBuffer>): Promise<PdfPages> {
  const task = getDocument({
    data: bytes,
    CanvasFactory: ThreadCanvases,
    FilterFactory: NoFilters,
    verbosity: VerbosityLevel.ERRORS,
    isEvalSupported: false,
    enableXfa: false,
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    BinaryDataFactory: OwnFiles,
    maxImageSize: MAX_PICTURE_PIXELS,
    stopAtErrors: false,
  });
  try {
    const document = await task.promise;
    if (document.numPages > MAX_PAGES) throw new PictureError('too-many-pages');
    return { count: document.numPages, draw: (page) => drawPage(document, page) };
  } catch (cause) {
    throw toPictureError(cause);
  }
}

async function drawPage(document: PDFDocumentProxy, number: number): Promise<ImageBitmap> {
  try {
    const page = await document.getPage(number);
    const viewport = page.getViewport({ scale: scaleOf(page) });
    const canvas = new OffscreenCanvas(Math.max(1, Math.floor(viewport.width)), Math.max(1, Math.floor(viewport.height)));
    const context = canvas.getContext('2d', { alpha: false, ...OWN_THREAD });
    if (context === null) throw new Error('no canvas to draw on');
    // The library's types know the canvas of a document alone; it draws on either.
    await page.render({ canvas: null, canvasContext: context as unknown as CanvasRenderingContext2D, viewport, background: '#ffffff', intent: 'print' }).promise;
    page.cleanup();
    return canvas.transferToImageBitmap();
  } catch (cause) {
    throw toPictureError(cause);
  }
}

/** 200 dpi, less where the page is so large that it would not fit. */
function scaleOf(page: PDFPageProxy): number {
  const { width, height } = page.getViewport({ scale: 1 });
  return Math.min(PAGE_DPI / POINTS_PER_INCH, Math.sqrt(MAX_PAGE_PIXELS / (width * height)), MAX_PAGE_SIDE / Math.max(width, height));
}

function toPictureError(cause: unknown): unknown {
  if (cause instanceof PictureError) return cause;
  if (!(cause instanceof Error)) return cause;
  // By its name: the library keeps the class to itself.
  return new PictureError(cause.name === 'PasswordException' ? 'encrypted' : 'damaged', cause);
}
