import type Database from 'better-sqlite3-multiple-ciphers';
import { type Audit, AUDIT_ACTIONS, type AuditEntry } from '../model/audit.ts';
import { PortasFault } from '../model/fault.ts';
import { utcMillis } from '../model/units.ts';
import { CHAIN_COLUMNS, chainBeginning, chainHash, type ChainRow } from './audit-chain.ts';
import { blob, integer, oneOf, type Row, text } from './columns.ts';

/** The audit: append-only, chained (audit-chain.ts), and on disk when `record` returns. Inside a transaction, with it. */
export function createAudit(db: Database.Database): Audit {
  const insert = db.prepare<[Row]>(
    `INSERT INTO audit (id, at_ms, action, person, roles, second, second_roles, subject, reason, rule_set, hash)
     VALUES (@id, @at, @action, @person, @roles, @second, @secondRoles, @subject, @reason, @ruleSet, @hash)`,
  );
  // Read each time, and not remembered: a technician's command may have written the line before.
  const selectLast = db.prepare<[], Row>('SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1');
  const selectUnchained = db.prepare<[], ChainRow>(`SELECT ${CHAIN_COLUMNS} FROM audit WHERE hash IS NULL ORDER BY id`).raw();
  const selectHash = db.prepare<[Row], Row>('SELECT hash FROM audit WHERE id = @sequence');
  const select = db.prepare<[Row], Row>(
    `SELECT at_ms AS at, action, person, roles, second, second_roles AS secondRoles, subject, reason, rule_set AS ruleSet FROM audit ORDER BY id DESC LIMIT @limit`,
  );
  const selectServiceChange = db.prepare<[], Row>(
    `SELECT at_ms AS at, action, person, roles, second, second_roles AS secondRoles, subject, reason, rule_set AS ruleSet FROM audit
     WHERE action IN ('terminal-out-of-service', 'terminal-in-service') ORDER BY id DESC LIMIT 1`,
  );
  const selectNewestOf = db.prepare<[Row], Row>(
    `SELECT at_ms AS at, action, person, roles, second, second_roles AS secondRoles, subject, reason, rule_set AS ruleSet FROM audit
     WHERE action = @action ORDER BY at_ms DESC, id DESC LIMIT 1`,
  );
  const selectOne = db.prepare<[Row], Row>('SELECT 1 AS found FROM audit WHERE action = @action LIMIT 1');
  const selectAct = db.prepare<[Row], Row>('SELECT 1 AS found FROM audit WHERE action = @action AND at_ms >= @since AND person = @person AND subject = @subject LIMIT 1');
  const selectNewest = db.prepare<[], Row>('SELECT at_ms AS at FROM audit ORDER BY id DESC LIMIT 1');
  const write = (entry: AuditEntry): void => {
    const last = selectLast.get();
    const before = last === undefined || last.hash === null ? chainBeginning(selectUnchained.iterate()) : blob(last, 'hash');
    const line = {
      id: last === undefined ? 1 : integer(last, 'id') + 1,
      at: entry.at,
      action: entry.action,
      person: wellFormed(entry.person),
      roles: JSON.stringify(entry.roles),
      second: wellFormed(entry.second),
      secondRoles: JSON.stringify(entry.secondRoles ?? []),
      subject: wellFormed(entry.subject),
      reason: wellFormed(entry.reason),
      ruleSet: wellFormed(entry.ruleSet),
    };
    insert.run({ ...line, hash: chainHash(before, Object.values(line)) });
  };
  // Nobody else may write between the line before and this one.
  const writeAlone = db.transaction(write);
  return {
    record: (entry) => (db.inTransaction ? write(entry) : writeAlone.immediate(entry)),
    end() {
      const last = selectLast.get();
      return last === undefined || last.hash === null ? null : { sequence: integer(last, 'id'), hash: blob(last, 'hash').toString('hex') };
    },
    hashAt(sequence) {
      const row = selectHash.get({ sequence });
      return row === undefined || row.hash === null ? null : blob(row, 'hash').toString('hex');
    },
    has: (action) => selectOne.get({ action }) !== undefined,
    did: (act) => selectAct.get({ ...act }) !== undefined,
    newestAt() {
      const row = selectNewest.get();
      return row === undefined ? null : utcMillis(integer(row, 'at'));
    },
    newest(action) {
      const row = selectNewestOf.get({ action });
      return row === undefined ? null : toEntry(row);
    },
    newestServiceChange() {
      const row = selectServiceChange.get();
      return row === undefined ? null : toEntry(row);
    },
    recent: (limit) => select.all({ limit }).map(toEntry),
  };
}

/** SQLite's UTF-8 cannot hold half a surrogate pair: what is hashed is what can be read again. */
const wellFormed = (value: string | null): string | null => value?.toWellFormed() ?? null;

function toEntry(row: Row): AuditEntry {
  const optional = (column: string): string | null => (row[column] === null ? null : text(row, column));
  return {
    at: utcMillis(integer(row, 'at')),
    action: oneOf(AUDIT_ACTIONS, row, 'action'),
    person: optional('person'),
    roles: toRoles(row, 'roles'),
    second: optional('second'),
    secondRoles: toRoles(row, 'secondRoles'),
    subject: optional('subject'),
    reason: optional('reason'),
    ruleSet: optional('ruleSet'),
  };
}

function toRoles(row: Row, column: string): readonly string[] {
  const roles: unknown = JSON.parse(text(row, column));
  if (!Array.isArray(roles)) throw new PortasFault('database-corrupt', `column ${column}: expected a list, found something else`);
  return roles.map(String);
}
