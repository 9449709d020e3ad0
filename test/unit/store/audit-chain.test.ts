/** The chain of the audit against somebody who has the key of the database and writes past the program. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type Database from 'better-sqlite3-multiple-ciphers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../core/model/audit.ts';
import { AUDIT_ACTIONS } from '../../../core/model/audit.ts';
import type { AuditPoint } from '../../../core/model/audit-head.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { CHAIN_COLUMNS, chainBeginning, chainHash, type ChainRow } from '../../../core/store/audit-chain.ts';
import { openAuditReader } from '../../../core/store/audit-reader.ts';
import { migrate, readMigrations } from '../../../core/store/migrate.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { rawDatabase } from '../../support/raw-database.ts';
import { auditEntry, DAY } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';

const entry = (n: number): AuditEntry => auditEntry({ at: utcMillis(DAY + n), subject: `scan ${n}`, reason: n % 3 === 0 ? null : `why ${n}` });

/** A database with an audit of some lines, and where the chain stood after each. */
function audited(lines: number): { readonly file: string; readonly points: readonly AuditPoint[] } {
  const file = join(tempDir(), 'portas.db');
  const store = openStore(file);
  const points = Array.from({ length: lines }, (_, n) => {
    store.audit.record(entry(n));
    const end = store.audit.end();
    if (end === null) throw new Error('a line was just written');
    return end;
  });
  store.close();
  return { file, points };
}

/** What an attacker with the key does, with every trigger out of the way. */
function tamper(file: string, act: (db: Database.Database) => void): void {
  const db = rawDatabase(file);
  const triggers = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'audit%'").all() as { name: string }[];
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
  act(db);
  db.close();
}

/** Makes the chain sound again from a line on, as somebody would who knows how it is made. */
function chainAnew(db: Database.Database): void {
  let before: Uint8Array = chainBeginning([]);
  for (const row of db.prepare(`SELECT ${CHAIN_COLUMNS} FROM audit ORDER BY id`).raw().all() as ChainRow[]) {
    before = chainHash(before, row);
    db.prepare('UPDATE audit SET hash = ? WHERE id = ?').run(before, row[0]);
  }
}

function check(file: string, heads: readonly AuditPoint[] = []) {
  const reader = openAuditReader(file);
  const found = reader.check({ heads });
  reader.close();
  return found;
}

const COLUMNS = ['at_ms', 'action', 'person', 'roles', 'second', 'second_roles', 'subject', 'reason', 'rule_set'] as const;
const OTHER: Readonly<Record<(typeof COLUMNS)[number], string | number>> = {
  at_ms: 1,
  action: 'signed-in',
  person: '9999',
  roles: '[]',
  second: '9998',
  second_roles: '["officer"]',
  subject: 'another',
  reason: 'another',
  rule_set: 'other@1',
};
const size = fc.integer({ min: 2, max: 12 });

describe('the chain of the audit', () => {
  it('is SHA-256 over the hash before and the line as a JSON list', () => {
    const { file, points } = audited(1);
    const line = '[1,1629820800000,"consent-recorded","1042","[\\"officer\\"]",null,"[]","scan 0",null,"test@1"]';
    const beginning = createHash('sha256').update('portas-audit-chain-1\n').digest();
    expect(points[0]?.hash).toBe(createHash('sha256').update(beginning).update(line).digest('hex'));
    expect(check(file, points)).toEqual({ ok: true, lines: 1, before: 0, end: points[0] });
  });

  it('is sound for whatever the lines hold, and across starts', () => {
    const text = fc.option(fc.string({ unit: 'binary', maxLength: 60 }), { nil: null });
    const line = fc.record({ action: fc.constantFrom(...AUDIT_ACTIONS), person: text, subject: text, reason: text, ruleSet: text, second: text });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.nat(8), (lines, stop) => {
        const file = join(tempDir(), 'portas.db');
        for (const part of [lines.slice(0, stop), lines.slice(stop)]) {
          const store = openStore(file);
          for (const each of part) store.audit.record({ ...entry(0), ...each });
          store.close();
        }
        expect(check(file)).toMatchObject({ ok: true, lines: lines.length });
      }),
      { numRuns: 25 },
    );
  });

  it('tells of a changed line, whichever column it is', () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.constantFrom(...COLUMNS), (lines, at, column) => {
        const { file } = audited(lines);
        const line = (at % lines) + 1;
        tamper(file, (db) => db.prepare(`UPDATE audit SET ${column} = ? WHERE id = ?`).run(OTHER[column], line));
        expect(check(file)).toEqual({ ok: false, fault: { kind: 'changed', line } });
      }),
      { numRuns: 40 },
    );
  });

  it('tells of lines that were removed, numbered anew or not', () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.boolean(), (lines, at, renumber) => {
        const { file } = audited(lines);
        const line = (at % (lines - 1)) + 1;
        tamper(file, (db) => {
          db.prepare('DELETE FROM audit WHERE id = ?').run(line);
          if (renumber) for (let id = line + 1; id <= lines; id++) db.prepare('UPDATE audit SET id = ? WHERE id = ?').run(id - 1, id);
        });
        expect(check(file)).toEqual({ ok: false, fault: renumber ? { kind: 'changed', line } : { kind: 'missing', line, next: line + 1 } });
      }),
      { numRuns: 30 },
    );
  });

  it('tells of lines that changed places, with their hashes or without', () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), fc.boolean(), (lines, a, b, withHash) => {
        const [one, other] = [(a % lines) + 1, (b % lines) + 1].sort((x, y) => x - y) as [number, number];
        fc.pre(one !== other);
        const { file } = audited(lines);
        tamper(file, (db) => {
          const move = (from: number, to: number) => db.prepare('UPDATE audit SET id = ? WHERE id = ?').run(to, from);
          const hashOf = (id: number) => (db.prepare('SELECT hash FROM audit WHERE id = ?').get(id) as { hash: Buffer }).hash;
          const hashes = [hashOf(one), hashOf(other)];
          move(one, 99);
          move(other, one);
          move(99, other);
          if (!withHash) [one, other].forEach((id, n) => db.prepare('UPDATE audit SET hash = ? WHERE id = ?').run(hashes[n], id));
        });
        expect(check(file)).toEqual({ ok: false, fault: { kind: 'changed', line: one } });
      }),
      { numRuns: 30 },
    );
  });

  it('tells of a line that was put in, chained or not', () => {
    const { file, points } = audited(5);
    tamper(file, (db) => db.exec("INSERT INTO audit (id, at_ms, action, roles) VALUES (6, 1, 'signed-in', '[]')"));
    expect(check(file)).toEqual({ ok: false, fault: { kind: 'not-chained', line: 6 } });
    tamper(file, (db) => {
      for (let id = 6; id > 2; id--) db.prepare('UPDATE audit SET id = ? WHERE id = ?').run(id + 1, id);
      db.exec("INSERT INTO audit (id, at_ms, action, roles) VALUES (3, 1, 'signed-in', '[]')");
      chainAnew(db);
    });
    expect(check(file)).toMatchObject({ ok: true, lines: 7 });
    expect(check(file, points.slice(4))).toEqual({ ok: false, fault: { kind: 'rewritten', line: 1, head: 5 } });
  });

  it('shows an end that was cut off only against a head that had left', () => {
    fc.assert(
      fc.property(size, fc.nat(), (lines, at) => {
        const kept = at % lines;
        const { file, points } = audited(lines);
        tamper(file, (db) => db.prepare('DELETE FROM audit WHERE id > ?').run(kept));
        expect(check(file)).toMatchObject({ ok: true, lines: kept });
        expect(check(file, points.slice(-1))).toEqual({ ok: false, fault: { kind: 'cut-off', line: kept + 1, head: lines } });
        // The terminal goes on as if nothing had been: the head still tells.
        const store = openStore(file);
        for (let line = kept; line < lines + 2; line++) store.audit.record(entry(line + 100));
        store.close();
        expect(check(file)).toMatchObject({ ok: true, lines: lines + 2 });
        expect(check(file, points.slice(-1))).toEqual({ ok: false, fault: { kind: 'rewritten', line: 1, head: lines } });
      }),
      { numRuns: 20 },
    );
  });

  it('shows a history written anew only against a head that had left, and between which heads', () => {
    fc.assert(
      fc.property(size, fc.nat(), (lines, at) => {
        const line = (at % lines) + 1;
        const { file, points } = audited(lines);
        tamper(file, (db) => {
          db.prepare("UPDATE audit SET person = '9999' WHERE id = ?").run(line);
          chainAnew(db);
        });
        expect(check(file)).toMatchObject({ ok: true, lines });
        expect(check(file, points)).toEqual({ ok: false, fault: { kind: 'rewritten', line, head: line } });
        expect(check(file, points.slice(-1))).toEqual({ ok: false, fault: { kind: 'rewritten', line: 1, head: lines } });
      }),
      { numRuns: 20 },
    );
  });

  it('covers the lines from before it was kept', () => {
    const file = join(tempDir(), 'portas.db');
    const old = rawDatabase(file);
    migrate(old, readMigrations().slice(0, 10));
    for (const at of [1, 2, 3]) old.prepare("INSERT INTO audit (at_ms, action, person, roles) VALUES (?, 'signed-in', '1042', '[]')").run(at);
    old.close();
    const store = openStore(file);
    expect(store.audit.end()).toBeNull();
    store.audit.record(entry(4));
    store.audit.record(entry(5));
    store.close();
    expect(check(file)).toMatchObject({ ok: true, lines: 5, before: 3, end: { sequence: 5 } });
    tamper(file, (db) => db.exec("UPDATE audit SET person = '1043' WHERE id = 2"));
    // The digest of all of them is what no longer fits.
    expect(check(file)).toEqual({ ok: false, fault: { kind: 'changed', line: 4 } });
  });

  it('refuses heads that contradict each other, and an audit that is another terminal’s', () => {
    const { file, points } = audited(3);
    const [, second] = points;
    expect(check(file, [...points, { sequence: 2, hash: '00'.repeat(32) }])).toMatchObject({ ok: false, fault: { kind: 'rewritten' } });
    expect(second?.sequence).toBe(2);
    const store = openStore(file);
    store.audit.record(auditEntry({ action: 'engine-started', subject: 'BG-08' }));
    store.close();
    const reader = openAuditReader(file);
    expect(reader.check({ terminalId: 'BG-08' })).toMatchObject({ ok: true, lines: 4 });
    expect(reader.check({ terminalId: 'BG-07' })).toEqual({ ok: false, fault: { kind: 'other-terminal', line: 4 } });
    expect([...reader.lines()]).toHaveLength(4);
    reader.close();
  });

  it('goes on from a line that another connection wrote', () => {
    const file = join(tempDir(), 'portas.db');
    const [engine, command] = [openStore(file), openStore(file)];
    for (const store of [engine, command, engine, command]) store.audit.record(entry(0));
    engine.close();
    command.close();
    expect(check(file)).toMatchObject({ ok: true, lines: 4 });
  });

  it('cannot be written past by the program itself', () => {
    const { file } = audited(2);
    const raw = rawDatabase(file);
    expect(() => raw.exec("INSERT INTO audit (id, at_ms, action, roles) VALUES (3, 1, 'signed-in', '[]')")).toThrow('an audit line carries its hash');
    expect(() => raw.exec('DELETE FROM audit WHERE id = 2')).toThrow('audit rows are never removed');
    expect(() => raw.exec('UPDATE audit SET hash = zeroblob(32) WHERE id = 2')).toThrow('audit rows are write-once');
    raw.close();
  });

  it('says plainly that there is no audit to check', () => {
    expect(() => openAuditReader(join(tempDir(), 'portas.db'))).toThrow(expect.objectContaining({ code: 'database-unusable' }));
    const file = join(tempDir(), 'portas.db');
    const old = rawDatabase(file);
    migrate(old, readMigrations().slice(0, 10));
    old.close();
    expect(() => openAuditReader(file)).toThrow(/from before the audit was chained/);
  });
});
