/** The worker that draws a PDF: a page that takes for ever takes nothing from the window. Layer: renderer/picture. */
import { openPdf, type PdfPages } from './open-pdf.ts';
import type { PdfReply, PdfRequest } from './pdf-messages.ts';
import { PictureError } from './picture-fault.ts';

let pages: PdfPages | null = null;

async function answer(request: PdfRequest): Promise<PdfReply> {
  try {
    if ('page' in request) return pages === null ? { fault: 'failed' } : { image: await pages.draw(request.page) };
    pages = await openPdf(request.bytes);
    return { count: pages.count };
  } catch (cause) {
    return { fault: cause instanceof PictureError ? cause.fault : 'failed' };
  }
}

self.onmessage = ({ data }: MessageEvent<PdfRequest>) => {
  answer(data)
    .then((reply) => self.postMessage(reply, { transfer: 'image' in reply ? [reply.image] : [] }))
    // Whoever waits for the answer hears of an error that is reported.
    .catch(reportError);
};
