/** The package has no types for its worker's part, of which nothing is called by name. */
declare module 'pdfjs-dist/build/pdf.worker.min.mjs';
