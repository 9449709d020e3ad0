import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

/** The bundled Chromium reads woff2: the woff fallbacks of the font packages would only double the build. */
const woff2Only: Plugin = {
  name: 'woff2-only',
  enforce: 'pre',
  transform(code, id) {
    return /@fontsource.*\.css$/.test(id) ? code.replaceAll(/,\s*url\([^)]*\.woff\) format\('woff'\)/g, '') : null;
  },
};

/** Builds the window into `out/renderer`: relative addresses, no inline script, style, font or image (the CSP forbids them). */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [woff2Only, react()],
  // The reader of pictures is a module worker.
  worker: { format: 'es' },
  build: {
    outDir: fileURLToPath(new URL('../out/renderer', import.meta.url)),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'chrome120',
    // One window from local disk: splitting buys nothing, the warning would only be noise.
    chunkSizeWarningLimit: 2_000,
  },
});
