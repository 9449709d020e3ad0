import { createHash } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';

/** What a gateway holds against what a terminal had to deliver. */
export interface Comparison {
  /** Of the terminal's, not there. */
  readonly missing: readonly string[];
  /** There with other bytes, or never the terminal's. */
  readonly wrong: readonly string[];
  /** There more than once, or with more than one code given. */
  readonly doubled: readonly string[];
}

interface Held {
  readonly recordId: string;
  readonly bodySha256: string;
  readonly sealed: Uint8Array;
  readonly codes: number;
}

/**
 * Reads a gateway's database itself, not what the gateway says of it.
 * @param expected - SHA-256 of each body by record identifier.
 */
export function compare(gatewayDir: string, expected: ReadonlyMap<string, string>): Comparison {
  const db = new Database(join(gatewayDir, 'gateway.db'), { readonly: true });
  try {
    const rows = db.prepare<[], Held>('SELECT record_id AS recordId, body_sha256 AS bodySha256, sealed, (SELECT count(*) FROM codes WHERE record = records.id) AS codes FROM records');
    const found = new Set<string>();
    const [wrong, doubled]: [string[], string[]] = [[], []];
    for (const { recordId, bodySha256, sealed, codes } of rows.iterate()) {
      if (found.has(recordId) || codes !== 1) doubled.push(recordId);
      found.add(recordId);
      const hash = createHash('sha256').update(sealed).digest('hex');
      if (hash !== bodySha256 || hash !== expected.get(recordId)) wrong.push(recordId);
    }
    return { missing: [...expected.keys()].filter((recordId) => !found.has(recordId)), wrong, doubled };
  } finally {
    db.close();
  }
}
