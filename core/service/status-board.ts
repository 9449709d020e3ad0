import type { Overview, Status } from '../contract.ts';
import { HOUR_MS, type UtcMillis, utcMillis } from '../model/units.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import type { Store } from '../store/open-store.ts';
import type { ClockGuard } from '../trust/clock-guard.ts';
import type { KeySet } from '../trust/key-set.ts';

/** The window hears of changes no more often than this. */
const QUIET_MS = 250;
/** And at least this often, so that ages stay right. */
const REFRESH_MS = 5_000;

export interface StatusBoard {
  read(): Status;
  overview(from: UtcMillis, to: UtcMillis): Overview;
  /** Something the status shows may have changed. */
  changed(): void;
  start(): void;
  stop(): void;
}

export interface StatusParts {
  readonly store: Pick<Store, 'outbox' | 'readOverview' | 'contingencies'>;
  readonly keys: KeySet;
  readonly rules: RuleSet;
  readonly clockGuard: ClockGuard;
  network(): Status['network'];
  scanner(): Status['scanner'];
  emit(status: Status): void;
}

/** Gathers the state of the terminal for the status bar and the overview. */
export function createStatusBoard(parts: StatusParts): StatusBoard {
  let quiet: NodeJS.Timeout | null = null;
  let refresh: NodeJS.Timeout | null = null;
  let stopped = false;

  const queue = (): Status['queue'] => {
    const counts = parts.store.outbox.counts();
    return { waiting: counts.pending + counts.leased, delivered: counts.delivered, dead: counts.dead, oldestWaitingAt: parts.store.outbox.oldestWaitingAt() };
  };
  const read = (): Status => {
    const { at, behindMs } = parts.clockGuard.read();
    return {
      at,
      scanner: parts.scanner(),
      network: parts.network(),
      queue: queue(),
      keys: { issuedAt: parts.keys.issuedAt, sequence: parts.keys.sequence, count: parts.keys.keys.length },
      rules: { id: parts.rules.id, version: parts.rules.version, count: parts.rules.rules.length + (parts.rules.dccRules?.rules.length ?? 0) },
      clock: { state: behindMs > 0 ? 'behind' : 'ok', behindMs },
    };
  };
  return {
    read,
    overview(from, to) {
      const { hours, reasons, formats, ...work } = parts.store.readOverview(from, to);
      const thisHour = utcMillis(to - (to % HOUR_MS));
      const lastHour = hours.at(-1);
      return {
        from,
        to,
        ...work,
        thisHour: lastHour?.startAt === thisHour ? sum(lastHour.counts) : 0,
        crossings: parts.store.contingencies.countCrossings(from, to),
        queue: queue(),
        hours: [...hours],
        reasons: [...reasons],
        formats: [...formats],
      };
    },
    changed() {
      if (stopped || quiet !== null) return;
      quiet = setTimeout(() => {
        quiet = null;
        parts.emit(read());
      }, QUIET_MS);
    },
    start() {
      refresh = setInterval(() => parts.emit(read()), REFRESH_MS);
    },
    stop() {
      stopped = true;
      if (quiet !== null) clearTimeout(quiet);
      if (refresh !== null) clearInterval(refresh);
    },
  };
}

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((total, count) => total + count, 0);
