/** A document beside a code at the desk: in either order, kept before it is shown, forgotten with the traveller. */
import { join } from 'node:path';
import nacl from 'tweetnacl';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readTypedMrz, type TypedMrz } from '../../../core/codes/typed-mrz.ts';
import { RESOURCES_DIR } from '../../../core/config.ts';
import type { VerdictView } from '../../../core/contract.ts';
import { parseSealingKey } from '../../../core/convert/seal.ts';
import { deskRecordsOf } from '../../../core/desk-records.ts';
import { createDesk, type DeskParts } from '../../../core/desk/desk.ts';
import { durationMs, utcMillis } from '../../../core/model/units.ts';
import { loadRuleSet } from '../../../core/rules/rule-set.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { createClockGuard } from '../../../core/trust/clock-guard.ts';
import { testClock } from '../../support/clocks.ts';
import { codeId, goodCode, MORNING, testKeySet } from '../../support/codes.ts';
import { rawDatabase } from '../../support/raw-database.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { ERIKSSON, td1Zone, td3Zone } from '../../support/zones.ts';

const WAIT_MS = 20_000;
afterEach(() => vi.useRealTimers());

function document(lines: readonly string[]): TypedMrz {
  const read = readTypedMrz(lines.join(''), 2021);
  if (!read.ok) throw new Error(`no zone: ${read.fault}`);
  return read.mrz;
}
/** Documents of the traveller of a good code, and of others. */
const IEONG = { ...ERIKSSON, primary: 'IEONG', secondary: 'BUN', birth: '800229', number: 'MA1234567' };
const own = document(td3Zone(IEONG));
const over = document(td3Zone({ ...IEONG, expiry: '210831' }));
const permit = document(td1Zone({ ...IEONG, code: 'C', issuer: 'CHN', number: 'M12345678', primary: 'YANG', secondary: 'BIN' }));
const other = document(td3Zone(ERIKSSON));
const unclear = document(td3Zone({ ...IEONG, birth: '<<<<<<' }));

function desk(change: Partial<DeskParts> = {}) {
  const clock = testClock(MORNING);
  const file = join(tempDir(), 'portas.db');
  const store = openStore(file);
  const shown: VerdictView[] = [];
  const changed: VerdictView[] = [];
  const waits: boolean[] = [];
  const faults: unknown[] = [];
  const keys = testKeySet();
  const sealingKey = parseSealingKey({ keyId: 'gw-1', publicKeyBase64: Buffer.from(nacl.box.keyPair().publicKey).toString('base64') });
  const rules = loadRuleSet(join(RESOURCES_DIR, 'rules/default-rules.json'));
  const rows = <T>(sql: string): T[] => {
    const raw = rawDatabase(file, { readonly: true });
    const found = raw.prepare(sql).all() as T[];
    raw.close();
    return found;
  };
  const checks = () => rows<{ outcome: string; differing: string; expired: number; staff: string | null }>('SELECT outcome, differing, expired, staff_number AS staff FROM document_checks ORDER BY id');
  /** What was on disk when the window was told. */
  const onDisk: number[] = [];
  const subject = createDesk({
    terminalId: 'TEST-1', laneName: '07', lane: { direction: 'to-guangdong', port: 'barrier-gate' },
    keys: () => keys, rules: () => rules, sealingKey: () => sealingKey, mayOverride: true, repeatWindowMs: 86_400_000, holdLimitMs: 180_000,
    document: 'optional', documentWaitMs: durationMs(WAIT_MS), clock, clockGuard: createClockGuard(clock, utcMillis(0)), reasonsAgainst: () => [],
    records: deskRecordsOf(store),
    disk: () => 'ok',
    person: () => ({ staffNumber: '1042', roles: ['officer'] }),
    pseudonyms: { hash: (text) => Buffer.from(text.padEnd(32, '.').slice(-32)), hashes: (text) => [Buffer.from(text.padEnd(32, '.').slice(-32))] },
    listener: {
      verdict: (view) => (onDisk.push(checks().length), void shown.push(view)),
      changed: (view) => (onDisk.push(checks().length), void changed.push(view)),
      documentWaits: (waiting) => void waits.push(waiting),
      conversion: () => undefined, queued: () => undefined,
      scanNotKept: (cause) => void faults.push(cause),
      conversionNotKept: (cause) => void faults.push(cause),
    },
    ...change,
  });
  const take = (text = goodCode()): VerdictView | undefined => {
    const before = shown.length;
    subject.take({ text, symbology: ']Q1', source: 'hid-pos', deviceId: 'd', completedAt: clock.monotonic(), at: clock.now() });
    return shown.length > before ? shown.at(-1) : undefined;
  };
  const put = (read: TypedMrz): VerdictView | undefined => {
    const before = changed.length;
    subject.takeDocument(read);
    return changed.length > before ? changed.at(-1) : undefined;
  };
  return { subject, store, clock, take, put, checks, waits, faults, onDisk, rows, shown, changed };
}
const codes = (view: VerdictView | undefined) => view?.reasons.map(({ code }) => code);

describe('a document that differs', () => {
  it.each(['code first', 'document first'])('ends a pass, bars the conversion and is kept before it is shown, %s', (order) => {
    const { subject, store, take, put, checks, waits, onDisk, rows } = desk();
    let view: VerdictView | undefined;
    if (order === 'code first') {
      expect(take()?.outcome).toBe('pass');
      view = put(other);
    } else {
      expect(put(other)).toBeUndefined();
      view = take();
      expect(waits).toEqual([true, false]);
    }
    expect(view).toMatchObject({ outcome: 'refer', conversion: { possible: false, barrier: 'not-a-pass' }, overridable: false, document: { outcome: 'differs', expired: false } });
    expect(codes(view)).toEqual(['document-differs']);
    expect(view?.document?.fields).toEqual([
      { field: 'name', result: 'differs', fromCode: 'IEONG BUN', fromDocument: 'ERIKSSON ANNA MARIA' },
      { field: 'birth-date', result: 'differs', fromCode: '1980-02-29', fromDocument: '1974-08-12' },
      { field: 'number', result: 'not-comparable', fromCode: '12345678 · M12345678', fromDocument: 'L898902C3' },
    ]);
    expect(checks()).toEqual([{ outcome: 'differs', differing: '["name","birth-date"]', expired: 0, staff: '1042' }]);
    expect(onDisk.at(-1)).toBe(1);
    expect(subject.current().verdict).toEqual(view);
    expect(subject.verdictOf(view?.scanId ?? '')?.outcome).toBe('refer');
    // The verdict on the code stays as it was; what the document says stands beside it, for the desk, the second line, the overview and the audit.
    expect(rows("SELECT outcome, reasons FROM journal")).toEqual([{ outcome: 'pass', reasons: '[]' }]);
    expect(store.journal.recent(1)).toMatchObject([{ outcome: 'refer', reason: 'document-differs' }]);
    expect(store.journal.reasonsOf(view?.scanId ?? '')).toEqual([{ code: 'document-differs', ruleId: null }]);
    const work = store.readOverview(utcMillis(MORNING - 3_600_000), utcMillis(MORNING + 3_600_000));
    expect([work.totals, work.reasons]).toEqual([{ pass: 1, refer: 0, refuse: 0 }, [{ code: 'document-differs', count: 1 }]]);
    expect(store.audit.newest('document-differs')).toMatchObject({ person: '1042', subject: view?.scanId, reason: 'name birth-date' });
    expect(subject.convert({ scanId: view?.scanId ?? '', consent: true, permitNumber: 'M12345678', birthDate: '1980-02-29', phone: '66123456', destinationCity: '440400', destinationAddress: '' })).toMatchObject({ ok: false, refusal: 'not-convertible' });
  });

  it('stays so when the same code is shown again, and after the desk was cleared', () => {
    const { subject, take, put } = desk();
    take();
    put(other);
    expect(take()).toBeUndefined();
    expect(subject.current().verdict?.outcome).toBe('refer');
    subject.clear();
    expect(codes(take())).toEqual(['code-repeated']);
  });

  it('never makes a refusal milder, nor one that people may set aside', () => {
    const { take, put } = desk();
    expect(take(goodCode({ colour: 'red' }))).toMatchObject({ outcome: 'refuse', overridable: true });
    const view = put(other);
    expect(view).toMatchObject({ outcome: 'refuse', overridable: false });
    expect(codes(view)).toEqual(['colour-red', 'document-differs']);
  });
});

describe('a document that agrees', () => {
  it.each(['code first', 'document first'])('leaves the verdict as it is and is kept, %s', (order) => {
    const { take, put, checks, store } = desk();
    let view: VerdictView | undefined;
    if (order === 'code first') {
      take();
      view = put(own);
    } else {
      put(own);
      view = take();
    }
    expect(view).toMatchObject({ outcome: 'pass', reasons: [], conversion: { possible: true }, document: { outcome: 'same' } });
    expect(checks()).toMatchObject([{ outcome: 'same', differing: '[]' }]);
    expect(store.journal.recent(1)).toMatchObject([{ outcome: 'pass', reason: null }]);
    expect(store.audit.newest('document-differs')).toBeNull();
  });

  it('agrees by a permit’s number where the name is spelled in another way', () => {
    const { take, put } = desk();
    take();
    expect(put(permit)).toMatchObject({ outcome: 'pass', document: { outcome: 'same' } });
  });

  it('is a refer when it is over, until another is read', () => {
    const { take, put, store } = desk();
    take();
    expect(codes(put(over))).toEqual(['document-expired']);
    expect(store.journal.recent(1)).toMatchObject([{ outcome: 'refer', reason: 'document-expired' }]);
    expect(put(own)).toMatchObject({ outcome: 'pass', conversion: { possible: true }, document: { outcome: 'same', expired: false } });
    expect(store.journal.recent(1)).toMatchObject([{ outcome: 'pass', reason: null }]);
  });

  it('takes the place of one that differed, and of one that did not tell; all are kept', () => {
    const { take, put, checks } = desk();
    take();
    expect(put(unclear)).toMatchObject({ outcome: 'pass', document: { outcome: 'cannot-tell' } });
    expect(put(other)?.outcome).toBe('refer');
    expect(put(own)?.outcome).toBe('pass');
    expect(checks().map(({ outcome }) => outcome)).toEqual(['cannot-tell', 'differs', 'same']);
  });

  it('is not lost by the document of whoever comes next, which waits for its own code', () => {
    const { take, put, waits, changed } = desk();
    take();
    put(own);
    expect(put(other)).toBeUndefined();
    expect(changed.at(-1)?.outcome).toBe('pass');
    expect(waits).toEqual([true]);
    const next = take(goodCode({ codeId: codeId('next'), holder: { nameHan: null, nameLatin: 'Eriksson, Anna Maria', birthDate: '1974-08-12', sex: 'female', nationality: 'SWE' } }));
    expect(next?.document?.outcome).toBe('same');
  });
});

describe('a document without a code to compare', () => {
  it('waits for the next code, for its time and no longer', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { take, put, waits, checks } = desk();
    put(own);
    // A newer one takes its place, and its time begins anew.
    vi.advanceTimersByTime(WAIT_MS - 1);
    put(other);
    vi.advanceTimersByTime(WAIT_MS - 1);
    expect(waits).toEqual([true, true]);
    vi.advanceTimersByTime(1);
    expect(waits).toEqual([true, true, false]);
    expect(take()).toMatchObject({ outcome: 'pass', document: null });
    expect(checks()).toEqual([]);
  });

  it('is not spent on what is no proved code', () => {
    const { take, put } = desk();
    put(own);
    expect(take('https://example.org')).toMatchObject({ outcome: 'refer', document: null });
    expect(take()?.document?.outcome).toBe('same');
    const again = desk();
    again.take('https://example.org');
    expect(again.put(own)).toBeUndefined();
    expect(again.take()?.document?.outcome).toBe('same');
  });

  it('goes with the desk: with nobody there at once, otherwise with everybody', () => {
    const { subject, take, put, waits } = desk();
    put(own);
    subject.clear();
    expect(waits).toEqual([true, false]);
    take();
    put(own);
    put(other);
    subject.clear();
    // It is the next traveller's.
    expect(waits).toEqual([true, false, true]);
    subject.forgetAll();
    expect(waits).toEqual([true, false, true, false]);
    expect(subject.current().verdict).toBeNull();
  });
});

describe('a lane that asks for documents', () => {
  const details = { consent: true, permitNumber: 'M12345678', birthDate: '1980-02-29', phone: '66123456', destinationCity: '440400', destinationAddress: '' } as const;
  it('converts nobody before a document agrees, and says so', () => {
    const { subject, take, put } = desk({ document: 'required' });
    const view = take();
    const scanId = view?.scanId ?? '';
    expect(view).toMatchObject({ outcome: 'pass', documentAwaited: true, conversion: { possible: false, barrier: 'document-not-checked' } });
    expect(subject.convert({ scanId, ...details })).toMatchObject({ ok: false, refusal: 'not-convertible', barrier: 'document-not-checked' });
    expect(put(unclear)).toMatchObject({ outcome: 'pass', documentAwaited: false, conversion: { possible: false, barrier: 'document-not-checked' } });
    expect(put(other)).toMatchObject({ outcome: 'refer', documentAwaited: false, conversion: { barrier: 'not-a-pass' } });
    expect(put(own)).toMatchObject({ outcome: 'pass', documentAwaited: false, conversion: { possible: true } });
    expect(subject.convert({ scanId, ...details }).ok).toBe(true);
  });

  it('asks nothing of whoever does not pass', () => {
    const { take } = desk({ document: 'required' });
    expect(take('https://example.org')).toMatchObject({ documentAwaited: false, conversion: { barrier: 'not-a-pass' } });
    expect(take(goodCode({ colour: 'red' }))).toMatchObject({ documentAwaited: false, conversion: { barrier: 'not-a-pass' } });
  });
});

describe('a check that cannot be kept', () => {
  it.each(['code first', 'document first'])('is not shown, and nobody stands here any more, %s', (order) => {
    let failing = false;
    const kept = desk();
    const here = desk({
      records: {
        recordScan: (entry, check) => {
          if (failing) throw new Error('disk');
          kept.store.journal.recordScan(entry, check);
        },
        recordDocumentCheck: () => {
          throw new Error('disk');
        },
        recordConversion: () => undefined, findPass: () => null, countPasses: () => 0, stateOf: () => null,
      },
    });
    if (order === 'code first') here.take();
    else here.put(own);
    failing = true;
    if (order === 'code first') here.put(own);
    else here.take();
    expect(here.faults).toHaveLength(1);
    expect(here.changed).toEqual([]);
    expect(here.subject.current().verdict).toBeNull();
  });

  it('is not made without room on the disk', () => {
    let state: 'ok' | 'full' = 'ok';
    const here = desk({ disk: () => state });
    here.take();
    state = 'full';
    here.put(own);
    expect([here.faults.length, here.checks().length, here.subject.current().verdict]).toEqual([1, 0, null]);
  });
});
