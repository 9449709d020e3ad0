/**
 * Vitest's global set-up: the processes that tests start share what Node has compiled, which is half the work of starting an engine. A process keeps its part
 * when it ends; one that is to be killed keeps it before, by `flushCompileCache`.
 * @see https://nodejs.org/docs/latest-v24.x/api/module.html#module-compile-cache
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default (): (() => void) | undefined => {
  if ((process.env.NODE_COMPILE_CACHE ?? '') !== '') return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'portas-compiled-'));
  process.env.NODE_COMPILE_CACHE = folder;
  return () => {
    delete process.env.NODE_COMPILE_CACHE;
    rmSync(folder, { recursive: true, force: true });
  };
};
