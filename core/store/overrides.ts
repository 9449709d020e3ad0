import type Database from 'better-sqlite3-multiple-ciphers';
import type { Audit } from '../model/audit.ts';
import { type Override, OVERRIDE_REASONS, type OverrideEntry, type OverrideRecords } from '../model/override.ts';
import { utcMillis } from '../model/units.ts';
import { integer, oneOf, type Row, text } from './columns.ts';
import { createRollups } from './rollups.ts';

/** Travellers let through against the rules. A write is one transaction with rollup and audit, on disk when the call returns. */
export function createOverrides(db: Database.Database, audit: Pick<Audit, 'record'>): OverrideRecords {
  const rollups = createRollups(db);
  const insert = db.prepare<[Row]>(
    `INSERT INTO overrides (scan_id, at_ms, reason, first, second) VALUES (@scanId, @at, @reason, @first, @second)
     ON CONFLICT (scan_id) DO NOTHING`,
  );
  const select = db.prepare<[Row], Row>('SELECT scan_id AS scanId, at_ms AS at, reason, first, second FROM overrides WHERE scan_id = @scanId');
  const write = db.transaction(({ scanId, at, reason, first, second, lane, audit: line }: OverrideEntry): boolean => {
    if (insert.run({ scanId, at, reason, first, second }).changes === 0) return false;
    rollups.addOverride({ at, lane }, reason);
    audit.record(line);
    return true;
  });
  return {
    record: (entry) => write.immediate(entry),
    ofScan(scanId) {
      const row = select.get({ scanId });
      return row === undefined ? null : toOverride(row);
    },
  };
}

function toOverride(row: Row): Override {
  return {
    scanId: text(row, 'scanId'),
    at: utcMillis(integer(row, 'at')),
    reason: oneOf(OVERRIDE_REASONS, row, 'reason'),
    first: text(row, 'first'),
    second: row.second === null ? null : text(row, 'second'),
  };
}
