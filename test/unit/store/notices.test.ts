import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Notice } from '../../../core/model/notice.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { readMigrations } from '../../../core/store/migrate.ts';
import { openStore, type Store } from '../../../core/store/open-store.ts';
import { auditEntry, DAY } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { rawDatabase } from '../../support/raw-database.ts';

const later = (ms: number) => utcMillis(DAY + ms);
const open = () => {
  const file = join(tempDir(), 'portas.db');
  return { file, store: openStore(file) };
};
function send(store: Store, change: Partial<Notice> = {}): string {
  const notice = { noticeId: randomUUID(), severity: 'urgent' as const, text: 'Lane 3 closes at 14:00.', sentAt: DAY, sentBy: '2001', validUntil: null, ...change };
  store.notices.send(notice, auditEntry({ action: 'notice-sent', subject: notice.noticeId }));
  return notice.noticeId;
}
const withdraw = (store: Store, noticeId: string, at = later(60_000)) => store.notices.withdraw(noticeId, at, '2002', auditEntry({ at, action: 'notice-withdrawn', subject: noticeId }));
const acknowledge = (store: Store, noticeId: string, by: string | null, at = later(1_000)) => store.notices.acknowledge({ noticeId, at, by }, auditEntry({ at, action: 'notice-acknowledged', person: by, subject: noticeId }));
const actions = (store: Store) => store.audit.recent(10).map(({ action }) => action);

describe('notices in the store', () => {
  it.each([
    ['no text', { text: '' }],
    ['a severity that is none', { severity: 'red' as never }],
    ['a text longer than 280 characters', { text: '甲'.repeat(281) }],
    ['an end before its beginning', { validUntil: DAY }],
    ['an id that is none', { noticeId: 'x' }],
  ])('refuse %s, with nothing in the audit', (_, change) => {
    const { store } = open();
    expect(() => send(store, change)).toThrow(/CHECK/);
    expect(actions(store)).toEqual([]);
    store.close();
  });

  it('take 280 characters of any plane', () => {
    const { store } = open();
    send(store, { text: '𠮷'.repeat(280) });
    expect(store.notices.standing(DAY)).toHaveLength(1);
    store.close();
  });

  it('stand until just before their end, the oldest first, and then are past, the newest first', () => {
    const { store } = open();
    const [first, second, third] = [send(store, { validUntil: later(10) }), send(store), send(store, { validUntil: later(10) })];
    expect(store.notices.standing(later(9)).map(({ noticeId }) => noticeId)).toEqual([first, second, third]);
    expect(store.notices.past(later(9), 10)).toEqual([]);
    expect(store.notices.standing(later(10)).map(({ noticeId }) => noticeId)).toEqual([second]);
    expect(store.notices.past(later(10), 10).map(({ noticeId }) => noticeId)).toEqual([third, first]);
    expect(store.notices.past(later(10), 1).map(({ noticeId }) => noticeId)).toEqual([third]);
    store.close();
  });

  it('are withdrawn once, and keep for ever how they were sent and withdrawn', () => {
    const { file, store } = open();
    const noticeId = send(store);
    expect(withdraw(store, randomUUID())).toBe(false);
    expect(withdraw(store, noticeId)).toBe(true);
    expect(withdraw(store, noticeId, later(99_000))).toBe(false);
    expect(store.notices.standing(later(60_000))).toEqual([]);
    expect(store.notices.past(later(60_000), 1)).toMatchObject([{ noticeId, withdrawn: { at: later(60_000), by: '2002' } }]);
    expect(actions(store)).toEqual(['notice-withdrawn', 'notice-sent']);
    const other = send(store);
    store.close();
    const raw = rawDatabase(file);
    expect(() => raw.exec('DELETE FROM notices')).toThrow(/never removed/);
    expect(() => raw.prepare("UPDATE notices SET text = 'other' WHERE notice_id = ?").run(other)).toThrow(/as it was sent/);
    expect(() => raw.prepare('UPDATE notices SET valid_until_ms = 9e15 WHERE notice_id = ?').run(other)).toThrow(/as it was sent/);
    expect(() => raw.prepare('UPDATE notices SET withdrawn_at_ms = NULL, withdrawn_by = NULL WHERE notice_id = ?').run(noticeId)).toThrow(/as it was withdrawn/);
    raw.close();
  });

  it('are acknowledged once by each person, and once by the lane', () => {
    const { file, store } = open();
    const noticeId = send(store);
    expect(store.notices.hasAcknowledged(noticeId, '1042')).toBe(false);
    expect(acknowledge(store, noticeId, '1042')).toBe(true);
    expect(acknowledge(store, noticeId, '1042')).toBe(false);
    expect([store.notices.hasAcknowledged(noticeId, '1042'), store.notices.hasAcknowledged(noticeId, '1043'), store.notices.hasAcknowledged(noticeId, null)]).toEqual([true, false, false]);
    expect(acknowledge(store, noticeId, null)).toBe(true);
    expect(acknowledge(store, noticeId, null)).toBe(false);
    expect(store.notices.hasAcknowledged(noticeId, null)).toBe(true);
    expect(store.notices.acknowledgementsOf(noticeId).map(({ by }) => by)).toEqual(['1042', null]);
    expect(actions(store)).toEqual(['notice-acknowledged', 'notice-acknowledged', 'notice-sent']);
    store.close();
    const raw = rawDatabase(file);
    expect(() => raw.exec('DELETE FROM notice_acknowledgements')).toThrow(/never removed/);
    expect(() => raw.exec("UPDATE notice_acknowledgements SET person = '9999'")).toThrow(/write-once/);
    raw.close();
  });

  it('are survived by a restart, with who acknowledged them', () => {
    const { file, store } = open();
    const noticeId = send(store, { text: '請看新通告', validUntil: later(99_000) });
    acknowledge(store, noticeId, '1042');
    store.close();
    const again = openStore(file);
    expect(again.notices.standing(DAY)).toEqual([{ noticeId, severity: 'urgent', text: '請看新通告', sentAt: DAY, sentBy: '2001', validUntil: later(99_000), withdrawn: null }]);
    expect(again.notices.acknowledgementsOf(noticeId)).toEqual([{ noticeId, at: later(1_000), by: '1042' }]);
    again.close();
  });

  it('are written with their audit or not at all', () => {
    const { store } = open();
    const noticeId = randomUUID();
    const bad = auditEntry({ action: 'notice-sent', reason: 'x'.repeat(201) });
    expect(() => store.notices.send({ noticeId, severity: 'urgent', text: 'a', sentAt: DAY, sentBy: null, validUntil: null }, bad)).toThrow(/CHECK/);
    expect(store.notices.standing(DAY)).toEqual([]);
    const sent = send(store);
    expect(() => store.notices.acknowledge({ noticeId: sent, at: DAY, by: '1042' }, bad)).toThrow(/CHECK/);
    expect(store.notices.hasAcknowledged(sent, '1042')).toBe(false);
    expect(() => store.notices.withdraw(sent, DAY, '2001', bad)).toThrow(/CHECK/);
    expect(store.notices.standing(DAY)).toHaveLength(1);
    store.close();
  });

  it('are asked for every few seconds without reading all that ever were', () => {
    const { file, store } = open();
    store.close();
    const raw = rawDatabase(file);
    const plan = JSON.stringify(raw.prepare('EXPLAIN QUERY PLAN SELECT notice_id FROM notices WHERE withdrawn_at_ms IS NULL AND coalesce(valid_until_ms, 9007199254740991) > 5 ORDER BY sent_at_ms, id').all());
    expect(plan).toContain('notices_standing');
    expect(plan).not.toContain('SCAN');
    raw.close();
  });

  it('hold no column for a traveller', () => {
    const schema = readFileSync(new URL('../../../core/store/schema.sql', import.meta.url), 'utf8');
    const columns = (table: string) => [...(new RegExp(`CREATE TABLE ${table} \\(([^;]*)\\) STRICT`).exec(schema)?.[1] ?? '').matchAll(/^ {2}([a-z_]+) (?:TEXT|INTEGER|BLOB)/gm)].map(([, column]) => column);
    expect(columns('notices')).toEqual(['id', 'notice_id', 'severity', 'text', 'sent_at_ms', 'sent_by', 'valid_until_ms', 'withdrawn_at_ms', 'withdrawn_by']);
    expect(columns('notice_acknowledgements')).toEqual(['id', 'notice_id', 'at_ms', 'person']);
  });
});

describe('the migration that brings notices', () => {
  it('keeps what a database of the version before holds', () => {
    const file = join(tempDir(), 'portas.db');
    const before = rawDatabase(file);
    for (const { sql } of readMigrations().slice(0, 5)) before.exec(sql);
    before.pragma('user_version = 5');
    before.prepare("INSERT INTO audit (at_ms, action, roles) VALUES (?, 'signed-in', '[]')").run(DAY);
    before.close();
    const after = openStore(file);
    expect(actions(after)).toEqual(['signed-in']);
    send(after);
    expect(after.notices.standing(DAY)).toHaveLength(1);
    after.close();
  });
});
