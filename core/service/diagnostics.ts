import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../model/clock.ts';
import { writePrivateFile } from '../terminal/data-dir.ts';

/**
 * Writes a diagnostics file (mode 0600) under the data directory. Its parts hold no traveller data: the engine keeps
 * none that could get in.
 */
export function writeDiagnostics(dataDir: string, clock: Clock, parts: Readonly<Record<string, unknown>>): { file: string; json: string } {
  const at = new Date(clock.now()).toISOString();
  const json = JSON.stringify({ format: 'portas-diagnostics-1', at, ...parts }, null, 2);
  const dir = join(dataDir, 'diagnostics');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  return { file: writePrivateFile(dir, `diagnostics-${at.replace(/[:.]/g, '-')}.json`, json), json };
}
