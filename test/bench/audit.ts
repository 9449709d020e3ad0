/**
 * Benchmark `audit`: what chaining costs a line that is kept, beside the same row without a chain in the same database and settings, and how long checking
 * a whole audit takes.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AUDIT_ACTIONS } from '../../core/model/audit.ts';
import { utcMillis } from '../../core/model/units.ts';
import { openAuditReader } from '../../core/store/audit-reader.ts';
import { chainBeginning, chainHash } from '../../core/store/audit-chain.ts';
import { openStore } from '../../core/store/open-store.ts';
import { applyPragmas } from '../../core/store/pragmas.ts';
import { rawDatabase } from '../support/raw-database.ts';
import { auditEntry, DAY } from '../support/records.ts';
import { distributionOf } from './measure.ts';
import { type BenchResult, MACHINE, timingsResult } from './result.ts';

const LINES = 2_000;
const MAX_CHECK_MEMORY_MIB = 64;

/** @param rows - lines of the audit that is checked. */
export function audit(rows: number): Promise<BenchResult> {
  const dir = mkdtempSync(join(tmpdir(), 'portas-bench-'));
  const file = join(dir, 'portas.db');
  openStore(file).close();
  const kept = timeLines(file);
  fill(file, rows);
  const reader = openAuditReader(file);
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10);
  const start = performance.now();
  const check = reader.check();
  const checked = performance.now() - start;
  peak = Math.max(peak, process.memoryUsage.rss());
  clearInterval(watch);
  reader.close();
  rmSync(dir, { recursive: true });
  if (!check.ok || check.lines < rows) throw new Error('the audit that was written is not sound');
  return Promise.resolve(
    timingsResult({
      name: 'audit',
      machine: MACHINE,
      timings: { 'a line, not chained': kept.plain, 'a line, chained': kept.chained, [`check of ${check.lines} lines`]: distributionOf([checked]) },
      ratios: { 'chained / not chained, p50': kept.chained.p50 / kept.plain.p50, 'lines checked a second': (check.lines / checked) * 1_000, 'memory while checking, MiB more': (peak - before) / 2 ** 20 },
      targets: [{ what: 'memory while checking', value: (peak - before) / 2 ** 20, limit: MAX_CHECK_MEMORY_MIB, unit: 'MiB' }],
    }),
  );
}

/** Lines with and without a chain in turns, each a transaction of its own on disk. */
function timeLines(file: string) {
  const store = openStore(file);
  const raw = rawDatabase(file);
  applyPragmas(raw);
  raw.exec('CREATE TABLE unchained AS SELECT * FROM audit LIMIT 0; CREATE INDEX unchained_by_action ON unchained (action, at_ms)');
  const insert = raw.prepare(
    `INSERT INTO unchained (at_ms, action, person, roles, second, second_roles, subject, reason, rule_set) VALUES (?, 'consent-recorded', '1042', '["officer"]', NULL, '[]', ?, NULL, 'test@1')`,
  );
  const samples: { readonly plain: number[]; readonly chained: number[] } = { plain: [], chained: [] };
  const time = (into: number[], work: () => void): void => {
    const start = performance.now();
    work();
    into.push(performance.now() - start);
  };
  for (let n = 0; n < LINES; n++) {
    const subject = `00000000-0000-4000-8000-${n.toString().padStart(12, '0')}`;
    time(samples.plain, () => insert.run(DAY + n, subject));
    time(samples.chained, () => store.audit.record(auditEntry({ at: utcMillis(DAY + n), subject })));
  }
  raw.exec('DROP TABLE unchained');
  raw.close();
  store.close();
  return { plain: distributionOf(samples.plain), chained: distributionOf(samples.chained) };
}

/** Writes a chain of lines at once. */
function fill(file: string, rows: number): void {
  const raw = rawDatabase(file);
  raw.pragma('synchronous = OFF');
  const last = raw.prepare('SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1').get() as { id: number; hash: Buffer } | undefined;
  const insert = raw.prepare('INSERT INTO audit (id, at_ms, action, person, roles, second, second_roles, subject, reason, rule_set, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  let hash = last?.hash ?? chainBeginning([]);
  raw.transaction(() => {
    for (let n = 1; n <= rows; n++) {
      const row = [(last?.id ?? 0) + n, DAY + n, AUDIT_ACTIONS[n % AUDIT_ACTIONS.length], '1042', '["officer"]', null, '[]', `00000000-0000-4000-8000-${n.toString().padStart(12, '0')}`, null, 'test@1'];
      hash = chainHash(hash, row);
      insert.run([...row, hash]);
    }
  })();
  raw.close();
}
