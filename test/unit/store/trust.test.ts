import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TrustMarks, TrustOutcome } from '../../../core/model/trust-distribution.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { rawDatabase } from '../../support/raw-database.ts';

const AT = utcMillis(Date.UTC(2026, 5, 1));
const marks = (timestamp: number, root = 1): TrustMarks => ({ versions: { root, timestamp, snapshot: 2, targets: 1 }, keyIds: { timestamp: ['t'], snapshot: ['s'] }, signedAt: AT, verifiedAt: AT });
const outcome = (change: Partial<TrustOutcome> = {}): Omit<TrustOutcome, 'times'> => ({ at: AT, source: 'https', result: 'installed', cause: null, versions: marks(3).versions, detail: null, person: null, ...change });
const line = { at: AT, action: 'trust-updated', person: null, roles: [], second: null, subject: 'https', reason: null, ruleSet: null } as const;

describe('trust records', () => {
  it('keep marks, outcome and audit together, and give them back as they were', () => {
    const store = openStore(join(tempDir(), 'p.db'));
    expect(store.trust.marks()).toBeNull();
    store.trust.settle(outcome(), marks(3), line);
    expect(store.trust.marks()).toEqual(marks(3));
    expect(store.trust.recent(5)).toEqual([{ ...outcome(), times: 1 }]);
    expect(store.audit.recent(1)[0]).toMatchObject({ action: 'trust-updated' });
    store.close();
  });

  it('never let a mark fall, and keep nothing of an attempt that would', () => {
    const store = openStore(join(tempDir(), 'p.db'));
    store.trust.settle(outcome(), marks(3), null);
    expect(() => store.trust.settle(outcome({ source: 'folder' }), marks(2), line)).toThrow('never fall');
    expect(() => store.trust.settle(outcome(), { ...marks(4), verifiedAt: utcMillis(AT - 1) }, null)).toThrow('never fall');
    expect(store.trust.marks()).toEqual(marks(3));
    expect(store.trust.recent(5)).toHaveLength(1);
    expect(store.audit.recent(5)).toEqual([]);
    // A newer root has freed them (TUF 1.0 clause 5.3.11).
    store.trust.settle(outcome(), marks(1, 2), null);
    expect(store.trust.marks()).toEqual(marks(1, 2));
    store.close();
  });

  it('cannot be removed', () => {
    const file = join(tempDir(), 'p.db');
    const store = openStore(file);
    store.trust.settle(outcome(), marks(3), null);
    store.close();
    const db = rawDatabase(file);
    expect(() => db.prepare('DELETE FROM trust_marks').run()).toThrow('never removed');
    db.close();
  });

  it('count attempts of a source that end alike, and keep the newest of each source', () => {
    const store = openStore(join(tempDir(), 'p.db'));
    const silent = outcome({ result: 'refused', cause: 'unreachable', versions: null });
    store.trust.settle(silent, null, null);
    store.trust.settle(outcome({ source: 'folder', person: 'T-1' }), null, null);
    store.trust.settle({ ...silent, at: utcMillis(AT + 60_000) }, null, null);
    expect(store.trust.newestBySource()).toEqual([
      { ...silent, at: AT + 60_000, times: 2 },
      { ...outcome({ source: 'folder', person: 'T-1' }), times: 1 },
    ]);
    store.trust.settle(outcome({ result: 'refused', cause: 'rollback', detail: 'x'.repeat(600) }), null, null);
    expect(store.trust.newestBySource()[0]).toMatchObject({ cause: 'rollback', times: 1, detail: 'x'.repeat(500) });
    store.close();
  });

  it('make room for new outcomes', () => {
    const store = openStore(join(tempDir(), 'p.db'));
    for (let n = 0; n < 510; n++) store.trust.settle(outcome({ at: utcMillis(AT + n), detail: `${n}` }), null, null);
    expect(store.trust.recent(1_000)).toHaveLength(500);
    expect(store.trust.recent(1)[0]).toMatchObject({ detail: '509' });
    store.close();
  });
});
