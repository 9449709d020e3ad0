/** Sticks and terminals of a test's own, removed after it. */
import type { TrustRepository } from '../../tools/trust/repository.ts';
import { type RepositoryFiles, toFiles, writeFiles } from '../../tools/trust/repository-files.ts';
import { tempDir } from './temp-dir.ts';
import { startTrustTerminal, type TerminalOptions, type TrustTerminal } from './trust-terminal.ts';

/** A stick with these files. */
export function stickOf(files: RepositoryFiles | TrustRepository): string {
  const folder = tempDir();
  writeFiles(folder, 'roots' in files ? toFiles(files) : files);
  return folder;
}

/** A terminal, on a data directory of its own unless one is given. */
export function openTrustTerminal({ dataDir = tempDir(), ...options }: TerminalOptions = {}): Promise<TrustTerminal> {
  return startTrustTerminal(dataDir, options);
}
