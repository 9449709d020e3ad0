/** What was found damaged, and whether a technician has seen it. Layer: store. */
import type Database from 'better-sqlite3-multiple-ciphers';
import type { Audit, AuditEntry } from '../../model/audit.ts';
import { type Damage, DAMAGE_CAUSES } from '../../model/damage.ts';
import { type UtcMillis, utcMillis } from '../../model/units.ts';
import { integer, oneOf, type Row, text } from '../columns.ts';

export interface Damages {
  /** The newest that nobody has acknowledged; null when there is none. */
  open(): Damage | null;
  /** Newest first. */
  all(): readonly Damage[];
  /** Ends the alarm of all that are open, with a line of the audit; false when there were none. */
  acknowledge(at: UtcMillis, by: string | null, act: AuditEntry): boolean;
}

/** More than any disk survives. */
const MAX_LISTED = 100;

export function createDamages(db: Database.Database, audit: Audit): Damages {
  const columns = 'at_ms AS at, cause, folder, saved, lost, marks, acknowledged_at_ms AS acknowledgedAt, acknowledged_by AS acknowledgedBy';
  const selectOpen = db.prepare<[], Row>(`SELECT ${columns} FROM damages WHERE acknowledged_at_ms IS NULL ORDER BY id DESC LIMIT 1`);
  const selectAll = db.prepare<[Row], Row>(`SELECT ${columns} FROM damages ORDER BY id DESC LIMIT @limit`);
  const update = db.prepare<[Row]>('UPDATE damages SET acknowledged_at_ms = @at, acknowledged_by = @by WHERE acknowledged_at_ms IS NULL');
  const acknowledge = db.transaction((at: UtcMillis, by: string | null, act: AuditEntry): boolean => {
    if (update.run({ at, by }).changes === 0) return false;
    audit.record(act);
    return true;
  });
  return {
    open() {
      const row = selectOpen.get();
      return row === undefined ? null : toDamage(row);
    },
    all: () => selectAll.all({ limit: MAX_LISTED }).map(toDamage),
    acknowledge: (at, by, act) => acknowledge.immediate(at, by, act),
  };
}

function toDamage(row: Row): Damage {
  return {
    at: utcMillis(integer(row, 'at')),
    cause: oneOf(DAMAGE_CAUSES, row, 'cause'),
    folder: text(row, 'folder'),
    saved: integer(row, 'saved'),
    lost: row.lost === null ? null : integer(row, 'lost'),
    marks: oneOf(['kept', 'lost'] as const, row, 'marks'),
    acknowledged: row.acknowledgedAt === null ? null : { at: utcMillis(integer(row, 'acknowledgedAt')), by: row.acknowledgedBy === null ? null : text(row, 'acknowledgedBy') },
  };
}
