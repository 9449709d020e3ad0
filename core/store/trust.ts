import type Database from 'better-sqlite3-multiple-ciphers';
import type { Audit } from '../model/audit.ts';
import { PortasFault } from '../model/fault.ts';
import {
  MAX_DETAIL_CHARACTERS,
  TRUST_CAUSES,
  TRUST_RESULTS,
  TRUST_ROLES,
  TRUST_SOURCES,
  type TrustMarks,
  type TrustOutcome,
  type TrustRecords,
  type TrustVersions,
} from '../model/trust-distribution.ts';
import { utcMillis } from '../model/units.ts';
import { integer, oneOf, type Row, text } from './columns.ts';

/** Older outcomes make room. */
const MAX_OUTCOMES = 500;

/** High-water marks and outcomes of trust distribution. */
export function createTrust(db: Database.Database, audit: Audit): TrustRecords {
  const selectMarks = db.prepare<[], Row>(
    `SELECT root_version AS root, timestamp_version AS timestamp, snapshot_version AS snapshot, targets_version AS targets,
       timestamp_key_ids AS timestampKeyIds, snapshot_key_ids AS snapshotKeyIds, signed_at_ms AS signedAt, verified_at_ms AS verifiedAt FROM trust_marks`,
  );
  const upsertMarks = db.prepare<[Row]>(
    `INSERT INTO trust_marks (id, root_version, timestamp_version, snapshot_version, targets_version, timestamp_key_ids, snapshot_key_ids, signed_at_ms, verified_at_ms)
     VALUES (1, @root, @timestamp, @snapshot, @targets, @timestampKeyIds, @snapshotKeyIds, @signedAt, @verifiedAt)
     ON CONFLICT (id) DO UPDATE SET root_version = excluded.root_version, timestamp_version = excluded.timestamp_version,
       snapshot_version = excluded.snapshot_version, targets_version = excluded.targets_version, timestamp_key_ids = excluded.timestamp_key_ids,
       snapshot_key_ids = excluded.snapshot_key_ids, signed_at_ms = excluded.signed_at_ms, verified_at_ms = excluded.verified_at_ms`,
  );
  const columns = 'id, at_ms AS at, source, result, cause, versions, detail, person, times';
  const insert = db.prepare<[Row]>(
    `INSERT INTO trust_outcomes (at_ms, source, result, cause, versions, detail, person, times)
     VALUES (@at, @source, @result, @cause, @versions, @detail, @person, 1)`,
  );
  const count = db.prepare<[Row]>('UPDATE trust_outcomes SET at_ms = @at, times = times + 1 WHERE id = @id');
  const trim = db.prepare<[Row]>('DELETE FROM trust_outcomes WHERE id <= @lastId - @keep');
  const selectNewest = db.prepare<[Row], Row>(`SELECT ${columns} FROM trust_outcomes WHERE source = @source ORDER BY id DESC LIMIT 1`);
  const selectRecent = db.prepare<[Row], Row>(`SELECT ${columns} FROM trust_outcomes ORDER BY at_ms DESC, id DESC LIMIT @limit`);

  const keep = (outcome: Omit<TrustOutcome, 'times'>): void => {
    const detail = outcome.detail?.slice(0, MAX_DETAIL_CHARACTERS) ?? null;
    const versions = outcome.versions === null ? null : JSON.stringify(TRUST_ROLES.map((role) => outcome.versions?.[role]));
    const row = { ...outcome, detail, versions };
    const newest = selectNewest.get({ source: outcome.source });
    const alike = newest !== undefined && (['result', 'cause', 'versions', 'detail', 'person'] as const).every((column) => newest[column] === row[column]);
    if (alike) return void count.run({ at: outcome.at, id: newest.id });
    const { lastInsertRowid } = insert.run(row);
    trim.run({ lastId: Number(lastInsertRowid), keep: MAX_OUTCOMES });
  };
  const settle = db.transaction((outcome: Parameters<TrustRecords['settle']>[0], marks: Parameters<TrustRecords['settle']>[1], line: Parameters<TrustRecords['settle']>[2]) => {
    if (marks !== null) {
      const { versions, keyIds, signedAt, verifiedAt } = marks;
      upsertMarks.run({ ...versions, timestampKeyIds: JSON.stringify(keyIds.timestamp), snapshotKeyIds: JSON.stringify(keyIds.snapshot), signedAt, verifiedAt });
    }
    keep(outcome);
    if (line !== null) audit.record(line);
  });
  return {
    marks() {
      const row = selectMarks.get();
      return row === undefined ? null : toMarks(row);
    },
    settle(outcome, marks, line) {
      settle.immediate(outcome, marks, line);
    },
    newestBySource: () => TRUST_SOURCES.map((source) => selectNewest.get({ source })).filter((row) => row !== undefined).map(toOutcome),
    recent: (limit) => selectRecent.all({ limit }).map(toOutcome),
  };
}

function toMarks(row: Row): TrustMarks {
  return {
    versions: { root: integer(row, 'root'), timestamp: integer(row, 'timestamp'), snapshot: integer(row, 'snapshot'), targets: integer(row, 'targets') },
    keyIds: { timestamp: list(row, 'timestampKeyIds').map(String), snapshot: list(row, 'snapshotKeyIds').map(String) },
    signedAt: row.signedAt === null ? null : utcMillis(integer(row, 'signedAt')),
    verifiedAt: utcMillis(integer(row, 'verifiedAt')),
  };
}

function toOutcome(row: Row): TrustOutcome {
  const optional = (column: string): string | null => (row[column] === null ? null : text(row, column));
  return {
    at: utcMillis(integer(row, 'at')),
    source: oneOf(TRUST_SOURCES, row, 'source'),
    result: oneOf(TRUST_RESULTS, row, 'result'),
    cause: row.cause === null ? null : oneOf(TRUST_CAUSES, row, 'cause'),
    versions: row.versions === null ? null : toVersions(list(row, 'versions')),
    detail: optional('detail'),
    person: optional('person'),
    times: integer(row, 'times'),
  };
}

function toVersions(numbers: readonly unknown[]): TrustVersions {
  const [root, timestamp, snapshot, targets] = numbers.map(Number);
  if (root === undefined || timestamp === undefined || snapshot === undefined || targets === undefined) throw new PortasFault('database-corrupt', 'column versions: expected four numbers');
  return { root, timestamp, snapshot, targets };
}

function list(row: Row, column: string): readonly unknown[] {
  const value: unknown = JSON.parse(text(row, column));
  if (!Array.isArray(value)) throw new PortasFault('database-corrupt', `column ${column}: expected a list, found something else`);
  return value;
}
