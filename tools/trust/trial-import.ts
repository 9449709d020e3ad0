/** A terminal's import of a folder, tried out: the same code, on a data directory that is thrown away. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { UtcMillis } from '../../core/model/units.ts';
import { openFolderSource } from '../../core/trust/distribution/folder-source.ts';
import { openLayout } from '../../core/trust/distribution/layout.ts';
import { updateSet } from '../../core/trust/distribution/update.ts';
import { createCheck } from './check-content.ts';
import { type MetadataOf, toBytes } from './metadata.ts';

export interface Trial {
  /** Why a terminal would refuse; null when it takes the set. */
  readonly refusal: string | null;
  /** What it would leave out of the set. */
  readonly notices: readonly string[];
}

/**
 * Imports a folder as a terminal does that has nothing but the root.
 * @throws TransferFault when the folder is none.
 */
export async function tryImport(folder: string, root: MetadataOf['root'], at: UtcMillis): Promise<Trial> {
  const dataDir = mkdtempSync(join(tmpdir(), 'portas-trial-'));
  const notices: string[] = [];
  try {
    const result = await updateSet({
      layout: openLayout(dataDir),
      source: await openFolderSource(resolve(folder)),
      initialRoot: toBytes(root),
      marks: null,
      inForce: null,
      referenceTime: at,
      clockBehind: false,
      check: createCheck(at, notices),
      signal: new AbortController().signal,
      progress: () => undefined,
    });
    return { refusal: result.result === 'refused' ? `${result.refusal.code}: ${result.refusal.message}` : null, notices };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
