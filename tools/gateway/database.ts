/**
 * The gateway's memory: one SQLite database. Bodies stay sealed as they came and are opened only to answer a query, so that
 * the file holds no readable traveller. All times UTC milliseconds.
 */
import { chmodSync } from 'node:fs';
import Database from 'better-sqlite3-multiple-ciphers';
import type { AuditHead } from '../../core/model/audit-head.ts';
import { type UtcMillis, utcMillis } from '../../core/model/units.ts';

/** In the gateway's data folder. */
export const DATABASE_FILE = 'gateway.db';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS terminals (
  terminal_id TEXT PRIMARY KEY, key_id TEXT NOT NULL UNIQUE, public_key_pem TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS next_keys (
  terminal_id TEXT PRIMARY KEY REFERENCES terminals, key_id TEXT NOT NULL UNIQUE, public_key_pem TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS retired_keys (key_id TEXT PRIMARY KEY, terminal_id TEXT NOT NULL, public_key_pem TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS nonces (
  key_id TEXT NOT NULL, nonce TEXT NOT NULL, expires_at_ms INTEGER NOT NULL, PRIMARY KEY (key_id, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS nonces_by_expiry ON nonces (expires_at_ms);
CREATE TABLE IF NOT EXISTS records (
  id INTEGER PRIMARY KEY, terminal_id TEXT NOT NULL REFERENCES terminals, record_id TEXT NOT NULL, body_sha256 TEXT NOT NULL,
  sealing_key_id TEXT NOT NULL, sealed BLOB NOT NULL, health_status TEXT NOT NULL, received_at_ms INTEGER NOT NULL,
  UNIQUE (terminal_id, record_id)
) STRICT;
CREATE TABLE IF NOT EXISTS codes (
  code_id TEXT PRIMARY KEY, record INTEGER NOT NULL REFERENCES records, text TEXT NOT NULL, expires_at_ms INTEGER NOT NULL,
  ordinal INTEGER NOT NULL, UNIQUE (record, ordinal)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS serials (
  terminal_id TEXT NOT NULL, serial TEXT NOT NULL, type TEXT NOT NULL, random_number TEXT NOT NULL, expires_at_ms INTEGER NOT NULL,
  used INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (terminal_id, serial)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS handles (
  handle TEXT PRIMARY KEY, terminal_id TEXT NOT NULL, record INTEGER NOT NULL REFERENCES records, expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS trips (
  trip_id TEXT PRIMARY KEY, terminal_id TEXT NOT NULL, serial TEXT NOT NULL, record INTEGER NOT NULL REFERENCES records,
  from_region TEXT NOT NULL, to_region TEXT NOT NULL, depart_date TEXT NOT NULL, address_sealed BLOB, UNIQUE (terminal_id, serial)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS corrections (
  correction_id TEXT PRIMARY KEY, terminal_id TEXT NOT NULL, serial TEXT NOT NULL, record INTEGER NOT NULL REFERENCES records,
  element TEXT NOT NULL, reason_sealed BLOB NOT NULL, received_at_ms INTEGER NOT NULL, UNIQUE (terminal_id, serial)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS audit_heads (
  terminal_id TEXT NOT NULL, sequence INTEGER NOT NULL, hash TEXT NOT NULL, at_ms INTEGER NOT NULL, key_id TEXT NOT NULL, signature TEXT NOT NULL,
  public_key_pem TEXT NOT NULL, received_at_ms INTEGER NOT NULL, PRIMARY KEY (terminal_id, sequence)
) STRICT, WITHOUT ROWID;
`;

export interface StoredRecord {
  readonly id: number;
  readonly terminalId: string;
  readonly recordId: string;
  readonly bodySha256: string;
  readonly sealingKeyId: string;
  readonly sealed: Uint8Array;
  readonly healthStatus: string;
}
export interface StoredCode {
  readonly text: string;
  readonly expiresAt: UtcMillis;
}
export interface StoredTrip {
  readonly from: string;
  readonly to: string;
  readonly departDate: string;
}
/** A head outlives the key that signed it: the key is kept with it. */
export interface StoredHead extends AuditHead {
  readonly publicKeyPem: string;
}
type Row = Record<string, unknown>;

export type GatewayDatabase = ReturnType<typeof openDatabase>;

/** @param file - made with mode 0600 when it is not there. Durable on commit: WAL with synchronous=FULL. */
export function openDatabase(file: string) {
  const db = new Database(file);
  chmodSync(file, 0o600);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.pragma('secure_delete = ON');
  db.exec(SCHEMA);

  const RECORD = 'id, terminal_id AS terminalId, record_id AS recordId, body_sha256 AS bodySha256, sealing_key_id AS sealingKeyId, sealed, health_status AS healthStatus';
  const putTerminal = db.prepare<[Row]>(
    `INSERT INTO terminals (terminal_id, key_id, public_key_pem) VALUES (@terminalId, @keyId, @publicKeyPem)
     ON CONFLICT (terminal_id) DO UPDATE SET key_id = excluded.key_id, public_key_pem = excluded.public_key_pem`,
  );
  const getTerminal = db.prepare<[string], { terminalId: string; publicKeyPem: string }>('SELECT terminal_id AS terminalId, public_key_pem AS publicKeyPem FROM terminals WHERE key_id = ?');
  const getNextTerminal = db.prepare<[string], { terminalId: string; publicKeyPem: string }>('SELECT terminal_id AS terminalId, public_key_pem AS publicKeyPem FROM next_keys WHERE key_id = ?');
  const putNextKey = db.prepare<[Row]>(
    `INSERT INTO next_keys (terminal_id, key_id, public_key_pem) VALUES (@terminalId, @keyId, @publicKeyPem)
     ON CONFLICT (terminal_id) DO UPDATE SET key_id = excluded.key_id, public_key_pem = excluded.public_key_pem`,
  );
  const dropNextKey = db.prepare<[string]>('DELETE FROM next_keys WHERE terminal_id = ?');
  const retireKey = db.prepare<[string]>('INSERT INTO retired_keys (key_id, terminal_id, public_key_pem) SELECT key_id, terminal_id, public_key_pem FROM terminals WHERE terminal_id = ? ON CONFLICT DO NOTHING');
  const isRetired = db.prepare<[string], { n: number }>('SELECT count(*) AS n FROM retired_keys WHERE key_id = ?');
  const getKey = db.prepare<[Row], { publicKeyPem: string }>(
    `SELECT public_key_pem AS publicKeyPem FROM terminals WHERE terminal_id = @terminalId AND key_id = @keyId
     UNION ALL SELECT public_key_pem FROM next_keys WHERE terminal_id = @terminalId AND key_id = @keyId
     UNION ALL SELECT public_key_pem FROM retired_keys WHERE terminal_id = @terminalId AND key_id = @keyId`,
  );
  const dropNonces = db.prepare<[number]>('DELETE FROM nonces WHERE expires_at_ms < ?');
  const putNonce = db.prepare<[Row]>('INSERT INTO nonces (key_id, nonce, expires_at_ms) VALUES (@keyId, @nonce, @expiresAt) ON CONFLICT DO NOTHING');
  const getRecord = db.prepare<[string, string], StoredRecord>(`SELECT ${RECORD} FROM records WHERE terminal_id = ? AND record_id = ?`);
  const getRecordById = db.prepare<[number], StoredRecord>(`SELECT ${RECORD} FROM records WHERE id = ?`);
  const putRecord = db.prepare<[Row]>(
    `INSERT INTO records (terminal_id, record_id, body_sha256, sealing_key_id, sealed, health_status, received_at_ms)
     VALUES (@terminalId, @recordId, @bodySha256, @sealingKeyId, @sealed, @healthStatus, @receivedAt)`,
  );
  const putCode = db.prepare<[Row]>(
    `INSERT INTO codes (code_id, record, text, expires_at_ms, ordinal)
     VALUES (@codeId, @record, @text, @expiresAt, (SELECT count(*) FROM codes WHERE record = @record))`,
  );
  const getFirstCode = db.prepare<[number], { text: string; expiresAt: number }>('SELECT text, expires_at_ms AS expiresAt FROM codes WHERE record = ? AND ordinal = 0');
  const getCode = db.prepare<[string], { record: number; expiresAt: number }>('SELECT record, expires_at_ms AS expiresAt FROM codes WHERE code_id = ?');
  const putSerial = db.prepare<[Row]>(
    'INSERT INTO serials (terminal_id, serial, type, random_number, expires_at_ms) VALUES (@terminalId, @serial, @type, @randomNumber, @expiresAt) ON CONFLICT DO NOTHING',
  );
  const spendSerial = db.prepare<[Row]>(
    `UPDATE serials SET used = 1 WHERE terminal_id = @terminalId AND serial = @serial AND type = @type AND random_number = @randomNumber
     AND used = 0 AND expires_at_ms >= @now`,
  );
  const putHandle = db.prepare<[Row]>('INSERT INTO handles (handle, terminal_id, record, expires_at_ms) VALUES (@handle, @terminalId, @record, @expiresAt)');
  const getHandle = db.prepare<[Row], { record: number }>('SELECT record FROM handles WHERE handle = @handle AND terminal_id = @terminalId AND expires_at_ms >= @now');
  const dropHandles = db.prepare<[number]>('DELETE FROM handles WHERE expires_at_ms < ?');
  const dropSerials = db.prepare<[number]>('DELETE FROM serials WHERE expires_at_ms < ?');
  const putTrip = db.prepare<[Row]>(
    `INSERT INTO trips (trip_id, terminal_id, serial, record, from_region, to_region, depart_date, address_sealed)
     VALUES (@tripId, @terminalId, @serial, @record, @from, @to, @departDate, @addressSealed) ON CONFLICT (terminal_id, serial) DO NOTHING`,
  );
  const getTripId = db.prepare<[string, string], { tripId: string }>('SELECT trip_id AS tripId FROM trips WHERE terminal_id = ? AND serial = ?');
  const listTrips = db.prepare<[number], StoredTrip>(
    'SELECT from_region AS "from", to_region AS "to", depart_date AS departDate FROM trips WHERE record = ? ORDER BY depart_date, trip_id LIMIT 99',
  );
  const putCorrection = db.prepare<[Row]>(
    `INSERT INTO corrections (correction_id, terminal_id, serial, record, element, reason_sealed, received_at_ms)
     VALUES (@correctionId, @terminalId, @serial, @record, @element, @reasonSealed, @now) ON CONFLICT (terminal_id, serial) DO NOTHING`,
  );
  const getCorrectionId = db.prepare<[string, string], { correctionId: string }>('SELECT correction_id AS correctionId FROM corrections WHERE terminal_id = ? AND serial = ?');
  const putHead = db.prepare<[Row]>(
    `INSERT INTO audit_heads (terminal_id, sequence, hash, at_ms, key_id, signature, public_key_pem, received_at_ms)
     VALUES (@terminalId, @sequence, @hash, @at, @keyId, @signature, @publicKeyPem, @receivedAt)`,
  );
  const HEAD = 'terminal_id AS terminalId, sequence, hash, at_ms AS at, key_id AS keyId, signature, public_key_pem AS publicKeyPem';
  const listHeads = db.prepare<[string], StoredHead>(`SELECT ${HEAD} FROM audit_heads WHERE terminal_id = ? ORDER BY sequence DESC`);
  const getNewestHead = db.prepare<[string], StoredHead>(`SELECT ${HEAD} FROM audit_heads WHERE terminal_id = ? ORDER BY sequence DESC LIMIT 1`);
  const getHead = db.prepare<[string, number], StoredHead>(`SELECT ${HEAD} FROM audit_heads WHERE terminal_id = ? AND sequence = ?`);
  const countRecords = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM records');
  const findRecord = db.prepare<[string], StoredRecord>(`SELECT ${RECORD} FROM records WHERE record_id = ?`);
  const listHashes = db.prepare<[], { recordId: string; bodySha256: string }>('SELECT record_id AS recordId, body_sha256 AS bodySha256 FROM records');

  return {
    /** Runs work in one transaction; a thrown error undoes all of it. */
    transact: <T>(work: () => T): T => db.transaction(work).immediate(),
    /** Registers a terminal. A key that it has renewed since does not come back by being registered again. */
    putTerminal(terminal: { terminalId: string; keyId: string; publicKeyPem: string }): void {
      if (isRetired.get(terminal.keyId)?.n === 0) putTerminal.run(terminal);
    },
    /** By the key in use, or by the one that is to follow. */
    terminalOfKey: (keyId: string) => getTerminal.get(keyId) ?? getNextTerminal.get(keyId) ?? null,
    /** Takes a terminal's next key beside the one in use. @returns false for a key that somebody has or had. */
    putNextKey(next: { terminalId: string; keyId: string; publicKeyPem: string }): boolean {
      const owner = (getTerminal.get(next.keyId) ?? getNextTerminal.get(next.keyId))?.terminalId;
      if (isRetired.get(next.keyId)?.n !== 0 || (owner !== undefined && owner !== next.terminalId)) return false;
      if (getTerminal.get(next.keyId) === undefined) putNextKey.run(next);
      return true;
    },
    /** A request under the next key has come and is sound: the one before it is over. */
    confirmKey(terminalId: string, keyId: string): void {
      const next = getNextTerminal.get(keyId);
      if (next === undefined) return;
      retireKey.run(terminalId);
      dropNextKey.run(terminalId);
      putTerminal.run({ ...next, keyId });
    },
    /** Public key (PEM) of a terminal by its identifier: the one in use, the one to follow, or one that it has renewed since. */
    keyOf: (terminalId: string, keyId: string): string | null => getKey.get({ terminalId, keyId })?.publicKeyPem ?? null,
    /** @returns false when the nonce was spent before. */
    spendNonce(keyId: string, nonce: string, now: UtcMillis, expiresAt: UtcMillis): boolean {
      dropNonces.run(now);
      return putNonce.run({ keyId, nonce, expiresAt }).changes === 1;
    },
    record: (terminalId: string, recordId: string) => getRecord.get(terminalId, recordId) ?? null,
    recordById: (id: number) => getRecordById.get(id) ?? null,
    /** @returns the row's identifier. */
    addRecord: (record: Omit<StoredRecord, 'id'> & { receivedAt: UtcMillis }): number => Number(putRecord.run({ ...record }).lastInsertRowid),
    addCode: (code: { codeId: string; record: number; text: string; expiresAt: UtcMillis }) => void putCode.run(code),
    firstCode(record: number): StoredCode | null {
      const row = getFirstCode.get(record);
      return row === undefined ? null : { text: row.text, expiresAt: utcMillis(row.expiresAt) };
    },
    code: (codeId: string) => getCode.get(codeId) ?? null,
    /** @returns false when the serial exists. */
    addSerial(serial: { terminalId: string; serial: string; type: string; randomNumber: string; expiresAt: UtcMillis }, now: UtcMillis): boolean {
      // Kept for a day past their end, so that a used serial stays known as used.
      dropSerials.run(now - 86_400_000);
      return putSerial.run(serial).changes === 1;
    },
    /** @returns false when the serial is unknown, used, over, of another type, or the number is wrong. */
    spendSerial: (use: { terminalId: string; serial: string; type: string; randomNumber: string; now: UtcMillis }): boolean => spendSerial.run(use).changes === 1,
    addHandle(handle: { handle: string; terminalId: string; record: number; expiresAt: UtcMillis }, now: UtcMillis): void {
      dropHandles.run(now);
      putHandle.run(handle);
    },
    recordOfHandle: (handle: string, terminalId: string, now: UtcMillis) => getHandle.get({ handle, terminalId, now })?.record ?? null,
    /** @returns the identifier of the trip of that serial, which may be an earlier one. */
    addTrip(trip: { tripId: string; terminalId: string; serial: string; record: number; addressSealed: Uint8Array | null } & StoredTrip): string {
      putTrip.run({ ...trip });
      return getTripId.get(trip.terminalId, trip.serial)?.tripId ?? trip.tripId;
    },
    trips: (record: number) => listTrips.all(record),
    addCorrection(correction: { correctionId: string; terminalId: string; serial: string; record: number; element: string; reasonSealed: Uint8Array; now: UtcMillis }): string {
      putCorrection.run(correction);
      return getCorrectionId.get(correction.terminalId, correction.serial)?.correctionId ?? correction.correctionId;
    },
    addHead: (head: StoredHead & { receivedAt: UtcMillis }) => void putHead.run({ ...head }),
    head: (terminalId: string, sequence: number): StoredHead | null => getHead.get(terminalId, sequence) ?? null,
    newestHead: (terminalId: string): StoredHead | null => getNewestHead.get(terminalId) ?? null,
    /** Newest first. */
    heads: (terminalId: string): readonly StoredHead[] => listHeads.all(terminalId),
    countRecords: (): number => countRecords.get()?.n ?? 0,
    findRecord: (recordId: string) => findRecord.get(recordId) ?? null,
    hashes: (): ReadonlyMap<string, string> => new Map(listHashes.all().map(({ recordId, bodySha256 }) => [recordId, bodySha256])),
    close: () => void db.close(),
  };
}
