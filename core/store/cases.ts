import type Database from 'better-sqlite3-multiple-ciphers';
import type { Audit } from '../model/audit.ts';
import { type Case, CASE_KINDS, CASE_OUTCOMES, type CaseClosing, type CaseOpening, type CaseRecords, CLOSING_REASONS } from '../model/case.ts';
import { PortasFault } from '../model/fault.ts';
import { REASON_CODES, type ReasonCode } from '../model/reasons.ts';
import { utcMillis } from '../model/units.ts';
import { integer, oneOf, type Row, text } from './columns.ts';
import { createRollups } from './rollups.ts';

const COLUMNS = `number, scan_id AS scanId, kind, reasons, opened_at_ms AS openedAt, opened_by AS openedBy, closed_at_ms AS closedAt, closed_by AS closedBy,
  outcome, closing_reason AS closingReason`;

/** Cases of the second line. Opening and closing are one transaction with rollup and audit, on disk when the call returns. */
export function createCases(db: Database.Database, audit: Pick<Audit, 'record'>): CaseRecords {
  const rollups = createRollups(db);
  const insert = db.prepare<[Row]>(
    `INSERT INTO cases (scan_id, kind, reasons, opened_at_ms, opened_by) VALUES (@scanId, @kind, @reasons, @openedAt, @openedBy)
     ON CONFLICT (scan_id) DO NOTHING`,
  );
  const update = db.prepare<[Row]>(
    `UPDATE cases SET closed_at_ms = @at, closed_by = @by, outcome = @outcome, closing_reason = @reason
     WHERE number = @number AND closed_at_ms IS NULL`,
  );
  const selectByNumber = db.prepare<[Row], Row>(`SELECT ${COLUMNS} FROM cases WHERE number = @number`);
  const selectByScan = db.prepare<[Row], Row>(`SELECT ${COLUMNS} FROM cases WHERE scan_id = @scanId`);
  const selectOpen = db.prepare<[Row], Row>(`SELECT ${COLUMNS} FROM cases WHERE closed_at_ms IS NULL ORDER BY opened_at_ms, number LIMIT @limit`);
  const selectClosed = db.prepare<[Row], Row>(`SELECT ${COLUMNS} FROM cases WHERE closed_at_ms IS NOT NULL ORDER BY closed_at_ms DESC, number DESC LIMIT @limit`);
  const selectWaiting = db.prepare<[], Row>('SELECT count(*) AS open, min(opened_at_ms) AS oldestAt FROM cases WHERE closed_at_ms IS NULL');

  const one = (row: Row | undefined): Case | null => (row === undefined ? null : toCase(row));
  const open = db.transaction((opening: CaseOpening): Case | null => {
    const { scanId, kind, reasons, openedAt, openedBy, lane } = opening;
    if (insert.run({ scanId, kind, reasons: JSON.stringify(reasons), openedAt, openedBy }).changes === 0) return null;
    rollups.addCase({ at: openedAt, lane }, kind);
    audit.record(opening.audit);
    return one(selectByScan.get({ scanId }));
  });
  const close = db.transaction(({ number, at, by, outcome, reason, audit: line }: CaseClosing): Case | null => {
    if (update.run({ number, at, by, outcome, reason }).changes === 0) return null;
    audit.record(line);
    return one(selectByNumber.get({ number }));
  });
  return {
    open: (opening) => open.immediate(opening),
    close: (closing) => close.immediate(closing),
    find: (number) => one(selectByNumber.get({ number })),
    ofScan: (scanId) => one(selectByScan.get({ scanId })),
    list: (limit) => ({ open: selectOpen.all({ limit: limit.open }).map(toCase), closed: selectClosed.all({ limit: limit.closed }).map(toCase) }),
    waiting() {
      const row = selectWaiting.get() ?? {};
      return { open: integer(row, 'open'), oldestAt: row.oldestAt === null ? null : utcMillis(integer(row, 'oldestAt')) };
    },
  };
}

function toCase(row: Row): Case {
  const person = (column: string): string | null => (row[column] === null ? null : text(row, column));
  return {
    number: integer(row, 'number'),
    scanId: text(row, 'scanId'),
    kind: oneOf(CASE_KINDS, row, 'kind'),
    reasons: toReasons(text(row, 'reasons')),
    openedAt: utcMillis(integer(row, 'openedAt')),
    openedBy: person('openedBy'),
    closed:
      row.closedAt === null
        ? null
        : { at: utcMillis(integer(row, 'closedAt')), by: person('closedBy'), outcome: oneOf(CASE_OUTCOMES, row, 'outcome'), reason: oneOf(CLOSING_REASONS, row, 'closingReason') },
  };
}

function toReasons(json: string): readonly ReasonCode[] {
  const codes: unknown = JSON.parse(json);
  if (!Array.isArray(codes) || !codes.every((code): code is ReasonCode => REASON_CODES.some((known) => known === code))) {
    throw new PortasFault('database-corrupt', 'column reasons: expected a list of reasons, found something else');
  }
  return codes;
}
