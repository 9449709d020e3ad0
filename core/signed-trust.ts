/**
 * The signed set of a terminal in the running engine: opens the distribution, and tells the window how it stands. What a set brings is handed to the engine
 * whole, between two scans. Composes.
 */
import type { TrustDistribution, TrustReply } from './contract.ts';
import type { LogLine } from './key-lists.ts';
import type { Person } from './model/staff.ts';
import type { TrustProgress, TrustSourceKind } from './model/trust-distribution.ts';
import type { DurationMs } from './model/units.ts';
import { checkTerminalSet, type TerminalSet } from './set-content.ts';
import type { Store } from './store/open-store.ts';
import type { ClockGuard } from './trust/clock-guard.ts';
import { type Attempt, type DistributionFault, openDistribution, type SetInForce } from './trust/distribution/distribution.ts';
import { isFolderPath } from './trust/distribution/folder-source.ts';
import { signedUntil } from './trust/distribution/metadata.ts';
import { DEFAULT_POLICY } from './trust/distribution/policy-file.ts';
import type { TrustSource } from './trust/trust-source.ts';

/** Outcomes that the window lists. */
export const MAX_SHOWN_OUTCOMES = 20;

/** Where a terminal's signed sets come from. */
export interface SignedTrustSettings {
  /** Root metadata that the terminal begins with. */
  readonly root: Uint8Array;
  readonly url: string | null;
  readonly every: DurationMs;
  /** Imported at start while no set is in force. */
  readonly firstSetFolder: string | null;
}

export interface SignedTrustParts extends SignedTrustSettings {
  readonly dataDir: string;
  readonly store: Pick<Store, 'trust'>;
  readonly clockGuard: ClockGuard;
  readonly ruleSet: () => string | null;
  readonly log: LogLine;
  readonly listener: {
    /** A set is in force; called once at the opening where there is one, and with each new one. */
    installed(content: TerminalSet): void;
    changed(state: TrustDistribution): void;
    fault(code: DistributionFault, detail: string): void;
  };
}

export interface SignedTrust extends TrustSource {
  state(): TrustDistribution;
  /** Asks the server now. */
  update(person: Person | null): Promise<TrustReply>;
  /** Takes the repository in a folder. */
  importFolder(folder: string, person: Person | null): Promise<TrustReply>;
  /** Begins the schedule. */
  start(): void;
  stop(): Promise<void>;
}

/** @throws PortasFault `config-invalid`, `data-dir-unusable`. */
export async function openSignedTrust(parts: SignedTrustParts): Promise<SignedTrust> {
  const { store, clockGuard, listener, log } = parts;
  let progress: { readonly source: TrustSourceKind; readonly progress: TrustProgress } | null = null;
  const distribution = await openDistribution<TerminalSet>({
    dataDir: parts.dataDir,
    initialRoot: parts.root,
    url: parts.url,
    every: parts.every,
    clockGuard,
    records: store.trust,
    check: (targets, stage) => checkTerminalSet(targets, { at: clockGuard.read().at, stage, log }),
    ruleSet: parts.ruleSet,
    listener: {
      installed: ({ content }) => listener.installed(content),
      progress(source, now) {
        progress = { source, progress: now };
        listener.changed(state());
      },
      changed() {
        progress = null;
        listener.changed(state());
      },
      fault: (code, detail) => listener.fault(code, detail),
    },
  });
  const state = (): TrustDistribution => {
    const set = distribution.inForce();
    return {
      url: parts.url,
      underWay: progress === null ? null : { source: progress.source, ...progress.progress },
      set: set === null ? null : toSetView(set),
      sources: [...store.trust.newestBySource()],
      recent: [...store.trust.recent(MAX_SHOWN_OUTCOMES)],
    };
  };
  const toReply = (attempt: Attempt): TrustReply => (typeof attempt === 'string' ? { ok: false, refusal: attempt } : { ok: true, outcome: attempt });
  if (distribution.inForce() === null && parts.firstSetFolder !== null) await distribution.importFolder(parts.firstSetFolder, null);
  return {
    trustAge() {
      const set = distribution.inForce();
      return set === null ? null : { signedUntil: signedUntil(set.expires), verifiedAt: set.verifiedAt };
    },
    policy: () => distribution.inForce()?.content.policy ?? DEFAULT_POLICY,
    state,
    update: async (person) => toReply(await distribution.update(person)),
    importFolder: async (folder, person) => (isFolderPath(folder) ? toReply(await distribution.importFolder(folder, person)) : { ok: false, refusal: 'not-a-path' }),
    start: () => distribution.start(),
    stop: () => distribution.stop(),
  };
}

function toSetView({ versions, expires, verifiedAt, targets, content }: SetInForce<TerminalSet>): NonNullable<TrustDistribution['set']> {
  return {
    versions: { ...versions },
    expires: { ...expires },
    verifiedAt,
    signedAt: content.signedAt,
    targets,
    keys: content.keys.keys.length,
    revokedCodes: content.keys.revokedCodes,
    ruleSets: content.ruleSets.map(({ id, version }) => `${id}@${version}`),
    sealingKeyId: content.sealingKey?.keyId ?? null,
    ownProfiles: content.profiles !== null,
    policy: content.policy !== null,
    updates: [...content.updates.keys()],
  };
}
