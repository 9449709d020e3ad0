import type Database from 'better-sqlite3-multiple-ciphers';
import type { RetentionRecords } from '../model/retention.ts';
import type { UtcMillis } from '../model/units.ts';
import { integer, type Row, text } from './columns.ts';

/** What stands beside a record that was parked for its age. */
export const TOO_OLD = 'too old: waits for a decision';

/**
 * Forgetting: pseudonyms, staff numbers and whole rows of the journal, and undelivered records that have grown old. Rows stand in the order of time, so each
 * step goes on where the one before ended and costs the same however long the journal is.
 */
export function createRetention(db: Database.Database): RetentionRecords {
  const selectMarks = db.prepare<[], Row>('SELECT pseudonyms_to_id AS pseudonymsTo, staff_to_id AS staffTo FROM retention');
  const markPseudonyms = db.prepare<[Row]>('UPDATE retention SET pseudonyms_to_id = @last');
  const markStaff = db.prepare<[Row]>('UPDATE retention SET staff_to_id = @last');
  const markRemovable = db.prepare<[Row]>('UPDATE retention SET removable_before_ms = max(removable_before_ms, @before)');
  const selectNext = db.prepare<[Row], Row>('SELECT id, at_ms AS at FROM journal WHERE id > @after ORDER BY id LIMIT @limit');
  const clearPseudonyms = db.prepare<[Row]>(
    `UPDATE journal SET code_hash = NULL, traveller_hash = NULL WHERE id > @after AND id <= @last AND (code_hash IS NOT NULL OR traveller_hash IS NOT NULL)`,
  );
  const clearStaff = db.prepare<[Row]>('UPDATE journal SET staff_number = NULL WHERE id > @after AND id <= @last AND staff_number IS NOT NULL');
  const clearCheckers = db.prepare<[Row]>(
    'UPDATE document_checks SET staff_number = NULL WHERE staff_number IS NOT NULL AND scan_id IN (SELECT scan_id FROM journal WHERE id > @after AND id <= @last)',
  );
  // The newest row of the journal and the newest case stay: numbers are never used twice.
  const selectRemovable = db.prepare<[Row], Row>(
    `SELECT j.id AS id, j.scan_id AS scanId,
       EXISTS (SELECT 1 FROM conversions AS c JOIN outbox AS o ON o.record_id = c.record_id WHERE c.scan_id = j.scan_id)
       OR EXISTS (SELECT 1 FROM cases AS k WHERE k.scan_id = j.scan_id AND (k.closed_at_ms IS NULL OR k.number = (SELECT max(number) FROM cases))) AS needed
     FROM journal AS j WHERE j.id > @after AND j.id < (SELECT max(id) FROM journal) AND j.at_ms < @before ORDER BY j.id LIMIT @limit`,
  );
  // In this order: what hangs on a row goes before it.
  const remove = [
    db.prepare<[Row]>('DELETE FROM overrides WHERE scan_id = @scanId'),
    db.prepare<[Row]>('DELETE FROM document_checks WHERE scan_id = @scanId'),
    db.prepare<[Row]>('DELETE FROM cases WHERE scan_id = @scanId'),
    db.prepare<[Row]>('DELETE FROM conversions WHERE scan_id = @scanId'),
    db.prepare<[Row]>('DELETE FROM journal WHERE scan_id = @scanId'),
  ];
  const park = db.prepare<[Row]>(
    `UPDATE outbox SET state = 3, last_error = @error WHERE id IN (
       SELECT id FROM outbox INDEXED BY outbox_waiting_by_age WHERE state < 2 AND state = 0 AND created_at_ms < @before AND coalesce(put_back_at_ms, 0) < @before
       ORDER BY created_at_ms LIMIT @limit)`,
  );

  /** The rows of one step: those after a mark, up to the first that is not old enough. */
  const step = (after: number, before: UtcMillis, limit: number): { last: number | null; full: boolean } => {
    const rows = selectNext.all({ after, limit });
    const young = rows.findIndex((row) => integer(row, 'at') >= before);
    const old = young === -1 ? rows : rows.slice(0, young);
    const last = old.at(-1);
    return { last: last === undefined ? null : integer(last, 'id'), full: old.length === limit };
  };
  const forget = (mark: 'pseudonymsTo' | 'staffTo', clears: readonly Database.Statement<[Row]>[], move: Database.Statement<[Row]>) =>
    db.transaction((before: UtcMillis, limit: number): boolean => {
      const after = integer(selectMarks.get() ?? {}, mark);
      const { last, full } = step(after, before, limit);
      if (last === null) return false;
      for (const clear of clears) clear.run({ after, last });
      move.run({ last });
      return full;
    });
  const forgetPseudonyms = forget('pseudonymsTo', [clearPseudonyms], markPseudonyms);
  const forgetStaff = forget('staffTo', [clearStaff, clearCheckers], markStaff);
  const removeScans = db.transaction((before: UtcMillis, after: number, limit: number): number | null => {
    const rows = selectRemovable.all({ before, after, limit });
    const last = rows.at(-1);
    if (last === undefined) return null;
    markRemovable.run({ before });
    for (const row of rows) if (row.needed === 0) for (const each of remove) each.run({ scanId: text(row, 'scanId') });
    return integer(last, 'id');
  });
  return {
    forgetPseudonyms: (before, limit) => forgetPseudonyms.immediate(before, limit),
    forgetStaff: (before, limit) => forgetStaff.immediate(before, limit),
    removeScans: (before, after, limit) => removeScans.immediate(before, after, limit),
    parkUndelivered: (before, limit) => park.run({ before, limit, error: TOO_OLD }).changes,
  };
}
