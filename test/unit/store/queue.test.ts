import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OutboxState } from '../../../core/model/outbox.ts';
import { PARKED_BY_HAND, type QueueCursor, type QueueSet } from '../../../core/model/queue.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { openStore, type Store } from '../../../core/store/open-store.ts';
import { QUEUE_BODIES, QUEUE_PAGES } from '../../../core/store/queue.ts';
import { rawDatabase } from '../../support/raw-database.ts';
import { DAY, keepConversion } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';

const later = (ms: number) => utcMillis(DAY + ms);
const open = () => {
  const file = join(tempDir(), 'portas.db');
  return { file, store: openStore(file) };
};
/** Records made a millisecond apart, two of each millisecond. */
const keep = (store: Store, count: number): string[] => Array.from({ length: count }, (_, n) => keepConversion(store, { createdAt: later(n >> 1) }).recordId);

/** All pages of a state, one after the other. */
function walk(store: Store, state: OutboxState, limit: number): string[][] {
  const pages: string[][] = [];
  let after: QueueCursor | null = null;
  do {
    const { rows, next } = store.queue.page(state, after, limit);
    pages.push(rows.map(({ recordId }) => recordId));
    after = next;
  } while (after !== null);
  return pages;
}

describe('pages of the queue', () => {
  it('show every row of a state once, in its order, with no row of another state', () => {
    const { store } = open();
    const ids = keep(store, 20);
    const taken = store.outbox.lease(12, later(50), later(100)).map(({ recordId }) => recordId);
    const leased = ids.filter((id) => taken.includes(id));
    store.outbox.settle(leased.slice(0, 4).map((recordId) => ({ recordId, result: 'dead', error: 'no' })), later(60));
    store.outbox.settle(leased.slice(4, 7).map((recordId) => ({ recordId, result: 'delivered' })), later(61));
    store.outbox.settle(leased.slice(7, 10).map((recordId) => ({ recordId, result: 'delivered' })), later(62));
    const waiting = ids.filter((id) => !leased.includes(id));
    expect(walk(store, 'pending', 3)).toEqual([waiting.slice(0, 3), waiting.slice(3, 6), waiting.slice(6)]);
    expect(walk(store, 'dead', 2).flat()).toEqual(leased.slice(0, 4));
    expect(walk(store, 'leased', 1).flat()).toEqual(leased.slice(10));
    expect(walk(store, 'delivered', 2).flat()).toEqual([...leased.slice(7, 10).toReversed(), ...leased.slice(4, 7).toReversed()]);
    store.close();
  });

  it('say what a technician looks for, and are empty where nothing is', () => {
    const { store } = open();
    expect(store.queue.page('pending', null, 5)).toEqual({ rows: [], next: null });
    expect(store.queue.oldestParkedAt()).toBeNull();
    const { recordId } = keepConversion(store, { createdAt: later(3) });
    store.outbox.lease(1, later(5), later(100));
    store.outbox.settle([{ recordId, result: 'delivered' }], later(9));
    expect(store.queue.page('delivered', null, 5).rows).toEqual([{ recordId, state: 'delivered', createdAt: later(3), attempts: 1, nextAttemptAt: null, lastError: null, deliveredAt: later(9) }]);
    store.close();
  });

  it('find their place by an index, in any length of queue', () => {
    const { file, store } = open();
    store.close();
    const raw = rawDatabase(file);
    const plan = (sql: string) => raw.prepare(`EXPLAIN QUERY PLAN ${sql.replace(/@\w+/g, '5')}`).all().map((row) => (row as { detail: string }).detail);
    for (const sql of [...Object.values(QUEUE_PAGES), ...Object.values(QUEUE_BODIES)]) expect(plan(sql), sql).toEqual([expect.stringMatching(/^SEARCH outbox USING INDEX outbox_\w+ \(\w+[<>]\?/)]);
    raw.close();
  });
});

describe('a technician', () => {
  it('sets a waiting record aside, so that it is not sent until it is put back', () => {
    const { store } = open();
    const [parked = '', other = ''] = keep(store, 2);
    expect(store.queue.park(parked)).toBe(true);
    expect(store.queue.park(parked)).toBe(false);
    expect(store.queue.park('00000000-0000-4000-8000-000000000000')).toBe(false);
    expect(store.outbox.lease(9, later(9), later(100)).map(({ recordId }) => recordId)).toEqual([other]);
    expect(store.queue.park(other)).toBe(false);
    expect(store.queue.page('dead', null, 9).rows).toMatchObject([{ recordId: parked, lastError: PARKED_BY_HAND, nextAttemptAt: null }]);
    expect(store.queue.oldestParkedAt()).toBe(DAY);
    expect(store.outbox.requeue(parked, later(10))).toBe(true);
    expect(store.outbox.lease(9, later(10), later(100)).map(({ recordId }) => recordId)).toEqual([parked]);
    store.close();
  });

  it('makes one record due, or all, batch by batch', () => {
    const { store } = open();
    const ids = keep(store, 7);
    const put = store.outbox.lease(7, later(9), later(100)).map(({ recordId }) => ({ recordId, result: 'retry', nextAttemptAt: later(5_000), error: 'busy' }) as const);
    store.outbox.settle(put, later(10));
    expect(store.queue.hasten(ids[5] ?? '', later(11))).toBe(true);
    expect(store.outbox.lease(9, later(11), later(100)).map(({ recordId }) => recordId)).toEqual([ids[5]]);
    expect(store.queue.hasten(ids[5] ?? '', later(11))).toBe(false);
    expect([1, 2, 3].map(() => store.queue.hastenSome(later(20), 4))).toEqual([4, 2, 0]);
    expect(store.outbox.lease(9, later(20), later(100))).toHaveLength(6);
    store.close();
  });

  it('puts all parked records back in batches, none of them twice and none that is parked later', () => {
    const { store } = open();
    const ids = keep(store, 5);
    for (const id of ids.slice(0, 4)) store.queue.park(id);
    const upTo = store.queue.lastNumber();
    const first = store.queue.requeueSome(0, upTo, later(20), 3);
    expect(first).toEqual({ count: 3, last: 3 });
    // Refused again at once, and one more that came after the work was begun.
    store.queue.park(ids[0] ?? '');
    store.queue.park(keepConversion(store, { createdAt: later(9) }).recordId);
    expect(store.queue.requeueSome(3, upTo, later(20), 3)).toEqual({ count: 1, last: 4 });
    expect(store.queue.requeueSome(4, upTo, later(20), 3)).toEqual({ count: 0, last: null });
    expect(store.outbox.counts()).toMatchObject({ pending: 4, dead: 2 });
    store.close();
  });

  it('takes bodies out as they lie there, of what waits, is parked or was delivered', () => {
    const { store } = open();
    const ids = keep(store, 6);
    store.queue.park(ids[1] ?? '');
    store.outbox.lease(2, later(9), later(100));
    store.outbox.settle([{ recordId: ids[0] ?? '', result: 'delivered' }], later(10));
    const all = (set: QueueSet, upTo = store.queue.lastNumber()) => {
      const found = [];
      for (let after: QueueCursor | null = null, more = true; more; ) {
        const { rows, last } = store.queue.sealed(set, after, upTo, 2);
        found.push(...rows);
        after = last;
        more = rows.length > 0;
      }
      return found;
    };
    expect(all('waiting').map(({ recordId }) => recordId)).toEqual(ids.slice(2));
    expect(all('waiting', 4).map(({ recordId }) => recordId)).toEqual(ids.slice(2, 4));
    expect(all('parked')).toMatchObject([{ recordId: ids[1], bodySha256: 'ab'.repeat(32), sealingKeyId: 'gw-1', deliveredAt: null }]);
    expect(all('parked')[0]?.sealed).toEqual(Buffer.alloc(2_096, 3));
    expect(all('delivered')).toMatchObject([{ recordId: ids[0], sealed: null, deliveredAt: later(10) }]);
    store.close();
  });
});
