import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { SealingKey } from '../../../core/convert/seal.ts';
import { sealRecord } from '../../../core/convert/seal.ts';
import { DATABASE_FILE } from '../../../core/engine.ts';
import { type UtcMillis, utcMillis } from '../../../core/model/units.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { rawDatabase } from '../../support/raw-database.ts';
import { makeRecord } from '../../unit/gateway/fixture.ts';

/** Records written with one wait for the disk. */
const CHUNK = 1_000;

export interface Filling {
  readonly dataDir: string;
  readonly records: number;
  readonly key: SealingKey;
  readonly terminalId: string;
  /** When the first was converted; the others follow, one a second. */
  readonly from: UtcMillis;
}

/** Puts sealed records into a terminal's outbox as an outage leaves them, each with its scan and its conversion. @returns hash of each body by record. */
export function fillOutbox({ dataDir, records, key, terminalId, from }: Filling): ReadonlyMap<string, string> {
  const file = join(dataDir, DATABASE_FILE);
  openStore(file).close();
  const hashes = new Map<string, string>();
  const db = rawDatabase(file);
  try {
    db.pragma('foreign_keys = ON');
    const scan = db.prepare(
      `INSERT INTO journal (scan_id, at_ms, lane, source, outcome, reasons, rule_set, elapsed_us) VALUES (@scanId, @at, '07', 'hid-pos', 'pass', '[]', 'test@1', 900)`,
    );
    const conversion = db.prepare('INSERT INTO conversions (record_id, scan_id, at_ms) VALUES (@recordId, @scanId, @at)');
    const outbox = db.prepare(
      `INSERT INTO outbox (record_id, sealed, body_sha256, sealing_key_id, created_at_ms, due_at_ms) VALUES (@recordId, @sealed, @bodySha256, @sealingKeyId, @at, @at)`,
    );
    const chunk = db.transaction((begin: number, end: number) => {
      for (let n = begin; n < end; n++) {
        const at = utcMillis(from + n * 1_000);
        const scanId = randomUUID();
        const { recordId, sealed, bodySha256, sealingKeyId } = sealRecord(makeRecord({ terminalId }), key, at);
        scan.run({ scanId, at });
        conversion.run({ recordId, scanId, at });
        outbox.run({ recordId, sealed, bodySha256, sealingKeyId, at });
        hashes.set(recordId, bodySha256);
      }
    });
    for (let begin = 0; begin < records; begin += CHUNK) chunk(begin, Math.min(begin + CHUNK, records));
  } finally {
    db.close();
  }
  return hashes;
}
