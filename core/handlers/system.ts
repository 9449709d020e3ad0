/** The machine and the records on it, as a technician sees them. */
import type { systemCalls, TrustView } from '../contract.ts';
import type { EngineSettings } from '../engine-parts.ts';
import type { RecordAct } from '../model/audit.ts';
import type { Clock } from '../model/clock.ts';
import type { UtcMillis } from '../model/units.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import type { ScannerHub } from '../scan/scanner-hub.ts';
import { writeDiagnostics } from '../service/diagnostics.ts';
import type { StatusBoard } from '../service/status-board.ts';
import { readSystem } from '../service/system-view.ts';
import type { Session } from '../staff/session.ts';
import type { Store } from '../store/open-store.ts';
import type { ClockGuard } from '../trust/clock-guard.ts';
import type { HandlersOf } from '../wire.ts';

/** Rows of the queue in a diagnostics file. */
const DIAGNOSED_ROWS = 100;

export interface SystemHandlerParts {
  readonly settings: Pick<EngineSettings, 'dataDir' | 'terminal'>;
  readonly clock: Clock;
  readonly startedAt: UtcMillis;
  readonly store: Store;
  readonly clockGuard: Pick<ClockGuard, 'read'>;
  readonly session: Pick<Session, 'person'>;
  readonly book: Pick<RuleBook, 'name'>;
  readonly hub: Pick<ScannerHub, 'scanners'>;
  readonly board: StatusBoard;
  readonly trustView: () => TrustView;
  readonly record: RecordAct;
}

export function systemHandlers({ settings, clock, startedAt, store, clockGuard, session, book, hub, board, trustView, record }: SystemHandlerParts): HandlersOf<typeof systemCalls> {
  const system = () => readSystem({ store, incidents: store.incidents, dataDir: settings.dataDir, startedAt });
  return {
    'service:system': system,
    'service:acknowledge-damage': () => {
      const { at } = clockGuard.read();
      const person = session.person();
      const act = { at, action: 'store-damage-acknowledged', person: person?.staffNumber ?? null, roles: person?.roles ?? [], second: null, subject: store.damages.open()?.folder ?? null, reason: null, ruleSet: book.name() } as const;
      const acknowledged = store.damages.acknowledge(at, act.person, act);
      board.changed();
      return { acknowledged };
    },
    'service:diagnostics': () => {
      record('diagnostics-written', null);
      return writeDiagnostics(settings.dataDir, clock, {
        system: system(),
        status: board.read(),
        scanners: hub.scanners(),
        trust: trustView(),
        queue: { counts: store.outbox.counts(), rows: store.outbox.rows(DIAGNOSED_ROWS) },
        terminal: settings.terminal,
      });
    },
  };
}
