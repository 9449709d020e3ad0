/** The package has no types for its worker's part, of which pdf.js itself takes the one thing that it needs. */
declare module 'pdfjs-dist/build/pdf.worker.min.mjs' {
  export const WorkerMessageHandler: object;
}
