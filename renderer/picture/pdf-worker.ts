/** The worker that draws a PDF: a page that takes for ever takes nothing from the window. Layer: renderer/picture. */
import { onMemorySpent, renewMemoryBudget } from './memory-budget.ts';
import { openPdf, type PdfPages } from './open-pdf.ts';
import type { PdfReply, PdfRequest } from './pdf-messages.ts';
import { PictureError } from './picture-fault.ts';

let pages: PdfPages | null = null;

async function answer(request: PdfRequest): Promise<PdfReply> {
  renewMemoryBudget();
  try {
    if ('page' in request) return pages === null ? { fault: 'failed' } : { image: await pages.draw(request.page) };
    pages = await openPdf(request.bytes);
    return { count: pages.count };
  } catch (cause) {
    return { fault: cause instanceof PictureError ? cause.fault : 'failed' };
  }
}

// At once, whatever pdf.js makes of it: the window ends this worker on the first word of a fault.
onMemorySpent(() => self.postMessage({ fault: 'too-much-memory' } satisfies PdfReply));

// pdf.js lets go of some of its promises; what they fail by, the page fails by too.
self.addEventListener('unhandledrejection', (event) => event.preventDefault());

self.onmessage = ({ data }: MessageEvent<PdfRequest>) => {
  answer(data)
    .then((reply) => self.postMessage(reply, { transfer: 'image' in reply ? [reply.image] : [] }))
    // Whoever waits for the answer hears of an error that is reported.
    .catch(reportError);
};
