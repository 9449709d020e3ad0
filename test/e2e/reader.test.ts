/** The reader of pictures where it lives: a module worker in the shell's own window, under the window's own policy. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encode } from 'uqr';
import { build } from 'vite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ChromiumShell, openChromiumShell } from '../../electron/chromium.ts';
import { CHROMIUM_ORIGIN } from '../../electron/origins.ts';
import type { Reader } from '../../renderer/reader/reader.ts';
import type { ReaderPage } from '../support/reader-page/page.ts';

const support = (path: string): string => fileURLToPath(new URL(`../support/${path}`, import.meta.url));

/** What test/support/reader-page leaves on its window, and what the tests do. */
declare const window: ReaderPage & { reader: Reader; pixels: (modules: boolean[][]) => ImageData };

const TEXT = 'HC1:NCFOXN%TS3DH3ZSUZK+.V0ETD%65NL-AH';
const modules = encode(TEXT, { ecc: 'M', border: 4 }).data.map((row) => [...row]);

describe('the reader in the window', () => {
  let shell: ChromiumShell;
  let pageDir = '';

  beforeAll(async () => {
    pageDir = mkdtempSync(join(tmpdir(), 'portas-reader-'));
    await build({ configFile: fileURLToPath(new URL('../../renderer/vite.config.ts', import.meta.url)), root: support('reader-page'), logLevel: 'error', build: { outDir: pageDir } });
    shell = await openChromiumShell({ engineEntry: support('fake-engine.ts'), engineArgs: [], rendererDir: pageDir, headless: true, viewport: { width: 800, height: 600 } });
  });
  afterAll(async () => {
    await shell.close();
    rmSync(pageDir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await shell.page.goto(`${CHROMIUM_ORIGIN}/`);
    await shell.page.evaluate(() => {
      window.reader = window.createReader();
      window.pixels = (rows) => {
        const scale = 4;
        const picture = new ImageData(640, 480);
        picture.data.fill(255);
        for (const [y, row] of rows.entries()) {
          for (const [x, dark] of row.entries()) {
            for (let i = 0; i < scale * scale; i += 1) {
              const at = ((60 + y * scale + Math.floor(i / scale)) * picture.width + 90 + x * scale + (i % scale)) * 4;
              if (dark) picture.data.fill(0, at, at + 3);
            }
          }
        }
        return picture;
      };
    });
  });

  it('reads pixels, a bitmap and a frame of video, and leaves nothing of them', async () => {
    const results = await shell.page.evaluate(async (rows) => {
      const pixels = window.pixels(rows);
      const bitmap = await createImageBitmap(window.pixels(rows));
      const rgba = new VideoFrame(await createImageBitmap(window.pixels(rows)), { timestamp: 0 });
      const grey = new Uint8Array((640 * 480 * 3) / 2).fill(128);
      const source = window.pixels(rows).data;
      for (let i = 0; i < 640 * 480; i += 1) grey[i] = source[i * 4] ?? 0;
      const planar = new VideoFrame(grey, { format: 'I420', codedWidth: 640, codedHeight: 480, timestamp: 0 });
      const empty = new VideoFrame(grey.slice().fill(128), { format: 'I420', codedWidth: 640, codedHeight: 480, timestamp: 1 });
      const found = [];
      for (const image of [pixels, bitmap, rgba, planar]) found.push(await window.reader.read(image, 'still'));
      // Frames go through one buffer: of the one before nothing is in the next.
      const after = await window.reader.read(empty, 'still');
      return { found, after, left: [pixels.data.length, bitmap.width, rgba.codedWidth, planar.codedWidth] };
    }, modules);
    for (const reading of results.found) {
      expect(reading?.codes).toMatchObject([{ text: TEXT, symbology: ']Q1', format: 'qr' }]);
      expect(reading?.elapsedMs).toBeGreaterThan(0);
    }
    expect(results.after?.codes).toEqual([]);
    expect(results.left).toEqual([0, 0, 0, 0]);
  });

  it('drops a picture that comes while another is looked at, and all of them once it is closed', async () => {
    const [first, dropped, late] = await shell.page.evaluate(async (rows) => {
      const both = [window.reader.read(window.pixels(rows), 'still'), window.reader.read(window.pixels(rows), 'still')];
      const answers = await Promise.all(both);
      window.reader.close();
      return [...answers, await window.reader.read(window.pixels(rows), 'still')];
    }, modules);
    expect(first?.codes).toHaveLength(1);
    expect([dropped, late]).toEqual([null, null]);
  });

  it('compiles its decoder within the policy of the window', async () => {
    const seen = await shell.page.evaluate(async (rows) => {
      await window.reader.read(window.pixels(rows), 'frame');
      return window.violations;
    }, modules);
    expect(seen).toEqual([]);
  });
});
