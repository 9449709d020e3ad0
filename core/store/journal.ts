import type Database from 'better-sqlite3-multiple-ciphers';
import type { Audit } from '../model/audit.ts';
import type { DocumentCheckEntry } from '../model/document-check.ts';
import type { ConversionEntry, JournalEntry, JournalledReason, PastPass, PastScan } from '../model/journal.ts';
import type { SealedRecord } from '../model/outbox.ts';
import type { KeptTraveller } from '../model/rule-book.ts';
import { OUTCOMES, REASON_CODES, type ReasonCode } from '../model/reasons.ts';
import { type UtcMillis, utcMillis } from '../model/units.ts';
import { integer, oneOf, type Row, text } from './columns.ts';
import type { DocumentChecks } from './document-checks.ts';
import { createRollups } from './rollups.ts';

/** Enough for a busy morning; about 400 bytes each. */
export const MAX_KEPT_TRAVELLERS = 1_000;

/** The journal of scans and conversions. Every write is one transaction, on disk when the call returns. */
export interface Journal {
  /** Journal row and rollups, and the check of a document that was read before the code: all or nothing. */
  recordScan(entry: JournalEntry, check?: DocumentCheckEntry | null): void;
  /** Conversion row, sealed outbox row, rollup and the audit of the consent: all or nothing. */
  recordConversion(entry: ConversionEntry, sealed: SealedRecord): void;
  /** When and where this terminal last passed the same code at or after `since`. @param codeHashes - the code's pseudonym under each key in use since then. */
  findPass(codeHashes: readonly Uint8Array[], since: UtcMillis): PastPass | null;
  /** How often this terminal has passed a traveller at or after `since`. @param travellerHashes - as with codes. */
  countPasses(travellerHashes: readonly Uint8Array[], since: UtcMillis): number;
  hasScan(scanId: string): boolean;
  /** Reasons of a scan, most decisive first, and what its document says against it; null when there is no such scan. */
  reasonsOf(scanId: string): readonly JournalledReason[] | null;
  hasConversion(scanId: string): boolean;
  /** Newest first. */
  recent(limit: number): readonly PastScan[];
  /** Time of the newest row; a wall clock before it is wrong. Rows are written with times that never run backwards (trust/clock-guard.ts). */
  newestAt(): UtcMillis | null;
  countScans(): number;
}

export function createJournal(db: Database.Database, audit: Pick<Audit, 'record'>, documentChecks: Pick<DocumentChecks, 'add'>): Journal {
  const rollups = createRollups(db);
  const insertScan = db.prepare<[Row]>(
    `INSERT INTO journal (scan_id, at_ms, lane, source, format, issuer, key_id, code_hash, outcome, reasons, rule_set, staff_number, traveller_hash, elapsed_us)
     VALUES (@scanId, @at, @lane, @source, @format, @issuer, @keyId, @codeHash, @outcome, @reasons, @ruleSet, @staffNumber, @travellerHash, @elapsedUs)`,
  );
  const insertConversion = db.prepare<[Row]>('INSERT INTO conversions (record_id, scan_id, at_ms) VALUES (@recordId, @scanId, @at)');
  const insertOutbox = db.prepare<[Row]>(
    `INSERT INTO outbox (record_id, sealed, body_sha256, sealing_key_id, created_at_ms, due_at_ms)
     VALUES (@recordId, @sealed, @bodySha256, @sealingKeyId, @createdAt, @createdAt)`,
  );
  const selectPass = db.prepare<[Row], Row>(
    `SELECT at_ms AS at, lane FROM journal WHERE code_hash = @codeHash AND outcome = 'pass' AND at_ms >= @since ORDER BY at_ms DESC LIMIT 1`,
  );
  const selectPasses = db.prepare<[Row], Row>(
    `SELECT count(*) AS passes FROM journal WHERE traveller_hash = @travellerHash AND outcome = 'pass' AND at_ms >= @since`,
  );
  const selectScan = db.prepare<[Row], Row>('SELECT 1 AS found FROM journal WHERE scan_id = @scanId');
  const selectReasons = db.prepare<[Row], Row>(
    `SELECT reason.value ->> 'code' AS code, reason.value ->> 'rule' AS ruleId
     FROM journal AS j, json_each(j.reasons) AS reason WHERE j.scan_id = @scanId ORDER BY reason.key`,
  );
  const selectCheck = db.prepare<[Row], Row>('SELECT outcome, expired FROM document_checks WHERE scan_id = @scanId ORDER BY id DESC LIMIT 1');
  const selectConversion = db.prepare<[Row], Row>('SELECT 1 AS found FROM conversions WHERE scan_id = @scanId');
  const selectRecent = db.prepare<[Row], Row>(
    `SELECT j.scan_id AS scanId, j.at_ms AS at, j.outcome AS outcome, j.format AS format,
            j.reasons ->> '$[0].code' AS reason, c.record_id IS NOT NULL AS converted, o.scan_id IS NOT NULL AS overridden,
            d.outcome AS document, d.expired AS expired
     FROM journal AS j LEFT JOIN conversions AS c ON c.scan_id = j.scan_id LEFT JOIN overrides AS o ON o.scan_id = j.scan_id
     LEFT JOIN document_checks AS d ON d.id = (SELECT max(id) FROM document_checks WHERE scan_id = j.scan_id)
     ORDER BY j.id DESC LIMIT @limit`,
  );
  const selectNewest = db.prepare<[], Row>('SELECT at_ms AS at FROM journal ORDER BY id DESC LIMIT 1');
  const selectCount = db.prepare<[], Row>('SELECT count(*) AS scans FROM journal');

  const selectLastOfLane = db.prepare<[Row], Row>('SELECT max(at_ms) AS at FROM (SELECT at_ms FROM journal WHERE lane = @lane ORDER BY id DESC LIMIT 1)');

  const insertKept = db.prepare<[Row]>('INSERT INTO rehearsal_travellers (at_ms, facts) VALUES (@at, @facts)');
  const deleteKept = db.prepare<[Row]>('DELETE FROM rehearsal_travellers WHERE id <= @last');
  const keepForRehearsal = ({ at, facts }: KeptTraveller): void => {
    const { lastInsertRowid } = insertKept.run({ at, facts });
    deleteKept.run({ last: Number(lastInsertRowid) - MAX_KEPT_TRAVELLERS });
  };

  /** When a lane's last traveller came: read once, then remembered. */
  const lastTraveller = new Map<string, number | null>();
  const lastOf = (lane: string): number | null => {
    const known = lastTraveller.get(lane);
    if (known !== undefined) return known;
    const at = selectLastOfLane.get({ lane })?.at;
    return typeof at === 'number' ? at : null;
  };

  const writeScan = db.transaction((entry: JournalEntry, check: DocumentCheckEntry | null) => {
    const last = lastOf(entry.lane);
    insertScan.run({
      scanId: entry.scanId,
      at: entry.at,
      lane: entry.lane,
      source: entry.source,
      format: entry.format,
      issuer: entry.issuer,
      keyId: entry.keyId,
      codeHash: entry.codeHash,
      outcome: entry.verdict.outcome,
      reasons: JSON.stringify(entry.verdict.reasons.map((reason) => ({ code: reason.code, rule: reason.ruleId }))),
      ruleSet: entry.verdict.ruleSet,
      staffNumber: entry.staffNumber,
      travellerHash: entry.travellerHash,
      elapsedUs: Math.round(entry.elapsedUs),
    });
    rollups.addScan(entry, last === null ? null : entry.at - last);
    if (entry.forRehearsal !== null) keepForRehearsal(entry.forRehearsal);
    if (check !== null) documentChecks.add(check);
  });
  const writeConversion = db.transaction((entry: ConversionEntry, sealed: SealedRecord) => {
    insertConversion.run({ recordId: entry.recordId, scanId: entry.scanId, at: entry.at });
    insertOutbox.run({
      recordId: sealed.recordId,
      sealed: sealed.sealed,
      bodySha256: sealed.bodySha256,
      sealingKeyId: sealed.sealingKeyId,
      createdAt: sealed.createdAt,
    });
    rollups.addConversion(entry);
    audit.record(entry.consent);
  });

  return {
    recordScan(entry, check = null) {
      writeScan.immediate(entry, check);
      lastTraveller.set(entry.lane, entry.at);
    },
    recordConversion: (entry, sealed) => writeConversion.immediate(entry, sealed),
    findPass(codeHashes, since) {
      const passes = codeHashes.map((codeHash) => selectPass.get({ codeHash, since })).filter((row) => row !== undefined);
      const last = passes.toSorted((a, b) => integer(b, 'at') - integer(a, 'at'))[0];
      return last === undefined ? null : { at: utcMillis(integer(last, 'at')), lane: text(last, 'lane') };
    },
    countPasses: (travellerHashes, since) => travellerHashes.reduce((sum, travellerHash) => sum + Number(selectPasses.get({ travellerHash, since })?.passes), 0),
    hasScan: (scanId) => selectScan.get({ scanId }) !== undefined,
    reasonsOf(scanId) {
      if (selectScan.get({ scanId }) === undefined) return null;
      return [...selectReasons.all({ scanId }).map(toReason), ...documentReasons(selectCheck.get({ scanId }) ?? null).map((code) => ({ code, ruleId: null }))];
    },
    hasConversion: (scanId) => selectConversion.get({ scanId }) !== undefined,
    recent: (limit) => selectRecent.all({ limit }).map(toPastScan),
    newestAt() {
      const at = selectNewest.get()?.at;
      return typeof at === 'number' ? utcMillis(at) : null;
    },
    countScans: () => Number(selectCount.get()?.scans),
  };
}

function toReason(row: Row): JournalledReason {
  return { code: oneOf(REASON_CODES, row, 'code'), ruleId: row.ruleId === null ? null : text(row, 'ruleId') };
}

/** What the check of a document says against its traveller. */
function documentReasons(row: Row | null): readonly ReasonCode[] {
  return [...(row?.outcome === 'differs' ? (['document-differs'] as const) : []), ...(row?.expired === 1 ? (['document-expired'] as const) : [])];
}

/** A row is the verdict on the code, once and for all; a document can have ended its pass. */
function toPastScan(row: Row): PastScan {
  const [ended] = documentReasons({ outcome: row.document ?? null, expired: row.expired ?? null });
  const outcome = oneOf(OUTCOMES, row, 'outcome');
  return {
    scanId: text(row, 'scanId'),
    at: utcMillis(Number(row.at)),
    outcome: outcome === 'pass' && ended !== undefined ? 'refer' : outcome,
    format: row.format === null ? null : text(row, 'format'),
    reason: row.reason === null ? (ended ?? null) : oneOf(REASON_CODES, row, 'reason'),
    converted: row.converted === 1,
    overridden: row.overridden === 1,
  };
}
