/** A drill in the real window for one test: with a browser, an engine and a data directory of its own, all of which go when the test ends. */
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { tempDir } from './temp-dir.ts';
import { openTerminalWindow, type TerminalWindow, type WindowOptions } from './terminal-window.ts';

const open: TerminalWindow[] = [];
// Declared after the hook of temp-dir.ts, and so run before it: a folder goes when nothing works in it any more.
afterEach(async () => {
  for (const terminal of open.splice(0)) await terminal.close();
});

/** Opens one. */
export async function ownTerminal(options: Partial<WindowOptions> = {}): Promise<TerminalWindow> {
  const terminal = await openTerminalWindow({ dataDir: join(tempDir(), 'terminal'), ...options });
  open.push(terminal);
  return terminal;
}
