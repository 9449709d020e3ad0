import type Database from 'better-sqlite3-multiple-ciphers';
import { type Audit, AUDIT_ACTIONS, type AuditEntry } from '../model/audit.ts';
import { PortasFault } from '../model/fault.ts';
import { utcMillis } from '../model/units.ts';
import { integer, oneOf, type Row, text } from './columns.ts';

/** The audit: append-only, and on disk when `record` returns. Inside a transaction, with it. */
export function createAudit(db: Database.Database): Audit {
  const insert = db.prepare<[Row]>(
    `INSERT INTO audit (at_ms, action, person, roles, second, second_roles, subject, reason, rule_set)
     VALUES (@at, @action, @person, @roles, @second, @secondRoles, @subject, @reason, @ruleSet)`,
  );
  const select = db.prepare<[Row], Row>(
    `SELECT at_ms AS at, action, person, roles, second, second_roles AS secondRoles, subject, reason, rule_set AS ruleSet FROM audit ORDER BY id DESC LIMIT @limit`,
  );
  const selectServiceChange = db.prepare<[], Row>(
    `SELECT at_ms AS at, action, person, roles, second, second_roles AS secondRoles, subject, reason, rule_set AS ruleSet FROM audit
     WHERE action IN ('terminal-out-of-service', 'terminal-in-service') ORDER BY id DESC LIMIT 1`,
  );
  const selectOne = db.prepare<[Row], Row>('SELECT 1 AS found FROM audit WHERE action = @action LIMIT 1');
  const selectAct = db.prepare<[Row], Row>('SELECT 1 AS found FROM audit WHERE action = @action AND at_ms >= @since AND person = @person AND subject = @subject LIMIT 1');
  const selectNewest = db.prepare<[], Row>('SELECT at_ms AS at FROM audit ORDER BY id DESC LIMIT 1');
  return {
    record: (entry) => void insert.run({ ...entry, roles: JSON.stringify(entry.roles), secondRoles: JSON.stringify(entry.secondRoles ?? []) }),
    has: (action) => selectOne.get({ action }) !== undefined,
    did: (act) => selectAct.get({ ...act }) !== undefined,
    newestAt() {
      const row = selectNewest.get();
      return row === undefined ? null : utcMillis(integer(row, 'at'));
    },
    newestServiceChange() {
      const row = selectServiceChange.get();
      return row === undefined ? null : toEntry(row);
    },
    recent: (limit) => select.all({ limit }).map(toEntry),
  };
}

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
