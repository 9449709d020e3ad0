import type Database from 'better-sqlite3-multiple-ciphers';
import type { Audit } from '../model/audit.ts';
import type { DocumentCheckEntry } from '../model/document-check.ts';
import type { Row } from './columns.ts';
import { createRollups } from './rollups.ts';

/** Checks of documents against codes. */
export interface DocumentChecks {
  /** Check, rollup of a pass that it ended, audit of a document that differs: one transaction, on disk when it returns. */
  record(entry: DocumentCheckEntry): void;
  /** The same inside a transaction that is open already: that of the scan which the document came before. */
  add(entry: DocumentCheckEntry): void;
}

export function createDocumentChecks(db: Database.Database, audit: Pick<Audit, 'record'>): DocumentChecks {
  const rollups = createRollups(db);
  const insert = db.prepare<[Row]>(
    `INSERT INTO document_checks (scan_id, at_ms, outcome, differing, expired, staff_number) VALUES (@scanId, @at, @outcome, @differing, @expired, @staffNumber)`,
  );
  const add = ({ scanId, at, lane, outcome, differing, expired, staffNumber, endedPassBy, audit: line }: DocumentCheckEntry): void => {
    insert.run({ scanId, at, outcome, differing: JSON.stringify(differing), expired: expired ? 1 : 0, staffNumber });
    if (endedPassBy !== null) rollups.addDocumentReason({ at, lane }, endedPassBy);
    if (line !== null) audit.record(line);
  };
  const write = db.transaction(add);
  return { add, record: (entry) => write.immediate(entry) };
}
