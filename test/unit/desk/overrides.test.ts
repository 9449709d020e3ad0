import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OverrideView } from '../../../core/contract.ts';
import { createOverrideDesk, type OverrideParts } from '../../../core/desk/overrides.ts';
import type { Person, SecondRequest } from '../../../core/model/staff.ts';
import type { ReasonCode } from '../../../core/model/reasons.ts';
import { utcMillis } from '../../../core/model/units.ts';
import type { Verdict } from '../../../core/model/verdict.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { DAY, journalEntry } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { rawDatabase } from '../../support/raw-database.ts';

const OFFICER: Person = { staffNumber: '1042', roles: ['officer'] };
const SUPERVISOR: Person = { staffNumber: '2001', roles: ['supervisor'] };
const RED: Verdict = { outcome: 'refuse', reasons: [{ code: 'colour-red', outcome: 'refuse', ruleId: 'not-red' }], ruleSet: 'test@1' };
const STALE: Verdict = { ...RED, reasons: [...RED.reasons, { code: 'trust-stale', outcome: 'refer', ruleId: null }] };
const FORGED: Verdict = { outcome: 'refuse', reasons: [{ code: 'signature-mismatch', outcome: 'refuse', ruleId: null }], ruleSet: null };

function desk(change: Partial<OverrideParts> = {}, verdict: Verdict | null = RED) {
  const file = join(tempDir(), 'portas.db');
  const store = openStore(file);
  const entry = journalEntry({ verdict: verdict ?? RED });
  store.journal.recordScan(entry);
  const asked: SecondRequest[] = [];
  const told: OverrideView[] = [];
  const subject = createOverrideDesk({
    policy: 'two-people',
    records: store.overrides,
    verdictOf: () => verdict,
    reasonsAgainst: () => [],
    lane: '07',
    person: () => OFFICER,
    askSecond: (request) => {
      asked.push(request);
      return true;
    },
    now: () => DAY,
    changed: (view) => void told.push(view),
    ...change,
  });
  const override = () => subject.request({ scanId: entry.scanId, reason: 'exempt' });
  return { file, store, scanId: entry.scanId, subject, override, asked, told };
}
const overrides = (store: ReturnType<typeof desk>['store']) => store.readOverview(DAY, utcMillis(DAY + 1)).overrides;

describe('letting a traveller through against the rules', () => {
  it.each<[string, Partial<OverrideParts>, Verdict | null, string]>([
    ['a traveller who is gone', {}, null, 'scan-gone'],
    ['a forged code', {}, FORGED, 'not-overridable'],
    ['a forged code, by a supervisor alone', { policy: 'supervisor', person: () => SUPERVISOR }, FORGED, 'not-overridable'],
    ['a traveller whom stale trust refers as well', {}, STALE, 'not-overridable'],
    ['anybody while trust is stale by now', { reasonsAgainst: () => ['trust-stale'] }, RED, 'not-overridable'],
    ['anybody while the clock is behind, by a supervisor alone', { policy: 'supervisor', person: () => SUPERVISOR, reasonsAgainst: () => ['clock-behind'] }, RED, 'not-overridable'],
    ['anybody where the settings say never', { policy: 'never', person: () => SUPERVISOR }, RED, 'not-overridable'],
    ['anybody where nobody signs in', { person: () => null }, RED, 'not-allowed'],
    ['anybody, by an officer, where it takes a supervisor', { policy: 'supervisor' }, RED, 'not-allowed'],
    ['anybody while another action waits', { askSecond: () => false }, RED, 'busy'],
  ])('is refused for %s', (_, change, verdict, refusal) => {
    const { override, store, told } = desk(change, verdict);
    expect(override()).toEqual({ ok: false, refusal });
    expect([told, overrides(store), store.audit.recent(5)]).toEqual([[], 0, []]);
    store.close();
  });

  it('waits for a supervisor and then names both, in its row, its audit and its count', () => {
    const { override, store, scanId, asked, told, subject } = desk();
    expect(override()).toEqual({ ok: true, state: 'asked' });
    expect(subject.ofScan(scanId)).toBeNull();
    expect(asked).toMatchObject([{ action: 'override', roles: ['supervisor'], subject: scanId, reason: 'exempt' }]);
    asked[0]?.carryOut(OFFICER, SUPERVISOR);
    const kept = { scanId, at: DAY, reason: 'exempt', first: '1042', second: '2001' };
    expect(subject.ofScan(scanId)).toEqual(kept);
    expect(told).toEqual([kept]);
    expect(store.audit.recent(1)).toMatchObject([{ action: 'override', person: '1042', roles: ['officer'], second: '2001', secondRoles: ['supervisor'], subject: scanId, reason: 'exempt', ruleSet: 'test@1' }]);
    expect(overrides(store)).toBe(1);
    expect(store.journal.recent(1)).toMatchObject([{ scanId, outcome: 'refuse', overridden: true, converted: false }]);
    store.close();
  });

  it.each<[string, ReasonCode[], Verdict | null]>([
    ['trust has become stale', ['trust-stale'], RED],
    ['the clock was set back', ['clock-behind'], RED],
    ['the terminal was put out of service', ['terminal-out-of-service'], RED],
    ['the traveller has left', [], null],
  ])('does not happen where %s while the second person came', (_, against, later) => {
    let gone = false;
    const { override, asked, store, told } = desk({ reasonsAgainst: () => (gone ? against : []), verdictOf: () => (gone ? later : RED) });
    expect(override()).toEqual({ ok: true, state: 'asked' });
    gone = true;
    asked[0]?.carryOut(OFFICER, SUPERVISOR);
    expect([told, overrides(store), store.audit.recent(5)]).toEqual([[], 0, []]);
    store.close();
  });

  it('happens once', () => {
    const { override, asked, store, told } = desk();
    override();
    expect([asked[0]?.carryOut(OFFICER, SUPERVISOR), asked[0]?.carryOut(OFFICER, SUPERVISOR)]).toEqual([true, false]);
    expect(override()).toEqual({ ok: false, refusal: 'already-overridden' });
    expect([told.length, overrides(store), store.audit.recent(5).length]).toEqual([1, 1, 1]);
    store.close();
  });

  it('takes a supervisor alone where the settings say so', () => {
    const { override, subject, scanId, asked, store } = desk({ policy: 'supervisor', person: () => SUPERVISOR });
    expect(override()).toEqual({ ok: true, state: 'done' });
    expect(subject.ofScan(scanId)).toMatchObject({ first: '2001', second: null });
    expect(asked).toEqual([]);
    store.close();
  });

  it('cannot name one person twice, be changed or be removed', () => {
    const { file, override, asked, store } = desk();
    override();
    expect(() => asked[0]?.carryOut(OFFICER, OFFICER)).toThrow(/CHECK/);
    expect([overrides(store), store.audit.recent(5)]).toEqual([0, []]);
    asked[0]?.carryOut(OFFICER, SUPERVISOR);
    store.close();
    const raw = rawDatabase(file);
    expect(() => raw.exec("UPDATE overrides SET second = '9999'")).toThrow(/write-once/);
    expect(() => raw.exec('DELETE FROM overrides')).toThrow(/kept as long as its scan/);
    raw.close();
  });

  it('keeps no column for a name or a document', () => {
    const schema = readFileSync(new URL('../../../core/store/schema.sql', import.meta.url), 'utf8');
    const table = /CREATE TABLE overrides \(([^;]*)\) STRICT/.exec(schema)?.[1] ?? '';
    expect([...table.matchAll(/^ {2}([a-z_]+) (?:TEXT|INTEGER|BLOB)/gm)].map(([, column]) => column)).toEqual(['scan_id', 'at_ms', 'reason', 'first', 'second']);
  });
});
