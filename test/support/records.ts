import { createHash, randomBytes } from 'node:crypto';
import type { AuditEntry } from '../../core/model/audit.ts';
import type { ConversionEntry, JournalEntry } from '../../core/model/journal.ts';
import type { SealedRecord } from '../../core/model/outbox.ts';
import { newRecordId } from '../../core/desk/record-id.ts';
import { type UtcMillis, utcMillis } from '../../core/model/units.ts';
import type { Store } from '../../core/store/open-store.ts';

/** 2021-08-25 00:00 in Macau. */
export const DAY = utcMillis(Date.parse('2021-08-24T16:00:00Z'));

/** A journal row for tests; every field can be given. */
export function journalEntry(change: Partial<JournalEntry> = {}): JournalEntry {
  return {
    scanId: newRecordId(change.at ?? DAY),
    at: DAY,
    lane: '07',
    source: 'hid-pos',
    format: 'MO1',
    issuer: 'MO-DEMO',
    keyId: '0a0b',
    codeHash: new Uint8Array(32).fill(7),
    verdict: { outcome: 'pass', reasons: [], ruleSet: 'test@1' },
    staffNumber: null,
    travellerHash: null,
    forRehearsal: null,
    elapsedUs: 900,
    ...change,
  };
}

/** A conversion of a scan, with the consent it rests on. */
export function conversionEntry(recordId: string, { scanId, lane }: Pick<JournalEntry, 'scanId' | 'lane'>, at: UtcMillis = DAY): ConversionEntry {
  return { recordId, scanId, at, lane, consent: auditEntry({ at, subject: scanId }) };
}

export function auditEntry(change: Partial<AuditEntry> = {}): AuditEntry {
  return { at: DAY, action: 'consent-recorded', person: '1042', roles: ['officer'], second: null, subject: null, reason: null, ruleSet: 'test@1', ...change };
}

export function sealedRecord(change: Partial<SealedRecord> = {}): SealedRecord {
  return { recordId: newRecordId(change.createdAt ?? DAY), sealed: new Uint8Array(2_096).fill(3), bodySha256: 'ab'.repeat(32), sealingKeyId: 'gw-1', createdAt: DAY, ...change };
}

/** Puts a scan and its conversion into the store; returns the sealed record. */
export function keepConversion(store: Pick<Store, 'journal'>, change: Partial<SealedRecord> = {}): SealedRecord {
  const entry = journalEntry({ at: change.createdAt ?? DAY });
  const sealed = sealedRecord(change);
  store.journal.recordScan(entry);
  store.journal.recordConversion(conversionEntry(sealed.recordId, entry, sealed.createdAt), sealed);
  return sealed;
}

/** The same with a body of its own and that body's hash, as the desk makes them. */
export function keepHashed(store: Pick<Store, 'journal'>): SealedRecord {
  const sealed = randomBytes(2_096);
  return keepConversion(store, { sealed, bodySha256: createHash('sha256').update(sealed).digest('hex') });
}
