/**
 * Makes what is staged public, or renews snapshot and timestamp over what is public already. Nothing is written unless a client would take the whole.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type UtcMillis, utcMillis } from '../../core/model/units.ts';
import { createSnapshot, createTimestamp, signMetadata, toBytes } from './metadata.ts';
import type { AnyMetadata, MetadataOf } from './metadata.ts';
import { type TrustRepository, currentRoot } from './repository.ts';
import { isPublished, readRepository, writeRepository } from './repository-files.ts';
import { LIFETIMES } from './roles.ts';
import type { SigningKey } from './signing-key.ts';
import { clearStaged, readStaged, stagedContent } from './staging.ts';
import { tryImport } from './trial-import.ts';
import { verifyRepository } from './verify-repository.ts';

/** What is staged cannot be published; `faults` says why, one sentence each. */
export class PublicationRefused extends Error {
  override readonly name = 'PublicationRefused';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(['not published:', ...faults.map((fault) => `  ${fault}`)].join('\n'));
    this.faults = faults;
  }
}

export interface OnlineKeys {
  readonly snapshot: SigningKey;
  readonly timestamp: SigningKey;
}

/** In place of `at` plus the role's lifetime; neither lasts longer than what it vouches for. */
export type OnlineExpiries = Partial<Record<'snapshot' | 'timestamp', UtcMillis>>;

/**
 * Publishes what is staged with a new snapshot and timestamp.
 * @returns the state now in force.
 * @throws PublicationRefused, with nothing changed, below a threshold or when anything else would make a client refuse.
 */
export async function publishStaged(folder: string, keys: OnlineKeys, at: UtcMillis, expires: OnlineExpiries = {}): Promise<TrustRepository> {
  const before = isPublished(folder) ? readRepository(folder) : null;
  const next = nextState(folder, before, keys, at, expires);
  // From the root that clients have: the one in force, or, the first time, the one they will be installed with.
  const trusted = before === null ? next.roots[0] : currentRoot(before);
  const faults = [...ageFaults(next, before), ...verifyRepository(next, at, trusted)];
  if (faults.length === 0) faults.push(...(await trialFaults(next, trusted, at)));
  if (faults.length > 0) throw new PublicationRefused(faults);
  writeRepository(folder, next);
  clearStaged(folder);
  return next;
}

/** What a terminal says that imports the state. */
async function trialFaults(next: TrustRepository, trusted: MetadataOf['root'], at: UtcMillis): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portas-next-'));
  try {
    writeRepository(folder, next);
    const { refusal } = await tryImport(folder, trusted, at);
    return refusal === null ? [] : [refusal];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function nextState(folder: string, before: TrustRepository | null, keys: OnlineKeys, at: UtcMillis, expires: OnlineExpiries): TrustRepository {
  const stagedRoot = readStaged(folder, 'root');
  const targets = readStaged(folder, 'targets') ?? before?.targets;
  const roots = rootsOf(before, stagedRoot);
  if (roots === null || targets === undefined) throw new Error(`${folder}: holds no repository; init makes one`);
  // A timestamp that outlives the others would promise terminals more time than the set has. What is over already is named by the checks that follow.
  const endOf = ({ signed }: AnyMetadata): UtcMillis => utcMillis(Date.parse(signed.expires));
  const within = (wanted: UtcMillis, vouchedFor: readonly AnyMetadata[]): UtcMillis => utcMillis(Math.min(wanted, ...vouchedFor.map(endOf).filter((end) => end > at)));
  const term = (name: 'snapshot' | 'timestamp', vouchedFor: readonly AnyMetadata[]) => ({
    version: (before?.[name].signed.version ?? 0) + 1,
    expires: within(expires[name] ?? utcMillis(at + LIFETIMES[name]), vouchedFor),
  });
  const root = roots.at(-1) ?? roots[0];
  const snapshot = signMetadata(createSnapshot(targets, term('snapshot', [root, targets])), [keys.snapshot]);
  const timestamp = signMetadata(createTimestamp(snapshot, term('timestamp', [root, targets, snapshot])), [keys.timestamp]);
  return { roots, targets, snapshot, timestamp, content: stagedContent(folder, targets) };
}

function rootsOf(before: TrustRepository | null, staged: MetadataOf['root'] | null): TrustRepository['roots'] | null {
  if (before === null) return staged === null ? null : [staged];
  // The same root again: an earlier attempt ended after it was written.
  return staged === null || toBytes(staged).equals(toBytes(currentRoot(before))) ? before.roots : [...before.roots, staged];
}

/** A file staged before another one was published says nothing about what is in force now. */
function ageFaults({ targets }: TrustRepository, before: TrustRepository | null): readonly string[] {
  if (before === null || toBytes(targets).equals(toBytes(before.targets)) || targets.signed.version > before.targets.signed.version) return [];
  return [`targets ${targets.signed.version}: version ${before.targets.signed.version} has been published already; stage the change again`];
}
