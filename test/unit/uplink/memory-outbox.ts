import type { LeasedRecord, Outbox, OutboxState } from '../../../core/model/outbox.ts';
import { type UtcMillis, utcMillis } from '../../../core/model/units.ts';

interface Row {
  readonly record: Omit<LeasedRecord, 'attempts'>;
  state: OutboxState;
  attempts: number;
  dueAt: number;
  error: string | null;
}

/** An outbox in memory with the store's rules, and switches to break it. */
export interface MemoryOutbox extends Outbox {
  add(record: Omit<LeasedRecord, 'attempts'>, dueAt?: number): void;
  row(recordId: string): Row | undefined;
  /** Each call of a named method fails while its name is here. */
  readonly broken: Set<'lease' | 'settle' | 'nextDueAt'>;
  readonly leases: number[];
}

export function createMemoryOutbox(): MemoryOutbox {
  const rows = new Map<string, Row>();
  const broken: MemoryOutbox['broken'] = new Set();
  const leases: number[] = [];
  const check = (name: 'lease' | 'settle' | 'nextDueAt'): void => {
    if (broken.has(name)) throw new Error('SQLITE_IOERR');
  };
  return {
    broken,
    leases,
    add: (record, dueAt = 0) => void rows.set(record.recordId, { record, state: 'pending', attempts: 0, dueAt, error: null }),
    row: (recordId) => rows.get(recordId),
    lease(limit, now, leaseUntil) {
      check('lease');
      for (const row of rows.values()) if (row.state === 'leased' && row.dueAt <= now) row.state = 'pending';
      const due = [...rows.values()].filter((row) => row.state === 'pending' && row.dueAt <= now).sort((a, b) => a.dueAt - b.dueAt).slice(0, limit);
      leases.push(due.length);
      return due.map((row) => {
        row.state = 'leased';
        row.attempts += 1;
        row.dueAt = leaseUntil;
        return { ...row.record, attempts: row.attempts };
      });
    },
    settle(settlements) {
      check('settle');
      for (const settlement of settlements) {
        const row = rows.get(settlement.recordId);
        if (row?.state !== 'leased') continue;
        row.state = settlement.result === 'retry' ? 'pending' : settlement.result;
        row.error = settlement.result === 'delivered' ? null : settlement.error;
        if (settlement.result === 'retry') row.dueAt = settlement.nextAttemptAt;
      }
    },
    nextDueAt(): UtcMillis | null {
      check('nextDueAt');
      const dues = [...rows.values()].filter(({ state }) => state === 'pending' || state === 'leased').map(({ dueAt }) => dueAt);
      return dues.length === 0 ? null : utcMillis(Math.min(...dues));
    },
    counts() {
      const counts = { pending: 0, leased: 0, delivered: 0, dead: 0 };
      for (const { state } of rows.values()) counts[state] += 1;
      return counts;
    },
  };
}
