import type Database from 'better-sqlite3-multiple-ciphers';
import { type AuditHead, type AuditHeadRecords, HEAD_RESULTS, type KeptHead } from '../model/audit-head.ts';
import { utcMillis } from '../model/units.ts';
import { blob, integer, oneOf, type Row, text } from './columns.ts';

/** Older settled heads make room: at one an hour this is six weeks. */
const MAX_HEADS = 1_000;
const COLUMNS = 'sequence, hash, at_ms AS at, terminal_id AS terminalId, key_id AS keyId, signature, result, settled_at_ms AS settledAt';

/** Signed heads of the audit. */
export function createAuditHeads(db: Database.Database): AuditHeadRecords {
  const supersede = db.prepare<[Row]>(`UPDATE audit_heads SET result = 'superseded', settled_at_ms = @at WHERE result IS NULL`);
  const insert = db.prepare<[Row]>(
    `INSERT INTO audit_heads (sequence, hash, at_ms, terminal_id, key_id, signature) VALUES (@sequence, @hash, @at, @terminalId, @keyId, @signature)`,
  );
  const trim = db.prepare<[Row]>('DELETE FROM audit_heads WHERE result IS NOT NULL AND sequence NOT IN (SELECT sequence FROM audit_heads ORDER BY sequence DESC LIMIT @keep)');
  const selectWaiting = db.prepare<[], Row>(`SELECT ${COLUMNS} FROM audit_heads WHERE result IS NULL ORDER BY sequence DESC LIMIT 1`);
  const selectRecent = db.prepare<[Row], Row>(`SELECT ${COLUMNS} FROM audit_heads ORDER BY sequence DESC LIMIT @limit`);
  const settle = db.prepare<[Row]>('UPDATE audit_heads SET result = @result, settled_at_ms = @at WHERE sequence = @sequence AND result IS NULL');
  const keep = db.transaction((head: AuditHead) => {
    supersede.run({ at: head.at });
    insert.run({ ...head, hash: Buffer.from(head.hash, 'hex'), signature: Buffer.from(head.signature, 'base64') });
    trim.run({ keep: MAX_HEADS });
  });
  return {
    keep: (head) => keep.immediate(head),
    waiting() {
      const row = selectWaiting.get();
      return row === undefined ? null : toHead(row);
    },
    settle: (sequence, result, at) => void settle.run({ sequence, result, at }),
    recent: (limit) => selectRecent.all({ limit }).map(toKept),
  };
}

function toHead(row: Row): AuditHead {
  return {
    sequence: integer(row, 'sequence'),
    hash: blob(row, 'hash').toString('hex'),
    at: utcMillis(integer(row, 'at')),
    terminalId: text(row, 'terminalId'),
    keyId: text(row, 'keyId'),
    signature: blob(row, 'signature').toString('base64'),
  };
}

const toKept = (row: Row): KeptHead => ({
  ...toHead(row),
  result: row.result === null ? null : oneOf(HEAD_RESULTS, row, 'result'),
  settledAt: row.settledAt === null ? null : utcMillis(integer(row, 'settledAt')),
});
