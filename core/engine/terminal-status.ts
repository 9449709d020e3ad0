/** What is shown of the terminal: its status, what it trusts, and what it did in a span of time. Composes. */
import type { Status, TrustView } from '../contract.ts';
import type { TrustConsentDesk } from '../desk/trust-consent.ts';
import type { EngineSettings } from '../engine-parts.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import type { BacklogWatch } from '../service/backlog-watch.ts';
import type { IncidentLog } from '../service/incident-log.ts';
import { createOverviewBoard, type OverviewBoard } from '../service/overview-board.ts';
import { createStatusBoard, type StatusBoard } from '../service/status-board.ts';
import type { TerminalStanding } from '../service/terminal-standing.ts';
import { toTrustView } from '../service/trust-view.ts';
import type { Store } from '../store/open-store.ts';
import type { TerminalKeys } from '../terminal/terminal-keys.ts';
import type { ClockGuard } from '../trust/clock-guard.ts';
import type { DeskScanners } from './desk-scanners.ts';
import type { TrustInForce } from './trust-in-force.ts';
import type { Upkeep } from './upkeep.ts';

export interface TerminalStatusParts {
  readonly settings: Pick<EngineSettings, 'perOfficer'>;
  readonly store: Store;
  readonly clockGuard: Pick<ClockGuard, 'read'>;
  readonly trust: Pick<TrustInForce, 'keys' | 'sealingKey'>;
  readonly terminalKeys: TerminalKeys;
  readonly book: RuleBook;
  readonly standing: TerminalStanding;
  readonly consent: TrustConsentDesk;
  readonly scanners: Pick<DeskScanners, 'hub' | 'keyboard'>;
  readonly upkeep: Pick<Upkeep, 'disk' | 'parkedAt'>;
  readonly network: () => Status['network'];
  readonly backlog: Pick<BacklogWatch, 'peak'>;
  readonly incidents: Pick<IncidentLog, 'fault'>;
  /** The status is another, or was not told for some seconds. */
  readonly told: (status: Status) => void;
}

export interface TerminalStatus {
  readonly board: StatusBoard;
  readonly trustView: () => TrustView;
  readonly overview: OverviewBoard;
}

export function createTerminalStatus(parts: TerminalStatusParts): TerminalStatus {
  const { store, trust, book, standing, upkeep } = parts;
  const { hub, keyboard } = parts.scanners;
  const board = createStatusBoard({
    store,
    keys: trust.keys,
    rules: (at) => book.at(at),
    standing: () => standing.at(),
    consent: parts.consent,
    clock: () => standing.clock(),
    network: parts.network,
    parkedAt: (oldestWaitingAt) => upkeep.parkedAt(oldestWaitingAt),
    scanner: () => ({ scanner: hub.shownState(), scannerRoles: hub.roleStates().map((each) => ({ ...each })) }),
    keyboard: () => keyboard.damage(),
    disk: () => {
      upkeep.disk.look();
      return upkeep.disk.read();
    },
    onFault: (cause) => void parts.incidents.fault('status-not-read', cause),
    emit: parts.told,
  });
  return {
    board,
    trustView: () => {
      const now = standing.at();
      return toTrustView({ keys: trust.keys(), rules: book.at(now.at), terminal: parts.terminalKeys, sealingKeyId: trust.sealingKey()?.keyId ?? null, standing: now, clock: standing.clockView() });
    },
    overview: createOverviewBoard({
      store,
      keys: trust.keys,
      clockGuard: parts.clockGuard,
      perOfficer: parts.settings.perOfficer,
      queue: () => board.read().queue,
      peak: () => parts.backlog.peak(),
    }),
  };
}
