/** A terminal in the real window whose clock and trust a test moves. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openTerminalWindow, type TerminalWindow } from './terminal-window.ts';

const ENGINE = fileURLToPath(new URL('ageing-engine.ts', import.meta.url));

export interface AgeingState {
  /** The terminal's wall clock less the machine's. */
  readonly offsetMs: number;
  /** When its trust was verified, UTC milliseconds; signed for a day from then. */
  readonly verifiedAt: number;
}

export interface AgeingTerminal extends TerminalWindow {
  /** Sets the terminal's wall clock so long after the start; back as well. */
  goTo(sinceStartMs: number): void;
  /** New trust, verified so long after the start. */
  renewTrust(sinceStartMs: number): void;
}

/** @param dir - of the test's own; the caller removes it. */
export async function openAgeingTerminal(dir: string): Promise<AgeingTerminal> {
  const stateFile = join(dir, 'state.json');
  mkdirSync(dir, { recursive: true });
  const start = Date.now();
  let state: AgeingState = { offsetMs: 0, verifiedAt: start };
  const change = (next: Partial<AgeingState>): void => {
    state = { ...state, ...next };
    // Put there whole: the engine reads it at any moment.
    writeFileSync(`${stateFile}.new`, JSON.stringify(state));
    renameSync(`${stateFile}.new`, stateFile);
  };
  change({});
  const dataDir = join(dir, 'terminal');
  const window = await openTerminalWindow({ dataDir, engine: { entry: ENGINE, args: [dataDir, stateFile] } });
  return { ...window, goTo: (ms) => change({ offsetMs: ms }), renewTrust: (ms) => change({ verifiedAt: start + ms }) };
}
