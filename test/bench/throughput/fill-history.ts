import type { UtcMillis } from '../../../core/model/units.ts';
import { paceBucket } from '../../../core/store/pace.ts';
import type { Measure } from '../../../core/store/rollups.ts';
import { slotOf } from '../../../core/store/slots.ts';
import { createRandom } from '../../../tools/issuer/random.ts';
import { rawDatabase } from '../../support/raw-database.ts';

export interface HistoryPlan {
  readonly rows: number;
  readonly from: UtcMillis;
  readonly to: UtcMillis;
}

/** Lanes that share the database, and the round trip of travellers over them. */
const LANES = ['01', '02', '03', '04'] as const;
const FORMATS = ['MO1', 'MO1', 'MO1', 'HC1', 'SHC', 'NZCP'] as const;
const ISSUERS = ['MO-DEMO', 'MO-DEMO', 'PT', 'FR', 'DE', 'https://cards.example'] as const;
const REASONS = ['colour-yellow', 'test-too-old', 'issuer-unknown', 'code-expired', 'signature-mismatch', 'colour-red'] as const;
const PICKS = 65_536;

/**
 * Writes a terminal's journal and rollups in bulk, without waiting for the disk: the same rows that scan after scan would leave, in a few microseconds each.
 * Counters go in once a slot instead of once a scan; the database's own sums follow by its triggers.
 */
export function fillHistory(file: string, { rows, from, to }: HistoryPlan): void {
  const db = rawDatabase(file);
  try {
    db.pragma('synchronous = OFF');
    const insert = db.prepare(
      `INSERT INTO journal (scan_id, at_ms, lane, source, format, issuer, key_id, code_hash, outcome, reasons, rule_set, elapsed_us)
       VALUES (?, ?, ?, 'hid-pos', ?, ?, 'k1', NULL, ?, ?, 'bench@1', 900)`,
    );
    const count = db.prepare<[number, string, string, string, number]>('INSERT INTO rollups (slot_ms, lane, measure, key, count) VALUES (?, ?, ?, ?, ?)');
    const counted = new Map<string, number>();
    let slot = slotOf(from);
    const add = (lane: string, measure: Measure, key: string): void => {
      const name = `${lane}\n${measure}\n${key}`;
      counted.set(name, (counted.get(name) ?? 0) + 1);
    };
    const flush = (): void => {
      for (const [name, times] of counted) {
        const [lane = '', measure = '', key = ''] = name.split('\n');
        count.run(slot, lane, measure, key, times);
      }
      counted.clear();
    };
    const random = createRandom('throughput');
    const picks = Uint16Array.from({ length: PICKS }, () => random.below(65_536));
    const last = new Map<string, number>();
    const step = (to - from) / rows;
    db.transaction(() => {
      for (let row = 0; row < rows; row++) {
        const pick = picks[row % PICKS] ?? 0;
        // Within its own step, so that times never run backwards and the last scan is still inside.
        const at = Math.floor(from + row * step + (pick / 65_536) * step);
        if (slotOf(at) !== slot) {
          flush();
          slot = slotOf(at);
        }
        const lane = LANES[(pick >> 3) % LANES.length] ?? '01';
        const format = FORMATS[pick % FORMATS.length] ?? 'MO1';
        const issuer = ISSUERS[pick % ISSUERS.length] ?? 'MO-DEMO';
        const reason = pick % 7 === 0 ? (REASONS[(pick >> 5) % REASONS.length] ?? 'colour-red') : null;
        const outcome = reason === null ? 'pass' : pick % 2 === 0 ? 'refer' : 'refuse';
        insert.run(`00000000-0000-4000-8000-${row.toString(16).padStart(12, '0')}`, at, lane, format, issuer, outcome, reason === null ? '[]' : `[{"code":"${reason}","rule":null}]`);
        add(lane, 'outcome', outcome);
        const before = last.get(lane);
        const bucket = before === undefined ? null : paceBucket(at - before);
        if (bucket !== null) add(lane, 'pace', bucket.toString());
        last.set(lane, at);
        if (reason !== null) add(lane, 'reason', reason);
        add(lane, 'format', format);
        add(lane, 'issuer', issuer);
      }
      flush();
    }).immediate();
  } finally {
    db.close();
  }
}
