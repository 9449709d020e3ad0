/** A terminal as far as trust distribution sees it, and small signed repositories to bring to it, sound ones and wrong ones. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditEntry } from '../../core/model/audit.ts';
import type { Clock } from '../../core/model/clock.ts';
import type { Person } from '../../core/model/staff.ts';
import type { TrustMarks, TrustOutcome, TrustProgress, TrustRecords } from '../../core/model/trust-distribution.ts';
import { DAY_MS, durationMs, HOUR_MS, type UtcMillis, utcMillis } from '../../core/model/units.ts';
import { openStore, type Store } from '../../core/store/open-store.ts';
import { type ClockGuard, createClockGuard } from '../../core/trust/clock-guard.ts';
import { type Distribution, type DistributionParts, openDistribution, type SetInForce } from '../../core/trust/distribution/distribution.ts';
import type { CheckSet, SetContent } from '../../core/trust/distribution/signed-set.ts';
import { toBytes } from '../../tools/trust/metadata.ts';
import { createRepository, type NewTarget, type Publication, publish, type TrustRepository } from '../../tools/trust/repository.ts';
import type { RepositoryFiles } from '../../tools/trust/repository-files.ts';
import { roleKeysFromSeed } from '../../tools/trust/roles.ts';
import { testClock } from './clocks.ts';

export const KEYS = roleKeysFromSeed('terminal');
export const FOREIGN_KEYS = roleKeysFromSeed('foreign');
/** When the first repository is signed; it counts for a day. */
export const AT = utcMillis(Date.UTC(2026, 5, 1, 8));
export const TECHNICIAN: Person = { staffNumber: 'T-1', roles: ['technician'] };

export const ruleTarget = (name: string, text: string): NewTarget => ({ path: `rules/${name}.json`, content: Buffer.from(JSON.stringify({ text })), custom: { kind: 'rules' } });

/** Version 1 of every role: two small targets. */
export const firstState = (at: UtcMillis = AT): TrustRepository =>
  createRepository({ at, signers: KEYS, targets: [ruleTarget('a', 'first'), ruleTarget('b', 'second')] });

/** The next state, with another text in its first target. */
export const nextState = (before: TrustRepository, change: Partial<Publication> & { readonly text?: string } = {}): TrustRepository => {
  const { text = `version ${before.targets.signed.version + 1}`, ...publication } = change;
  return publish(before, { at: AT, signers: KEYS, add: [ruleTarget('a', text)], ...publication });
};

/** Texts by target. */
export interface TestContent extends SetContent {
  readonly texts: Readonly<Record<string, string>>;
}

/** Takes targets that are JSON with a text. */
export const checkTexts: CheckSet<TestContent> = (targets) => ({
  signedAt: null,
  texts: Object.fromEntries(
    targets.map(({ name, read }) => {
      const { text } = JSON.parse(read().toString('utf8')) as { readonly text?: unknown };
      if (typeof text !== 'string') throw new TypeError(`${name}: expected a text`);
      return [name, text];
    }),
  ),
});

export interface TrustTerminal {
  readonly dataDir: string;
  readonly clockGuard: ClockGuard;
  readonly store: Store;
  readonly distribution: Distribution<TestContent>;
  readonly installed: readonly SetInForce<TestContent>[];
  readonly progress: readonly TrustProgress[];
  readonly faults: readonly string[];
  /** What the set in force says: `timestamp version: text of a`; null without one. */
  inForce(): string | null;
  /** Newest first. */
  audit(): readonly AuditEntry[];
  close(): Promise<void>;
}

export type TerminalOptions = Partial<Pick<DistributionParts<TestContent>, 'url' | 'initialRoot' | 'check' | 'every'>> & {
  readonly dataDir?: string;
  readonly clock?: Clock;
  readonly told?: (progress: TrustProgress) => void;
  /** Told the timestamp's version. */
  readonly installed?: (version: number) => void;
};

/** Opens store and distribution of a data directory, as a start of the program does. */
export async function startTrustTerminal(dataDir: string, options: Omit<TerminalOptions, 'dataDir'> = {}): Promise<TrustTerminal> {
  const { clock = testClock(utcMillis(AT + HOUR_MS)), told, installed: toldInstalled } = options;
  const store = openStore(join(dataDir, 'portas.db'));
  const clockGuard = createClockGuard(clock, store.audit.newestAt() ?? utcMillis(0));
  const installed: SetInForce<TestContent>[] = [];
  const progress: TrustProgress[] = [];
  const faults: string[] = [];
  const distribution = await openDistribution<TestContent>({
    dataDir,
    initialRoot: options.initialRoot ?? toBytes(firstState().roots[0]),
    url: options.url ?? null,
    every: options.every ?? durationMs(DAY_MS),
    clockGuard,
    records: store.trust,
    check: options.check ?? checkTexts,
    ruleSet: () => null,
    listener: {
      installed(set) {
        installed.push(set);
        toldInstalled?.(set.versions.timestamp);
      },
      progress(_, each) {
        progress.push(each);
        told?.(each);
      },
      changed: () => undefined,
      fault: (code, detail) => faults.push(`${code}: ${detail}`),
    },
  });
  return {
    dataDir,
    clockGuard,
    store,
    distribution,
    installed,
    progress,
    faults,
    inForce() {
      const set = distribution.inForce();
      return set === null ? null : `${set.versions.timestamp}: ${set.content.texts['rules/a.json'] ?? 'none'}`;
    },
    audit: () => store.audit.recent(100),
    async close() {
      await distribution.stop();
      store.close();
    },
  };
}

/** A repository's files with one file's bytes replaced; the file is known by how its path ends. */
export function withFile(files: RepositoryFiles, end: string, change: (bytes: Buffer) => Uint8Array): RepositoryFiles {
  const path = [...files.keys()].find((each) => each.endsWith(end));
  if (path === undefined) throw new Error(`${end}: no such file`);
  return new Map([...files, [path, change(Buffer.from(files.get(path) ?? []))]]);
}

/** Records without a database, for tests that open a thousand terminals. */
export function memoryRecords(marks: TrustMarks | null = null): TrustRecords & { readonly outcomes: readonly TrustOutcome[] } {
  let kept = marks;
  const outcomes: TrustOutcome[] = [];
  return {
    outcomes,
    marks: () => kept,
    settle(outcome, raised) {
      kept = raised ?? kept;
      outcomes.unshift({ ...outcome, times: 1 });
    },
    newestBySource: () => [],
    recent: (limit) => outcomes.slice(0, limit),
  };
}

/** A start of the program with such records. */
export function openLightly(dataDir: string, records: TrustRecords, options: Partial<Pick<DistributionParts<TestContent>, 'folders' | 'disk' | 'initialRoot'>> & { readonly fault?: (code: string) => void } = {}): Promise<Distribution<TestContent>> {
  const { fault = () => undefined, initialRoot = toBytes(firstState().roots[0]), ...others } = options;
  const quiet = { installed: () => undefined, progress: () => undefined, changed: () => undefined, fault };
  const clockGuard = createClockGuard(testClock(utcMillis(AT + HOUR_MS)), utcMillis(0));
  return openDistribution<TestContent>({ dataDir, initialRoot, url: null, every: durationMs(DAY_MS), clockGuard, records, check: checkTexts, ruleSet: () => null, listener: quiet, ...others });
}

/** What points to the set in force. */
export function pointerOf(dataDir: string): string {
  return readFileSync(join(dataDir, 'trust/current'), 'utf8');
}
