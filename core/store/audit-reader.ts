/** The audit for whoever examines it beside the engine, or without one: checked and exported line by line, nothing written. Layer: store. */
import { existsSync } from 'node:fs';
import type Database from 'better-sqlite3-multiple-ciphers';
import type { KeptHead } from '../model/audit-head.ts';
import { PortasFault } from '../model/fault.ts';
import { CHAIN_COLUMNS, type ChainCheck, type ChainExpectations, type ChainRow, checkChain } from './audit-chain.ts';
import { createAuditHeads } from './audit-heads.ts';
import type { Row } from './columns.ts';
import { connect } from './connect.ts';
import { openStoreKey } from './store-key.ts';

/** Schema version since which the audit is chained. */
const CHAINED_SINCE = 11;

export interface AuditReader {
  check(expectations?: ChainExpectations): ChainCheck;
  /** Heads that the terminal signed, newest first. */
  heads(limit: number): readonly KeptHead[];
  /** Every line as it stands, hash in hex, in order. */
  lines(): IterableIterator<Row>;
  close(): void;
}

/** @throws PortasFault `database-unusable` when there is no database, or one of an earlier version; `store-key-invalid`. SQLite's errors for one that is damaged. */
export function openAuditReader(path: string): AuditReader {
  if (!existsSync(path)) throw new PortasFault('database-unusable', `${path}: no such database`);
  const db = connect(path, openStoreKey(path), { fileMustExist: true });
  try {
    db.pragma('query_only = ON');
    return createReader(db, path);
  } catch (cause) {
    db.close();
    throw cause;
  }
}

function createReader(db: Database.Database, path: string): AuditReader {
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version < CHAINED_SINCE) throw new PortasFault('database-unusable', `${path}: schema version ${version} is from before the audit was chained; start the terminal once`);
  const selectChain = db.prepare<[], ChainRow>(`SELECT ${CHAIN_COLUMNS} FROM audit ORDER BY id`).raw();
  const selectLines = db.prepare<[], Row>(
    `SELECT id AS line, at_ms AS at, action, person, roles, second, second_roles AS secondRoles, subject, reason, rule_set AS ruleSet, lower(hex(hash)) AS hash
     FROM audit ORDER BY id`,
  );
  const heads = createAuditHeads(db);
  return {
    check: (expectations) => checkChain(selectChain.iterate(), expectations),
    heads: (limit) => heads.recent(limit),
    lines: () => selectLines.iterate(),
    close: () => db.close(),
  };
}
