import type Database from 'better-sqlite3-multiple-ciphers';
import type { Audit, AuditEntry } from '../model/audit.ts';
import type { TrustConsent, TrustConsentRecords } from '../model/trust-state.ts';
import { utcMillis } from '../model/units.ts';
import { integer, type Row, text } from './columns.ts';

/** Consents to stale trust. A write is one transaction with its audit, on disk when the call returns. */
export function createTrustConsents(db: Database.Database, audit: Pick<Audit, 'record'>): TrustConsentRecords {
  const insert = db.prepare<[Row]>('INSERT INTO trust_consents (at_ms, signed_until_ms, until_ms, first, second) VALUES (@at, @signedUntil, @until, @first, @second)');
  const select = db.prepare<[], Row>('SELECT at_ms AS at, signed_until_ms AS signedUntil, until_ms AS until, first, second FROM trust_consents ORDER BY id DESC LIMIT 1');
  const write = db.transaction((consent: TrustConsent, line: AuditEntry): void => {
    insert.run({ ...consent });
    audit.record(line);
  });
  return {
    record: (consent, line) => write.immediate(consent, line),
    newest() {
      const row = select.get();
      return row === undefined ? null : toConsent(row);
    },
  };
}

function toConsent(row: Row): TrustConsent {
  return {
    at: utcMillis(integer(row, 'at')),
    signedUntil: utcMillis(integer(row, 'signedUntil')),
    until: utcMillis(integer(row, 'until')),
    first: text(row, 'first'),
    second: text(row, 'second'),
  };
}
