import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { utcMillis } from '../../../core/model/units.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { AT_DESK_MS, createOutbox, SELECT_AT_DESK } from '../../../core/store/outbox.ts';
import { DAY, keepConversion } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { rawDatabase } from '../../support/raw-database.ts';

const later = (ms: number) => utcMillis(DAY + ms);
const open = () => {
  const file = join(tempDir(), 'portas.db');
  return { file, store: openStore(file) };
};

describe('outbox', () => {
  it('leases the oldest due rows first and none twice', () => {
    const { store } = open();
    const ids = [2, 0, 1].map((n) => keepConversion(store, { createdAt: later(n) }).recordId);
    const now = later(AT_DESK_MS + 2);
    const first = store.outbox.lease(2, now, later(1_000_000));
    expect(first.map((row) => row.recordId)).toEqual([ids[1], ids[2]]);
    expect(first[0]?.attempts).toBe(1);
    expect(store.outbox.lease(10, now, later(1_000_000)).map((row) => row.recordId)).toEqual([ids[0]]);
    expect(store.outbox.lease(10, now, later(1_000_000))).toEqual([]);
    store.close();
  });

  it('leases the newest records of travellers at the desk before a backlog, with half of the batch at most', () => {
    const { store } = open();
    const backlog = Array.from({ length: 6 }, (_, n) => keepConversion(store, { createdAt: later(n) }).recordId);
    const atDesk = Array.from({ length: 3 }, (_, n) => keepConversion(store, { createdAt: later(AT_DESK_MS + n) }).recordId);
    const now = later(AT_DESK_MS + 5);
    const lease = (limit: number) => store.outbox.lease(limit, now, later(1_000_000)).map((row) => row.recordId);
    expect(lease(4)).toEqual([atDesk[2], atDesk[1], backlog[0], backlog[1]]);
    // One at a time, the traveller at the desk is first too.
    expect(lease(1)).toEqual([atDesk[0]]);
    expect(lease(1)).toEqual([backlog[2]]);
    store.close();
  });

  it('does not lease a young record before it is due again', () => {
    const { store } = open();
    const { recordId } = keepConversion(store);
    store.outbox.lease(1, DAY, later(100));
    store.outbox.settle([{ recordId, result: 'retry', nextAttemptAt: later(50), error: 'busy' }], later(1));
    expect(store.outbox.lease(10, later(49), later(100))).toEqual([]);
    expect(store.outbox.lease(10, later(50), later(100))).toHaveLength(1);
    store.close();
  });

  it('reads no more rows for the travellers at the desk when all of a long queue is young', () => {
    const { file, store } = open();
    store.close();
    const raw = rawDatabase(file);
    const plan = raw
      .prepare(`EXPLAIN QUERY PLAN ${SELECT_AT_DESK}`)
      .all({ since: 0, now: 0, most: 200, limit: 50 })
      .map((row) => String((row as { detail: unknown }).detail));
    expect(plan).toEqual([
      'SEARCH outbox USING INTEGER PRIMARY KEY (rowid=?)',
      'LIST SUBQUERY 2',
      'CO-ROUTINE (subquery-1)',
      // In the order of the index, ended by its LIMIT: nothing is sorted but the few rows of the batch.
      'SEARCH outbox USING INDEX outbox_waiting_by_age (created_at_ms>?)',
      'SCAN (subquery-1)',
      'USE TEMP B-TREE FOR ORDER BY',
    ]);
    raw.close();
  });

  it('does not lease a row before it is due', () => {
    const { store } = open();
    keepConversion(store, { createdAt: later(50) });
    expect(store.outbox.lease(10, later(49), later(100))).toEqual([]);
    expect(store.outbox.nextDueAt()).toBe(later(50));
    store.close();
  });

  it('makes a row due again when its lease runs out, with the attempt counted', () => {
    const { store } = open();
    keepConversion(store);
    store.outbox.lease(10, DAY, later(100));
    expect(store.outbox.nextDueAt()).toBe(later(100));
    expect(store.outbox.lease(10, later(99), later(200))).toEqual([]);
    expect(store.outbox.lease(10, later(100), later(200))[0]?.attempts).toBe(2);
    store.close();
  });

  it('forgets the body of a delivered row and keeps the row', () => {
    const { file, store } = open();
    const { recordId } = keepConversion(store);
    store.outbox.lease(10, DAY, later(100));
    store.outbox.settle([{ recordId, result: 'delivered' }], later(5));
    expect(store.outbox.counts()).toEqual({ pending: 0, leased: 0, delivered: 1, dead: 0 });
    const raw = rawDatabase(file);
    expect(raw.prepare('SELECT sealed, settled_at_ms AS at FROM outbox').get()).toEqual({ sealed: null, at: later(5) });
    raw.close();
    store.close();
  });

  it('lets a delivery count that comes after its lease ran out, and never undoes one', () => {
    const { store } = open();
    const { recordId } = keepConversion(store);
    store.outbox.lease(10, DAY, later(1));
    store.outbox.releaseLeases(later(2));
    store.outbox.settle([{ recordId, result: 'delivered' }], later(3));
    store.outbox.settle([{ recordId, result: 'dead', error: 'late' }], later(4));
    store.outbox.settle([{ recordId, result: 'retry', nextAttemptAt: later(9), error: 'late' }], later(4));
    expect(store.outbox.stateOf(recordId)).toBe('delivered');
    store.close();
  });

  it('puts a row back for its next attempt, with what the gateway said', () => {
    const { store } = open();
    const { recordId } = keepConversion(store);
    store.outbox.lease(10, DAY, later(100));
    store.outbox.settle([{ recordId, result: 'retry', nextAttemptAt: later(500), error: 'x'.repeat(1_000) }], later(5));
    expect(store.outbox.nextDueAt()).toBe(later(500));
    expect(store.outbox.rows(10)[0]).toMatchObject({ state: 'pending', attempts: 1, lastError: 'x'.repeat(300) });
    store.close();
  });

  it('shows dead rows first, and puts one back only on request', () => {
    const { store } = open();
    const waiting = keepConversion(store, { createdAt: later(3) });
    const dead = keepConversion(store);
    store.outbox.lease(1, DAY, later(100));
    store.outbox.settle([{ recordId: dead.recordId, result: 'dead', error: '1001 field' }], later(5));
    expect(store.outbox.rows(10).map((row) => [row.recordId, row.state])).toEqual([
      [dead.recordId, 'dead'],
      [waiting.recordId, 'pending'],
    ]);
    expect(store.outbox.requeue(waiting.recordId, later(6))).toBe(false);
    expect(store.outbox.requeue(dead.recordId, later(6))).toBe(true);
    expect(store.outbox.counts()).toEqual({ pending: 2, leased: 0, delivered: 0, dead: 0 });
    store.close();
  });

  it('counts by state as a full count would, through every change', () => {
    const { file, store } = open();
    const ids = Array.from({ length: 12 }, (_, n) => keepConversion(store, { createdAt: later(n) }).recordId);
    store.outbox.lease(8, later(20), later(100));
    store.outbox.settle(
      ids.slice(0, 6).map((recordId, n) => (n % 3 === 0 ? { recordId, result: 'delivered' } : n % 3 === 1 ? { recordId, result: 'dead', error: 'no' } : { recordId, result: 'retry', nextAttemptAt: later(99), error: 'busy' })),
      later(30),
    );
    const raw = rawDatabase(file);
    const counted = raw.prepare('SELECT count(*) FILTER (WHERE state = 0) AS pending, count(*) FILTER (WHERE state = 1) AS leased, count(*) FILTER (WHERE state = 2) AS delivered, count(*) FILTER (WHERE state = 3) AS dead FROM outbox').get();
    raw.close();
    expect(store.outbox.counts()).toEqual(counted);
    store.close();
  });

  it('purges delivered rows alone, and only those settled before the instant', () => {
    const { store } = open();
    const ids = [0, 1, 2].map((n) => keepConversion(store, { createdAt: later(n) }).recordId);
    store.outbox.lease(2, later(AT_DESK_MS + 9), later(1_000_000));
    store.outbox.settle([{ recordId: ids[0] ?? '', result: 'delivered' }], later(10));
    store.outbox.settle([{ recordId: ids[1] ?? '', result: 'delivered' }], later(20));
    expect(store.outbox.purgeDelivered(later(20))).toBe(1);
    expect(store.outbox.stateOf(ids[0] ?? '')).toBeNull();
    expect(store.outbox.stateOf(ids[1] ?? '')).toBe('delivered');
    expect(store.outbox.stateOf(ids[2] ?? '')).toBe('pending');
    expect(store.outbox.counts().delivered).toBe(2);
    store.close();
  });

  it('lists what was delivered, by time, with the hash of each body', () => {
    const { store } = open();
    const sealed = [0, 1, 2].map((n) => keepConversion(store, { createdAt: later(n), bodySha256: `${n}`.repeat(64) }));
    const now = later(AT_DESK_MS + 9);
    store.outbox.lease(3, now, later(1_000_000));
    const deliver = (n: number, at: number): void => store.outbox.settle([{ recordId: sealed[n]?.recordId ?? '', result: 'delivered' }], later(at));
    deliver(2, 10);
    deliver(0, 20);
    const [first, second] = [2, 0].map((n, place) => ({
      recordId: sealed[n]?.recordId,
      bodySha256: sealed[n]?.bodySha256,
      sealingKeyId: 'gw-1',
      createdAt: later(n),
      deliveredAt: later(10 + 10 * place),
    }));
    expect([...store.outbox.deliveries(DAY)]).toEqual([first, second]);
    expect([...store.outbox.deliveries(later(11))]).toEqual([second]);
    store.close();
  });

  it('knows how long the oldest row has waited', () => {
    const { store } = open();
    expect(store.outbox.oldestWaitingAt()).toBeNull();
    keepConversion(store, { createdAt: later(7) });
    keepConversion(store, { createdAt: later(3) });
    store.outbox.lease(1, later(10), later(100));
    expect(store.outbox.oldestWaitingAt()).toBe(later(3));
    store.close();
  });

  it('walks and sorts no table, in any length of queue: every statement finds its rows by an index', () => {
    const { file, store } = open();
    store.close();
    const raw = rawDatabase(file);
    const statements: string[] = [];
    const recording = {
      prepare(sql: string) {
        statements.push(sql);
        return raw.prepare(sql);
      },
      transaction: raw.transaction.bind(raw),
    };
    createOutbox(recording as unknown as typeof raw);
    const planOf = (sql: string): string =>
      raw.prepare(`EXPLAIN QUERY PLAN ${sql.replaceAll(/@\w+/g, '1')}`).all().map((row) => String((row as { detail: unknown }).detail)).join('; ');
    expect(statements.length).toBeGreaterThan(10);
    for (const sql of statements) {
      const plan = planOf(sql);
      expect(plan, sql).not.toMatch(/SCAN outbox(?!_counts)(?! USING (COVERING )?INDEX)/);
      // A walk over an index ends by its LIMIT, or holds the few rows that are leased.
      if (plan.includes('SCAN outbox USING')) expect(sql).toMatch(/LIMIT|WHERE state = 1$/);
      if (sql !== SELECT_AT_DESK) expect(plan, sql).not.toContain('TEMP B-TREE');
    }
    expect(planOf("SELECT at_ms FROM journal WHERE code_hash = x'00' AND outcome = 'pass' AND at_ms >= 5 ORDER BY at_ms DESC LIMIT 1")).toContain(
      'journal_passes_by_code (code_hash=? AND at_ms>?)',
    );
    raw.close();
  });
});
