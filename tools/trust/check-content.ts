/** Reads every target of a repository's folder as its kind, as terminals do. */
import { join } from 'node:path';
import type { UtcMillis } from '../../core/model/units.ts';
import { targetsOf } from './metadata.ts';
import type { TrustRepository } from './repository.ts';
import { targetFileOf } from './repository-files.ts';
import { checkTarget } from './target-kinds.ts';
import { kindOf } from './verify-repository.ts';

export interface ContentCheck {
  /** Targets that terminals would refuse. */
  readonly faults: readonly string[];
  /** What terminals leave out of the others. */
  readonly notices: readonly string[];
}

/** Targets of no known kind are `verifyRepository`'s business. */
export function checkContent(folder: string, { targets }: TrustRepository, at: UtcMillis): ContentCheck {
  const faults: string[] = [];
  const notices: string[] = [];
  for (const [path, { sha256, custom }] of targetsOf(targets)) {
    const kind = kindOf(custom);
    if (kind === null) continue;
    try {
      notices.push(...checkTarget(kind, join(folder, targetFileOf(path, sha256)), custom, at).map((notice) => `${path}: ${notice}`));
    } catch (error) {
      faults.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { faults, notices };
}
