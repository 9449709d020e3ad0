import { join } from 'node:path';
import type { Reason } from '../../core/model/verdict.ts';
import type { ReasonCode } from '../../core/model/reasons.ts';
import { DAY_MS, HOUR_MS, utcMillis } from '../../core/model/units.ts';
import { DATABASE_FILE } from '../../core/engine.ts';
import { openStore } from '../../core/store/open-store.ts';
import { openDataDir } from '../../core/terminal/data-dir.ts';
import { createRandom } from '../../tools/issuer/random.ts';
import { conversionEntry, journalEntry, sealedRecord } from './records.ts';

const TROUBLES: readonly [Reason, ...Reason[]] = [
  ...(['colour-yellow', 'test-too-old', 'issuer-unknown', 'recognised-not-accepted', 'code-stale', 'code-malformed'] as const).map((code: ReasonCode): Reason => ({ code, outcome: 'refer', ruleId: null })),
  ...(['code-expired', 'signature-mismatch', 'colour-red'] as const).map((code: ReasonCode): Reason => ({ code, outcome: 'refuse', ruleId: null })),
] as unknown as readonly [Reason, ...Reason[]];

/**
 * Fills a terminal's database with a believable day up to `now`: few travellers at dawn, many in the morning. For
 * pictures and for tests that want a history.
 */
export function writeHistory(dataDir: string, now: number): void {
  openDataDir(dataDir);
  const store = openStore(join(dataDir, DATABASE_FILE));
  const random = createRandom('history');
  // Macau's midnight.
  const midnight = now - ((now + 8 * HOUR_MS) % DAY_MS);
  for (let at = midnight + 6 * HOUR_MS; at < now; at += 9_000 + random.below(rush(at - midnight))) {
    const trouble = random.oneIn(6) ? random.pick(TROUBLES) : null;
    const entry = journalEntry({
      at: utcMillis(at),
      codeHash: null,
      format: trouble?.code === 'recognised-not-accepted' ? 'HC1' : 'MO1',
      verdict: { outcome: trouble?.outcome ?? 'pass', reasons: trouble === null ? [] : [trouble], ruleSet: null },
    });
    store.journal.recordScan(entry);
    if (trouble !== null || random.oneIn(3)) continue;
    const sealed = sealedRecord({ createdAt: utcMillis(at) });
    store.journal.recordConversion(conversionEntry(sealed.recordId, entry, utcMillis(at)), sealed);
    store.outbox.lease(1, utcMillis(at), utcMillis(at));
    store.outbox.settle([{ recordId: sealed.recordId, result: 'delivered' }], utcMillis(at));
  }
  store.close();
}

/** Longest extra wait for the next traveller, by time of day. */
function rush(sinceMidnight: number): number {
  const hour = sinceMidnight / HOUR_MS;
  if (hour < 7) return 240_000;
  return hour < 10 || (hour > 17 && hour < 20) ? 14_000 : 40_000;
}
