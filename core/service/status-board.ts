import type { Status } from '../contract.ts';
import type { Damage } from '../model/damage.ts';
import type { DiskState } from '../model/disk.ts';
import type { UtcMillis } from '../model/units.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import type { Store } from '../store/open-store.ts';
import type { TrustConsent } from '../model/trust-state.ts';
import type { KeySet } from '../trust/key-set.ts';
import type { Standing } from '../trust/standing.ts';

/** The window hears of changes no more often than this. */
const QUIET_MS = 250;
/** And at least this often, so that ages stay right. */
const REFRESH_MS = 5_000;
/**
 * A store that cannot be read now may be read the next time. When it could not so many times in a row the process ends: whoever keeps it running opens the
 * store anew, which mends what a failed read has left in SQLite's memory.
 */
export const MAX_FAILED_REFRESHES = 3;

export interface StatusBoard {
  read(): Status;
  /** Something the status shows may have changed. */
  changed(): void;
  start(): void;
  stop(): void;
}

export interface StatusParts {
  readonly store: Pick<Store, 'outbox' | 'cases' | 'damages'>;
  readonly keys: () => KeySet;
  readonly rules: (at: UtcMillis) => RuleSet;
  standing(): Standing;
  /** The consent to stale trust that counts in a standing, and whether one can be given. */
  readonly consent: { current(standing: Standing): TrustConsent | null; mayAccept(standing: Standing): boolean };
  clock(): Status['clock'];
  network(): Status['network'];
  /** When the oldest waiting record will be set aside for its age; null while that is far off. */
  parkedAt(oldestWaitingAt: UtcMillis | null): UtcMillis | null;
  scanner(): Pick<Status, 'scanner' | 'scannerRoles'>;
  keyboard(): Status['keyboard'];
  disk(): { readonly state: DiskState; readonly freeBytes: number };
  emit(status: Status): void;
  /** The status could not be read. */
  onFault(cause: unknown): void;
}

/** Gathers the state of the terminal for the status bar. */
export function createStatusBoard(parts: StatusParts): StatusBoard {
  let quiet: NodeJS.Timeout | null = null;
  let refresh: NodeJS.Timeout | null = null;
  let stopped = false;

  /** Failures in a row, and those of them that came by the clock and not by how much happens at the desk. */
  let [failed, failedRefreshes] = [0, 0];
  const tell = (): void => {
    try {
      parts.emit(read());
      [failed, failedRefreshes] = [0, 0];
    } catch (cause) {
      if (failed === 0) parts.onFault(cause);
      failed += 1;
    }
  };
  const queue = (): Status['queue'] => {
    const counts = parts.store.outbox.counts();
    const oldestWaitingAt = parts.store.outbox.oldestWaitingAt();
    const parkedAt = parts.parkedAt(oldestWaitingAt);
    return { waiting: counts.pending + counts.leased, delivered: counts.delivered, dead: counts.dead, oldestWaitingAt, ...(parkedAt === null ? {} : { parkedAt }) };
  };
  const read = (): Status => {
    const standing = parts.standing();
    const keys = parts.keys();
    const rules = parts.rules(standing.at);
    const { state, freeBytes } = parts.disk();
    return {
      at: standing.at,
      ...parts.scanner(),
      network: parts.network(),
      queue: queue(),
      cases: { ...parts.store.cases.waiting() },
      keys: { issuedAt: keys.issuedAt, sequence: keys.sequence, count: keys.keys.length },
      rules: { id: rules.id, version: rules.version, count: rules.rules.length + (rules.dccRules?.rules.length ?? 0) },
      trust: toTrust(standing, parts.consent),
      keyboard: parts.keyboard(),
      damage: toDamage(parts.store.damages.open()),
      outOfService: standing.outOfService,
      clock: parts.clock(),
      disk: { state, freeBytes },
    };
  };
  return {
    read,
    changed() {
      if (stopped || quiet !== null) return;
      quiet = setTimeout(() => {
        quiet = null;
        tell();
      }, QUIET_MS);
    },
    start() {
      refresh = setInterval(() => {
        tell();
        if (failed > 0) failedRefreshes += 1;
        if (failedRefreshes === MAX_FAILED_REFRESHES) throw new Error(`the status could not be read ${failedRefreshes} times in a row`);
      }, REFRESH_MS);
    },
    stop() {
      stopped = true;
      if (quiet !== null) clearTimeout(quiet);
      if (refresh !== null) clearInterval(refresh);
    },
  };
}

const toDamage = (damage: Damage | null): Status['damage'] => (damage === null ? null : { at: damage.at, saved: damage.saved, lost: damage.lost });

function toTrust(standing: Standing, consent: StatusParts['consent']): Status['trust'] {
  const { age, freshness } = standing;
  return {
    state: freshness.state,
    since: freshness.since,
    verifiedAt: age?.verifiedAt ?? null,
    signedUntil: age?.signedUntil ?? null,
    next: freshness.next,
    consentUntil: consent.current(standing)?.until ?? null,
    mayAccept: consent.mayAccept(standing),
  };
}
