/** What it costs to get a frame out of a camera: the window's own camera and reader in a real Chromium, before a fake video device. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { openChromiumShell } from '../../../electron/chromium.ts';
import { findChromium } from '../../../electron/find-chromium.ts';
import { CHROMIUM_ORIGIN } from '../../../electron/origins.ts';
import type { Luma } from '../../../renderer/reader/luma.ts';
import { toVideo } from '../../support/picture-files.ts';
import type { FrameTimes, ReaderPage } from '../../support/reader-page/page.ts';
import { type Distribution, distributionOf } from '../measure.ts';

declare const window: ReaderPage;

export interface GrabFigures {
  readonly frames: number;
  /** Frames of which the code was read: every one of a code in plain view, but those that are looked at for other kinds. */
  readonly read: number;
  readonly grabMs: Distribution;
  readonly lookMs: Distribution;
  readonly bothMs: Distribution;
}

/** Frames before what is measured: the decoder starts, its code is compiled. */
const WARM_UP = 60;

const support = (path: string): string => fileURLToPath(new URL(`../../support/${path}`, import.meta.url));

/** @param picture - what the camera sees. @returns null where there is no Chromium. */
export async function measureGrabbing(picture: Luma, frames: number): Promise<GrabFigures | null> {
  if (findChromium() === null) return null;
  const dir = mkdtempSync(join(tmpdir(), 'portas-grab-'));
  try {
    const pageDir = join(dir, 'page');
    await build({ configFile: fileURLToPath(new URL('../../../renderer/vite.config.ts', import.meta.url)), root: support('reader-page'), logLevel: 'error', build: { outDir: pageDir } });
    const video = join(dir, 'camera.y4m');
    writeFileSync(video, toVideo({ ...picture, data: Buffer.from(picture.data) }));
    const switches = ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${video}`];
    const shell = await openChromiumShell({ engineEntry: support('fake-engine.ts'), engineArgs: [], rendererDir: pageDir, headless: true, switches });
    try {
      await shell.page.goto(`${CHROMIUM_ORIGIN}/`);
      const seen = await shell.page.evaluate((count) => window.watchCamera(count), WARM_UP + frames);
      return toFigures(seen.slice(WARM_UP));
    } finally {
      await shell.close();
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function toFigures(seen: readonly FrameTimes[]): GrabFigures {
  const of = (time: (frame: FrameTimes) => number): Distribution => distributionOf(seen.map(time));
  return {
    frames: seen.length,
    read: seen.filter(({ codes }) => codes > 0).length,
    grabMs: of(({ takeMs, grabMs }) => takeMs + grabMs),
    lookMs: of(({ lookMs }) => lookMs),
    bothMs: of(({ takeMs, grabMs, lookMs }) => takeMs + grabMs + lookMs),
  };
}
