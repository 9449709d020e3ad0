/** Has pdf.js take files apart in the thread that asks it to. Layer: renderer/picture; runs in `pdf-worker.ts`. */
import './memory-budget.ts';
import './window-name.ts';
import * as pdfjsWorker from 'pdfjs-dist/build/pdf.worker.min.mjs';

// Where pdf.js looks for it before it starts a worker.
Object.assign(globalThis, { pdfjsWorker });
