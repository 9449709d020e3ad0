/**
 * Trust distribution: keeps the signed set of a terminal up to date, from a server by schedule and on demand, and from folders that a technician brings.
 * One attempt at a time; each ends in one outcome, kept with its audit line. Layer: trust.
 */
import type { AuditEntry } from '../../model/audit.ts';
import { PortasFault } from '../../model/fault.ts';
import type { Person } from '../../model/staff.ts';
import type { TrustExpiries, TrustMarks, TrustOutcome, TrustProgress, TrustRecords, TrustSourceKind, TrustVersions } from '../../model/trust-distribution.ts';
import { MAX_DETAIL_CHARACTERS, TRUST_ROLES } from '../../model/trust-distribution.ts';
import { type DurationMs, type UtcMillis, utcMillis } from '../../model/units.ts';
import type { ClockGuard } from '../clock-guard.ts';
import { type FolderOptions, openFolderSource } from './folder-source.ts';
import { createHttpsSource } from './https-source.ts';
import { type Disk, openLayout } from './layout.ts';
import { PROGRESS_EVERY_MS } from './limits.ts';
import { findRollback, raiseMarks } from './marks.ts';
import { isRootMetadata, toMarks } from './metadata.ts';
import { Refusal } from './refusal.ts';
import { type CheckSet, loadSet, type SetContent, type SignedSet } from './signed-set.ts';
import { TransferFault, type TrustSource } from './source.ts';
import { updateSet, type UpdateResult } from './update.ts';

export interface DistributionParts<Content extends SetContent> {
  readonly dataDir: string;
  /** The root metadata that the terminal was given; a copy of a newer one counts before it. */
  readonly initialRoot: Uint8Array;
  /** Address of the repository; null: sets come in folders alone. */
  readonly url: string | null;
  readonly every: DurationMs;
  readonly clockGuard: ClockGuard;
  readonly records: TrustRecords;
  readonly check: CheckSet<Content>;
  /** How folders are read, for tests whose sticks hang. */
  readonly folders?: Pick<FolderOptions, 'files' | 'limit'>;
  /** The steps on the terminal's own disk, for tests that let one fail. */
  readonly disk?: Disk;
  /** `id@version` of the rules in force, for the audit. */
  readonly ruleSet: () => string | null;
  readonly listener: {
    /** A set is in force, on disk and in the records. */
    installed(set: SetInForce<Content>): void;
    progress(source: TrustSourceKind, progress: TrustProgress): void;
    /** An attempt has ended. */
    changed(): void;
    /** Something is wrong with the terminal itself. */
    fault(code: DistributionFault, detail: string): void;
  };
}

export interface SetInForce<Content extends SetContent> {
  readonly versions: TrustVersions;
  readonly expires: TrustExpiries;
  /** When the terminal put it in force. */
  readonly verifiedAt: UtcMillis;
  /** Targets in the set, those of unknown kinds too. */
  readonly targets: number;
  readonly content: Content;
}

/** What can be wrong with the terminal itself, as incidents. */
export type DistributionFault = 'trust-folder' | 'trust-not-recorded' | 'trust-set-damaged' | 'trust-update';

/** `busy`: an attempt is under way; `no-url`: the settings name no server. */
export type Attempt = TrustOutcome | 'busy' | 'no-url';

export interface Distribution<Content extends SetContent> {
  /** The set in force; null while there is none. */
  inForce(): SetInForce<Content> | null;
  busy(): boolean;
  /** Asks the server. @param person - null for the schedule. */
  update(person: Person | null): Promise<Attempt>;
  /** Takes the repository in a folder. */
  importFolder(folder: string, person: Person | null): Promise<Attempt>;
  /** Begins the schedule, with a first attempt at once. */
  start(): void;
  /** Ends the schedule and whatever is under way. */
  stop(): Promise<void>;
}

/**
 * Opens the folder of sets and takes up the one in force.
 * @throws PortasFault `config-invalid` for an initial root that is none or a wrong address; `data-dir-unusable`.
 */
export async function openDistribution<Content extends SetContent>(parts: DistributionParts<Content>): Promise<Distribution<Content>> {
  const { records, clockGuard, listener } = parts;
  if (!isRootMetadata(parts.initialRoot)) throw new PortasFault('config-invalid', 'trust.rootFile: expected root metadata of TUF 1.0');
  const server = parts.url === null ? null : createHttpsSource(parts.url);
  const layout = openFolder(parts.dataDir, parts.disk);
  let signed: SignedSet<Content> | null = null;
  let verifiedAt: UtcMillis = utcMillis(0);
  let underWay: Promise<unknown> | null = null;
  let timer: NodeJS.Timeout | null = null;
  const stopping = new AbortController();

  const settle = (outcome: Omit<TrustOutcome, 'times'>, marks: TrustMarks | null, person: Person | null): void => {
    const before = records.newestBySource().find(({ source }) => source === outcome.source) ?? null;
    const line = isAudited(outcome, before) ? toAudit(outcome, person, parts.ruleSet()) : null;
    records.settle(outcome, marks, line);
    // No time before a line of the audit is right: that holds now as it does after a restart.
    if (line !== null) clockGuard.raise(line.at);
  };
  const take = (next: SignedSet<Content>, marks: TrustMarks): void => {
    signed = next;
    verifiedAt = marks.verifiedAt;
    listener.installed(toInForce(next, verifiedAt));
  };
  /** No time before these is right. */
  const raiseFloor = (marks: TrustMarks): void => {
    clockGuard.raise(marks.verifiedAt, 'signed');
    if (marks.signedAt !== null) clockGuard.raise(marks.signedAt, 'signed');
  };

  const run = async (source: TrustSource, person: Person | null): Promise<TrustOutcome> => {
    attempt('trust-not-recorded', settleOwed);
    const { at, behindMs } = clockGuard.read();
    const result = await updateSet({
      layout,
      source,
      initialRoot: parts.initialRoot,
      marks: owed.at(-1)?.marks ?? records.marks(),
      inForce: signed,
      referenceTime: at,
      clockBehind: behindMs > 0,
      check: parts.check,
      signal: stopping.signal,
      progress: throttle((progress) => listener.progress(source.kind, progress)),
    });
    const outcome = toOutcome(result, source.kind, person, clockGuard.read().at);
    if (result.result === 'installed') {
      const kept = [result.signed.set, ...(signed === null ? [] : [signed.set])];
      // The pointer is on disk before the marks are: what fails in between, or crashes, is made good by the next attempt or the next start.
      owed.push({ outcome, marks: result.marks, person });
      attempt('trust-not-recorded', settleOwed);
      take(result.signed, result.marks);
      raiseFloor(result.marks);
      if (result.unflushed !== null) listener.fault('trust-folder', describe(result.unflushed));
      attempt('trust-folder', () => layout.keepOnly(kept));
    } else {
      settle(outcome, null, person);
    }
    return { ...outcome, times: 1 };
  };
  /** Sets that stand on disk and not yet in the records, oldest first. */
  const owed: { readonly outcome: Omit<TrustOutcome, 'times'>; readonly marks: TrustMarks; readonly person: Person | null }[] = [];
  const settleOwed = (): void => {
    for (let first = owed[0]; first !== undefined; first = owed[0]) {
      settle(first.outcome, first.marks, first.person);
      owed.shift();
    }
  };
  const attempt = (code: DistributionFault, work: () => void): void => {
    try {
      work();
    } catch (cause) {
      listener.fault(code, describe(cause));
    }
  };
  /** One attempt at a time; whoever comes second is told. */
  const alone = async (work: () => Promise<TrustOutcome>): Promise<Attempt> => {
    if (underWay !== null || stopping.signal.aborted) return 'busy';
    const started = work();
    underWay = started;
    try {
      return await started;
    } finally {
      underWay = null;
      listener.changed();
    }
  };

  const update = async (person: Person | null): Promise<Attempt> => (server === null ? 'no-url' : alone(() => run(server, person)));
  const importFolder = (folder: string, person: Person | null): Promise<Attempt> =>
    alone(async () => {
      try {
        return await run(await openFolderSource(folder, { ...parts.folders, signal: stopping.signal }), person);
      } catch (cause) {
        if (!(cause instanceof TransferFault)) throw cause;
        const refused = { result: 'refused', versions: null, refusal: new Refusal(cause.code, cause.message, { cause }) } as const;
        const outcome = toOutcome(refused, 'folder', person, clockGuard.read().at);
        settle(outcome, null, person);
        return { ...outcome, times: 1 };
      }
    });
  const tick = (): void => {
    void update(null)
      .catch((cause: unknown) => listener.fault('trust-update', describe(cause)))
      .finally(() => {
        // Terminals that were switched on together shall not ask together for ever.
        if (!stopping.signal.aborted) timer = setTimeout(tick, parts.every * (0.9 + 0.2 * Math.random()));
      });
  };

  attempt('trust-folder', () => layout.dropStaging());
  let marks = records.marks();
  if (marks !== null) raiseFloor(marks);
  const { loaded, passedOver } = await loadSet(layout, marks, parts.check);
  for (const refusal of passedOver) {
    listener.fault('trust-set-damaged', refusal.message);
    const outcome = toOutcome({ result: 'refused', versions: null, refusal }, 'disk', null, clockGuard.read().at);
    attempt('trust-not-recorded', () => settle(outcome, null, null));
  }
  if (loaded !== null) {
    // An update that was killed between its rename and its records: it is in force, so its marks and its line are kept now.
    if (marks === null || isAhead(loaded, marks)) {
      const outcome = { at: clockGuard.read().at, source: 'disk', result: 'installed', cause: null, versions: loaded.metadata.versions, detail: null, person: null } as const;
      marks = raiseMarks(toMarks(loaded.metadata, loaded.content.signedAt, outcome.at), marks);
      owed.push({ outcome, marks, person: null });
      attempt('trust-not-recorded', settleOwed);
    }
    take(loaded, marks);
    raiseFloor(marks);
  }

  return {
    inForce: () => (signed === null ? null : toInForce(signed, verifiedAt)),
    busy: () => underWay !== null,
    update,
    importFolder,
    start() {
      if (server !== null) tick();
    },
    async stop() {
      stopping.abort();
      if (timer !== null) clearTimeout(timer);
      // Its outcome is kept before the database closes; what it says no longer matters here.
      await underWay?.catch(() => undefined);
      await server?.close();
    },
  };
}

const describe = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

function openFolder(dataDir: string, disk?: Disk): ReturnType<typeof openLayout> {
  try {
    return openLayout(dataDir, disk);
  } catch (cause) {
    throw new PortasFault('data-dir-unusable', `${dataDir}: trust: ${describe(cause)}`, { cause });
  }
}

const isAhead = ({ metadata }: Pick<SignedSet<SetContent>, 'metadata'>, marks: TrustMarks): boolean =>
  findRollback(metadata, marks) === null && TRUST_ROLES.some((role) => metadata.versions[role] !== marks.versions[role]);

function toInForce<Content extends SetContent>({ metadata, content }: SignedSet<Content>, verifiedAt: UtcMillis): SetInForce<Content> {
  return { versions: metadata.versions, expires: metadata.expires, verifiedAt, targets: metadata.targets.length, content };
}

function toOutcome<Content extends SetContent>(result: UpdateResult<Content>, source: TrustSourceKind, person: Person | null, at: UtcMillis): Omit<TrustOutcome, 'times'> {
  const refusal = result.result === 'refused' ? result.refusal : null;
  return { at, source, result: result.result, cause: refusal?.code ?? null, versions: result.versions, detail: refusal?.message.slice(0, MAX_DETAIL_CHARACTERS) ?? null, person: person?.staffNumber ?? null };
}

/** A person's attempt always is, and what a start finds on the disk; the schedule's when something changed, or was refused in another way than the time before. A silent network is no refusal. */
function isAudited(outcome: Omit<TrustOutcome, 'times'>, before: TrustOutcome | null): boolean {
  if (outcome.person !== null || outcome.source !== 'https' || outcome.result === 'installed') return true;
  if (outcome.result === 'current' || outcome.cause === 'unreachable') return false;
  return before?.cause !== outcome.cause || before.detail !== outcome.detail || JSON.stringify(before.versions) !== JSON.stringify(outcome.versions);
}

function toAudit({ at, source, result, cause, versions }: Omit<TrustOutcome, 'times'>, person: Person | null, ruleSet: string | null): AuditEntry {
  const numbers = versions === null ? '' : ` ${TRUST_ROLES.map((role) => `${role} ${versions[role]}`).join(', ')}`;
  return {
    at,
    action: result === 'refused' ? 'trust-refused' : 'trust-updated',
    person: person?.staffNumber ?? null,
    roles: person?.roles ?? [],
    second: null,
    subject: `${source}${numbers}`,
    reason: cause ?? (result === 'current' ? 'current' : null),
    ruleSet,
  };
}

/** Lets each phase's first word through, and the others no more often than {@link PROGRESS_EVERY_MS}. */
function throttle(tell: (progress: TrustProgress) => void): (progress: TrustProgress) => void {
  let last: { readonly phase: string; readonly at: number } | null = null;
  return (progress) => {
    const at = performance.now();
    const due = last?.phase !== progress.phase || at - last.at >= PROGRESS_EVERY_MS || (progress.ofFiles > 0 && progress.files === progress.ofFiles);
    if (!due) return;
    last = { phase: progress.phase, at };
    tell(progress);
  };
}
