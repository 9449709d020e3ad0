/** The pages of a PDF, drawn in a worker of its own for each file. Layer: renderer/picture. */
import type { PdfReply, PdfRequest } from './pdf-messages.ts';
import { PictureError } from './picture-fault.ts';

export interface PdfPages {
  readonly count: number;
  /** One page as it would be printed. @throws PictureError as the worker says. */
  draw(page: number): Promise<ImageBitmap>;
  /** Ends the worker, whatever it is doing. */
  close(): void;
}

/**
 * Opens a PDF.
 * @param bytes - given away: the worker has them afterwards.
 * @param signal - ends the worker, in the middle of a page too.
 * @throws PictureError `encrypted`, `damaged`, `too-many-pages` or `too-much-memory`.
 */
export async function openPdfPages(bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<PdfPages> {
  const worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), { type: 'module', name: 'pdf-pages' });
  const close = (): void => worker.terminate();
  signal.addEventListener('abort', close);
  const ask = async (request: PdfRequest, transfer: Transferable[] = []): Promise<PdfReply> => {
    const { promise, resolve, reject } = Promise.withResolvers<PdfReply>();
    worker.onmessage = ({ data }: MessageEvent<PdfReply>) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.postMessage(request, transfer);
    const reply = await promise;
    if ('fault' in reply) throw new PictureError(reply.fault);
    return reply;
  };
  try {
    const opened = await ask({ bytes }, [bytes.buffer]);
    return {
      count: 'count' in opened ? opened.count : 0,
      async draw(page) {
        const drawn = await ask({ page });
        if (!('image' in drawn)) throw new PictureError('failed');
        return drawn.image;
      },
      close,
    };
  } catch (cause) {
    close();
    throw cause;
  }
}
