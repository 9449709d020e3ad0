import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { utcMillis } from '../../../core/model/units.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { conversionEntry, DAY, journalEntry, keepConversion, sealedRecord } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { rawDatabase } from '../../support/raw-database.ts';

const open = () => {
  const file = join(tempDir(), 'portas.db');
  return { file, store: openStore(file) };
};

describe('journal', () => {
  it('refuses a second row for the same scan and keeps the first', () => {
    const { store } = open();
    const entry = journalEntry();
    store.journal.recordScan(entry);
    expect(() => store.journal.recordScan(entry)).toThrow(/UNIQUE/);
    expect(store.journal.countScans()).toBe(1);
    expect(store.readOverview(DAY, utcMillis(DAY + 3_600_000)).totals.pass).toBe(1);
    store.close();
  });

  it('keeps neither conversion nor outbox row when one of the two fails', () => {
    const { store } = open();
    const entry = journalEntry();
    store.journal.recordScan(entry);
    const bad = sealedRecord({ bodySha256: 'too short' });
    expect(() => store.journal.recordConversion(conversionEntry(bad.recordId, entry), bad)).toThrow(/CHECK/);
    expect(store.journal.hasConversion(entry.scanId)).toBe(false);
    expect(store.outbox.counts().pending).toBe(0);
    store.close();
  });

  it('refuses a conversion of a scan that is not in the journal', () => {
    const { store } = open();
    const sealed = sealedRecord();
    expect(() => store.journal.recordConversion(conversionEntry(sealed.recordId, journalEntry()), sealed)).toThrow(/FOREIGN KEY/);
    store.close();
  });

  it('converts a scan once', () => {
    const { store } = open();
    const entry = journalEntry();
    store.journal.recordScan(entry);
    const [first, second] = [sealedRecord(), sealedRecord()];
    store.journal.recordConversion(conversionEntry(first.recordId, entry), first);
    expect(() => store.journal.recordConversion(conversionEntry(second.recordId, entry), second)).toThrow(/UNIQUE/);
    expect(store.outbox.counts().pending).toBe(1);
    store.close();
  });

  it('does not let rows be changed behind its back', () => {
    const { file, store } = open();
    keepConversion(store);
    const raw = rawDatabase(file);
    expect(() => raw.prepare("UPDATE journal SET outcome = 'refuse'").run()).toThrow(/write-once/);
    expect(() => raw.prepare('UPDATE conversions SET at_ms = 0').run()).toThrow(/write-once/);
    expect(() => raw.prepare("UPDATE outbox SET body_sha256 = lower(hex(randomblob(32)))").run()).toThrow(/identity/);
    expect(() => raw.prepare("UPDATE outbox SET sealed = x'00'").run()).toThrow(/never replaced/);
    expect(() => raw.prepare('DELETE FROM outbox').run()).toThrow(/only delivered/);
    raw.close();
    store.close();
  });

  it('finds an earlier pass of the same code, and only a pass, inside the window', () => {
    const { store } = open();
    const codeHash = new Uint8Array(32).fill(1);
    const refused = new Uint8Array(32).fill(2);
    store.journal.recordScan(journalEntry({ codeHash, at: DAY }));
    store.journal.recordScan(journalEntry({ codeHash: refused, at: DAY, verdict: { outcome: 'refuse', reasons: [], ruleSet: null } }));
    expect(store.journal.findPass([codeHash], DAY)).toEqual({ at: DAY, lane: '07' });
    expect(store.journal.findPass([codeHash], utcMillis(DAY + 1))).toBeNull();
    expect(store.journal.findPass([refused], DAY)).toBeNull();
    // The code's pseudonym is another under each key; the last pass counts, whichever key it was kept with.
    const older = new Uint8Array(32).fill(3);
    store.journal.recordScan(journalEntry({ codeHash: older, at: utcMillis(DAY + 5), lane: '08' }));
    for (const hashes of [[codeHash, older], [older, codeHash]]) expect(store.journal.findPass(hashes, DAY)).toEqual({ at: DAY + 5, lane: '08' });
    expect(store.journal.findPass([], DAY)).toBeNull();
    store.close();
  });

  it('lists past scans newest first, with their first reason and whether they were converted', () => {
    const { store } = open();
    keepConversion(store);
    store.journal.recordScan(
      journalEntry({ format: null, verdict: { outcome: 'refer', reasons: [{ code: 'format-unknown', outcome: 'refer', ruleId: null }], ruleSet: null } }),
    );
    expect(store.journal.recent(10)).toMatchObject([
      { outcome: 'refer', format: null, reason: 'format-unknown', converted: false, overridden: false },
      { outcome: 'pass', format: 'MO1', reason: null, converted: true },
    ]);
    expect(store.journal.recent(1)).toHaveLength(1);
    store.close();
  });

  it('tells the time of its newest row', () => {
    const { store } = open();
    expect(store.journal.newestAt()).toBeNull();
    store.journal.recordScan(journalEntry({ at: DAY }));
    store.journal.recordScan(journalEntry({ at: utcMillis(DAY + 5) }));
    expect(store.journal.newestAt()).toBe(DAY + 5);
    store.close();
  });
});
