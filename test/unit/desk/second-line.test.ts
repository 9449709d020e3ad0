import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CaseView } from '../../../core/contract.ts';
import { createSecondLine } from '../../../core/desk/second-line.ts';
import { REASON_CODES, type ReasonCode } from '../../../core/model/reasons.ts';
import type { Person } from '../../../core/model/staff.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { DAY, journalEntry } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';

function secondLine(person: Person | null = { staffNumber: '1042', roles: ['officer'] }) {
  const store = openStore(join(tempDir(), 'portas.db'));
  const told: CaseView[] = [];
  let at = DAY;
  const subject = createSecondLine({
    records: store.cases,
    reasonsOf: (scanId) => store.journal.reasonsOf(scanId),
    lane: '07',
    ruleSet: () => 'test@1',
    person: () => person,
    now: () => at,
    changed: (view) => void told.push(view),
  });
  const scan = (...reasons: { readonly code: ReasonCode; readonly ruleId: string | null }[]): string => {
    const entry = journalEntry({ verdict: { outcome: reasons.length === 0 ? 'pass' : 'refer', reasons: reasons.map((each) => ({ ...each, outcome: 'refer' })), ruleSet: 'test@1' } });
    store.journal.recordScan(entry);
    return entry.scanId;
  };
  return { store, subject, scan, told, wait: (ms: number) => (at = utcMillis(at + ms)) };
}

describe('a case of the second line', () => {
  it('is not opened for a scan that this terminal never made', () => {
    const { subject, told } = secondLine();
    expect(subject.open({ scanId: NOBODY, kind: 'second-line' })).toEqual({ ok: false, refusal: 'scan-unknown' });
    expect(told).toEqual([]);
  });

  it.each(REASON_CODES.filter((code) => !code.startsWith('colour-')))('is no appeal of a colour where the reason is %s', (code) => {
    const { subject, scan } = secondLine();
    expect(subject.open({ scanId: scan({ code, ruleId: 'r' }), kind: 'appeal' })).toEqual({ ok: false, refusal: 'no-colour' });
  });

  it('is no appeal where no rule spoke of the colour, since only rules judge codes that are proved', () => {
    const { subject, scan } = secondLine();
    expect(subject.open({ scanId: scan({ code: 'colour-red', ruleId: null }), kind: 'appeal' })).toEqual({ ok: false, refusal: 'no-colour' });
  });

  it.each(['colour-red', 'colour-yellow', 'colour-unrecognised'] as const)('is an appeal where a rule said %s', (code) => {
    const { subject, scan, told } = secondLine();
    const scanId = scan({ code: 'test-missing', ruleId: 'a' }, { code, ruleId: 'b' });
    const reply = subject.open({ scanId, kind: 'appeal' });
    expect(reply).toMatchObject({ ok: true, case: { number: 1, kind: 'appeal', scanId, openedBy: '1042', closed: null } });
    expect(told).toEqual([subject.ofScan(scanId)]);
  });

  it('is opened for any verdict, a pass too, once', () => {
    const { subject, scan } = secondLine();
    const scanId = scan();
    expect(subject.open({ scanId, kind: 'second-line' })).toMatchObject({ ok: true, case: { reasons: [] } });
    expect(subject.open({ scanId, kind: 'second-line' })).toEqual({ ok: false, refusal: 'already-open' });
  });

  it('is closed once, with who and why in the audit', () => {
    const { subject, scan, store, wait } = secondLine();
    const scanId = scan({ code: 'code-expired', ruleId: null });
    expect(subject.close({ number: 1, outcome: 'passed', reason: 'other' })).toEqual({ ok: false, refusal: 'case-unknown' });
    subject.open({ scanId, kind: 'second-line' });
    wait(90_000);
    expect(subject.close({ number: 1, outcome: 'refused', reason: 'document-differs' })).toMatchObject({ ok: true, case: { closed: { at: DAY + 90_000, by: '1042', outcome: 'refused', reason: 'document-differs' } } });
    expect(subject.close({ number: 1, outcome: 'passed', reason: 'other' })).toEqual({ ok: false, refusal: 'already-closed' });
    expect(store.audit.recent(10)).toMatchObject([
      { action: 'case-refused', person: '1042', subject: scanId, reason: 'document-differs', ruleSet: 'test@1' },
      { action: 'case-opened', person: '1042', subject: scanId, reason: 'second-line' },
    ]);
    expect(subject.list()).toMatchObject({ open: [], closed: [{ number: 1 }] });
  });

  it('names nobody where nobody signs in', () => {
    const { subject, scan } = secondLine(null);
    expect(subject.open({ scanId: scan(), kind: 'second-line' })).toMatchObject({ ok: true, case: { openedBy: null } });
  });
});
