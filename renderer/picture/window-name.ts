/** Keeps pdf.js's worker part from taking this thread's messages for its own: it does so where nothing is called `window`. */
Object.assign(globalThis, { window: globalThis });
