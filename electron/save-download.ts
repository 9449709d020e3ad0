import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Download } from 'playwright-core';

/** Names the window gives its files; anything else is refused. */
const FILE_NAME = /^([a-z0-9][a-z0-9.-]{0,80})(\.csv|\.json)$/;
/** Files of one name and day; more are a mistake. */
const MAX_SAME_NAME = 100;

/** The first free name of this sort in a folder; null when there is none. */
export function freeName(folder: string, name: string): string | null {
  const [, stem = '', ending = ''] = FILE_NAME.exec(name) ?? [];
  if (stem === '') return null;
  for (let index = 1; index <= MAX_SAME_NAME; index++) {
    const file = join(folder, index === 1 ? name : `${stem}-${index}${ending}`);
    if (!existsSync(file)) return file;
  }
  return null;
}

/** Where a file may be put that our own page made; null for any other file, and when there is no free name. Never overwrites. */
export function placeFor(url: string, name: string, origin: string, folder: string): string | null {
  return url.startsWith(`blob:${origin}/`) && FILE_NAME.test(name) ? freeName(folder, name) : null;
}

/** Saves a file that our own page made into the user's downloads folder; drops any other. */
export async function saveDownload(download: Download, origin: string, folder: string = join(homedir(), 'Downloads')): Promise<string | null> {
  const file = placeFor(download.url(), download.suggestedFilename(), origin, folder);
  if (file === null) {
    await download.cancel();
    return null;
  }
  await mkdir(folder, { recursive: true });
  await download.saveAs(file);
  return file;
}
