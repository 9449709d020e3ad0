/**
 * When this program was built: no clock that stands before it is right. A built program carries the time in a file that tools/build writes; run from
 * its sources it is as old as its package file.
 */
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type UtcMillis, utcMillis } from './model/units.ts';

/** Beside package.json of a built program. */
export const BUILD_FILE = 'build.json';

const HOME = new URL('../', import.meta.url);

/**
 * @param home - the program's own folder.
 * @returns UTC milliseconds; 0, which is no floor at all, where nothing tells.
 */
export function readBuildTime(home: URL = HOME): UtcMillis {
  const built = readBuilt(new URL(BUILD_FILE, home));
  return built ?? utcMillis(Math.floor(statSync(fileURLToPath(new URL('package.json', home)), { throwIfNoEntry: false })?.mtimeMs ?? 0));
}

/** The time a build file tells; null when there is none, or it is not one. */
function readBuilt(file: URL): UtcMillis | null {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const builtAt = typeof parsed === 'object' && parsed !== null && 'builtAt' in parsed && typeof parsed.builtAt === 'string' ? Date.parse(parsed.builtAt) : NaN;
    return Number.isNaN(builtAt) ? null : utcMillis(builtAt);
  } catch {
    // Run from its sources, or damaged: a floor less, the others still hold.
    return null;
  }
}
