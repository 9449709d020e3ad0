import { join } from 'node:path';
import nacl from 'tweetnacl';
import { describe, expect, it, vi } from 'vitest';
import { RESOURCES_DIR } from '../../../core/config.ts';
import type { ConversionState, VerdictView } from '../../../core/contract.ts';
import { parseSealingKey } from '../../../core/convert/seal.ts';
import { deskRecordsOf } from '../../../core/desk-records.ts';
import { createDesk, type DeskParts } from '../../../core/desk/desk.ts';
import { createPseudonyms } from '../../../core/desk/pseudonyms.ts';
import type { Scan } from '../../../core/model/scan.ts';
import { DAY_MS, durationMs, utcMillis } from '../../../core/model/units.ts';
import { loadRuleSet } from '../../../core/rules/rule-set.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { createClockGuard } from '../../../core/trust/clock-guard.ts';
import { encodeMo1 } from '../../../tools/issuer/encode-mo1.ts';
import { testClock } from '../../support/clocks.ts';
import { codeId, goodClaims, goodCode, MORNING, stranger, testKeySet } from '../../support/codes.ts';
import { tempDir } from '../../support/temp-dir.ts';

const HOUR = 3_600_000;
const publicKeyBase64 = Buffer.from(nacl.box.keyPair().publicKey).toString('base64');

function desk(change: Partial<DeskParts> = {}) {
  const clock = testClock(MORNING);
  const store = openStore(join(tempDir(), 'portas.db'));
  const verdicts: VerdictView[] = [];
  const changes: VerdictView[] = [];
  const waiting: boolean[] = [];
  const conversions: ConversionState[] = [];
  const faults: unknown[] = [];
  /** What was on disk at the moment of each announcement. */
  const onDisk: { scans: number; pending: number }[] = [];
  const look = () => onDisk.push({ scans: store.journal.countScans(), pending: store.outbox.counts().pending });
  let queued = 0;
  const keys = testKeySet([codeId('revoked')]);
  const sealingKey = parseSealingKey({ keyId: 'gw-1', publicKeyBase64 });
  const rules = loadRuleSet(join(RESOURCES_DIR, 'rules/default-rules.json'));
  const parts: DeskParts = {
    terminalId: 'TEST-1',
    laneName: '07',
    lane: { direction: 'to-guangdong', port: 'barrier-gate' },
    keys: () => keys,
    rules: () => rules,
    sealingKey: () => sealingKey,
    mayOverride: true,
    repeatWindowMs: 24 * HOUR,
    holdLimitMs: 180_000,
    document: 'optional', documentWaitMs: durationMs(20_000),
    clock,
    clockGuard: createClockGuard(clock, utcMillis(0)),
    reasonsAgainst: () => [],
    records: deskRecordsOf(store),
    disk: () => 'ok',
    person: () => ({ staffNumber: '1042', roles: ['officer'] }),
    pseudonyms: createPseudonyms({ records: store.pseudonymKeys, window: DAY_MS, now: () => clock.now(), onFault: (cause) => faults.push(cause) }),
    listener: {
      verdict: (view) => {
        look();
        verdicts.push(view);
      },
      changed: (view) => {
        look();
        changes.push(view);
      },
      documentWaits: (waits) => waiting.push(waits),
      conversion: (state) => {
        look();
        conversions.push(state);
      },
      queued: () => {
        queued += 1;
      },
      scanNotKept: (cause) => faults.push(cause),
      conversionNotKept: (cause) => faults.push(cause),
    },
    ...change,
  };
  const subject = createDesk(parts);
  const scan = (text: string): Scan => ({ text, symbology: ']Q1', source: 'hid-pos', deviceId: 'd', completedAt: clock.monotonic(), at: clock.now() });
  const take = (text: string): VerdictView | undefined => {
    const before = verdicts.length;
    subject.take(scan(text));
    return verdicts.length > before ? verdicts.at(-1) : undefined;
  };
  return { subject, store, clock, take, verdicts, changes, waiting, conversions, faults, onDisk, queued: () => queued };
}

const details = { consent: true, permitNumber: 'M12345678', birthDate: '1980-02-29', phone: '66123456', destinationCity: '440400', destinationAddress: '' } as const;

describe('a scan at the desk', () => {
  it('passes a good code and announces it only once its row is on disk', () => {
    const { take, onDisk } = desk();
    const verdict = take(goodCode());
    expect(verdict).toMatchObject({ outcome: 'pass', reasons: [], format: 'MO1', issuer: 'MO-TEST', seenBefore: null });
    expect(verdict?.traveller).toMatchObject({ nameHan: '樣本', colour: 'green', latestTest: { result: 'negative' } });
    expect(onDisk).toEqual([{ scans: 1, pending: 0 }]);
  });

  it('shows nothing when the row cannot be kept, says so, and forgets the traveller', () => {
    const failing = new Error('disk');
    const { take, faults, subject, verdicts } = desk({
      records: { recordScan: () => { throw failing; }, recordDocumentCheck: () => undefined, recordConversion: () => undefined, findPass: () => null, countPasses: () => 0, stateOf: () => null },
    });
    expect(take(goodCode())).toBeUndefined();
    expect(verdicts).toEqual([]);
    expect(faults).toEqual([failing]);
    expect(subject.current().verdict).toBeNull();
  });

  it.each([
    ['a forged code', encodeMo1(goodClaims(), { ...stranger, keyId: 'ffffffffffffffff' }), 'refer', 'key-unknown'],
    ['a revoked code', goodCode({ codeId: codeId('revoked') }), 'refuse', 'code-revoked'],
    ['an expired code', goodCode({ expiresAt: utcMillis(MORNING - 1_000) }), 'refuse', 'code-expired'],
    ['a red code', goodCode({ colour: 'red' }), 'refuse', 'colour-red'],
    ['a blue code', goodCode({ colour: 'blue' }), 'refer', 'colour-unrecognised'],
    ['an address of a web page', 'https://example.org', 'refer', 'format-unknown'],
    ['a certificate of another family', 'LT1:NCFOXN', 'refer', 'recognised-not-accepted'],
    ['half a code', goodCode().slice(0, 80), 'refer', 'code-malformed'],
  ] as const)('never passes %s, and says why', (_case, text, outcome, reason) => {
    const verdict = desk().take(text);
    expect(verdict?.outcome).toBe(outcome);
    expect(verdict?.reasons[0]?.code).toBe(reason);
    expect(verdict?.conversion).toEqual({ possible: false, barrier: 'not-a-pass' });
  });

  it('shows no verdict when there is no room to keep it, nor when the store cannot even be read', () => {
    let state: 'ok' | 'full' = 'full';
    const { take, faults, subject, store } = desk({ disk: () => state });
    expect(take(goodCode())).toBeUndefined();
    expect(store.journal.countScans()).toBe(0);
    expect(subject.current().verdict).toBeNull();
    state = 'ok';
    // The same code is judged as soon as there is room.
    expect(take(goodCode())?.outcome).toBe('pass');
    expect(faults).toHaveLength(1);
    store.close();
    expect(take(goodCode({ codeId: codeId('another') }))).toBeUndefined();
    expect(faults).toHaveLength(2);
    expect(subject.current().verdict).toBeNull();
  });

  it('goes on judging while the disk is nearly full, and converts nobody', () => {
    let state: 'ok' | 'low' = 'low';
    const { take, subject, store } = desk({ disk: () => state });
    expect(take(goodCode())).toMatchObject({ outcome: 'pass', conversion: { possible: false, barrier: 'disk-low' } });
    state = 'ok';
    subject.clear();
    const verdict = take(goodCode({ codeId: codeId('another') }));
    expect(verdict?.conversion.possible).toBe(true);
    // The room went while the traveller thought.
    state = 'low';
    expect(subject.convert({ scanId: verdict?.scanId ?? '', consent: true, permitNumber: 'M12345678', birthDate: '1980-01-01', phone: '+85366123456', destinationCity: '440400', destinationAddress: 'Gongbei' })).toMatchObject({ ok: false, refusal: 'not-convertible', barrier: 'disk-low' });
    expect(store.outbox.counts().pending).toBe(0);
    store.close();
  });

  it('shows personal data only of codes whose signature holds', () => {
    const { take } = desk();
    expect(take(encodeMo1(goodClaims(), { ...stranger, keyId: 'ffffffffffffffff' }))?.traveller).toBeNull();
    expect(take(goodCode({ codeId: codeId('revoked') }))?.traveller?.nameHan).toBe('樣本');
  });

  it('refers the same code when it comes again, and says when it passed', () => {
    const { take, clock, subject } = desk();
    take(goodCode());
    subject.clear();
    clock.advance(60_000);
    expect(take(goodCode())).toMatchObject({ outcome: 'refer', reasons: [{ code: 'code-repeated' }], seenBefore: { at: MORNING, lane: '07' }, conversion: { possible: false } });
  });

  it('refers the same code across a change of the pseudonym key, and not the one that is still held there', () => {
    const { take, clock, subject, store } = desk();
    take(goodCode({ codeId: codeId('before') }));
    subject.clear();
    // The key is a day old by the next scan but one.
    clock.advance(24 * HOUR - 1_000);
    const evening = goodCode({ codeId: codeId('evening') }, clock.now());
    const shownAt = clock.now();
    expect(take(evening)?.outcome).toBe('pass');
    clock.advance(2_000);
    expect(take(evening)).toBeUndefined();
    subject.clear();
    expect(take(evening)).toMatchObject({ outcome: 'refer', reasons: [{ code: 'code-repeated' }], seenBefore: { at: shownAt, lane: '07' } });
    expect(store.pseudonymKeys.all()).toHaveLength(2);
  });

  it('forgets a pass after the repeat window', () => {
    const { take, clock, subject } = desk({ repeatWindowMs: HOUR });
    take(goodCode());
    subject.clear();
    clock.advance(HOUR + 1);
    expect(take(goodCode())?.outcome).toBe('pass');
  });

  it('takes the same phone shown again, while its traveller stands there, for the same scan', () => {
    const { take, store } = desk();
    take(goodCode());
    expect(take(goodCode())).toBeUndefined();
    expect(store.journal.countScans()).toBe(1);
  });

  it('knows a repeat by what is signed, not by how it was compressed', () => {
    const { take, subject } = desk();
    take(goodCode());
    subject.clear();
    // Another signature over the same claims is other text with the same code id.
    expect(take(goodCode({ vaccinations: [{ dose: 1, ofDoses: null, on: '2021-05-01', product: null }] }))?.reasons[0]?.code).toBe('code-repeated');
  });

  it('refers everyone while the clock stands before the newest record, and revives nothing', () => {
    const clock = testClock(MORNING);
    const guard = createClockGuard(clock, utcMillis(MORNING + 24 * HOUR));
    const { take } = desk({ clock, clockGuard: guard });
    const verdict = take(goodCode());
    expect(verdict?.outcome).toBe('refuse');
    expect(verdict?.reasons.map((reason) => reason.code)).toEqual(expect.arrayContaining(['code-expired', 'clock-behind']));
  });
});

describe('a conversion at the desk', () => {
  it('is confirmed only once its sealed row is on disk', () => {
    const { take, subject, onDisk, conversions, queued } = desk();
    const scanId = take(goodCode())?.scanId ?? '';
    const reply = subject.convert({ scanId, ...details });
    expect(reply.ok).toBe(true);
    expect(onDisk.at(-1)).toEqual({ scans: 1, pending: 1 });
    expect(conversions).toMatchObject([{ scanId, state: 'sealed', mainlandCode: null }]);
    expect(queued()).toBe(1);
  });

  it('is not confirmed when its rows cannot be kept, and can be tried again', () => {
    let failing = true;
    const store = openStore(join(tempDir(), 'other.db'));
    const { take, subject, faults, conversions } = desk({
      records: {
        recordScan: (entry) => store.journal.recordScan(entry),
        recordDocumentCheck: () => undefined,
        recordConversion: (entry, sealed) => {
          if (failing) throw new Error('disk full');
          store.journal.recordConversion(entry, sealed);
        },
        findPass: () => null,
        countPasses: () => 0,
        stateOf: () => null,
      },
    });
    const scanId = take(goodCode())?.scanId ?? '';
    expect(() => subject.convert({ scanId, ...details })).toThrow('disk full');
    expect(faults).toHaveLength(1);
    expect(conversions).toEqual([]);
    failing = false;
    expect(subject.convert({ scanId, ...details }).ok).toBe(true);
    store.close();
  });

  it('is made once', () => {
    const { take, subject, store } = desk();
    const scanId = take(goodCode())?.scanId ?? '';
    subject.convert({ scanId, ...details });
    expect(subject.convert({ scanId, ...details })).toMatchObject({ ok: false, refusal: 'already-converted' });
    expect(store.outbox.counts().pending).toBe(1);
  });

  it('is refused for a traveller who was cleared, or never was', () => {
    const { take, subject } = desk();
    const scanId = take(goodCode())?.scanId ?? '';
    expect(subject.convert({ ...details, scanId: '00000000-0000-4000-8000-000000000000' })).toMatchObject({ ok: false, refusal: 'scan-gone' });
    subject.clear();
    expect(subject.convert({ scanId, ...details })).toMatchObject({ ok: false, refusal: 'scan-gone' });
  });

  it('can still be finished for a traveller whom a newer scan displaced, until the desk is cleared', () => {
    const { take, subject, conversions } = desk();
    const scanId = take(goodCode())?.scanId ?? '';
    take(goodCode({ codeId: codeId('next') }));
    take('https://example.org');
    expect(subject.convert({ scanId, ...details }).ok).toBe(true);
    const [sealed] = conversions;
    subject.delivered({ recordId: sealed?.recordId ?? '', mainlandCode: 'GD', validUntil: MORNING, deliveredAt: MORNING });
    expect(conversions.map((each) => [each.scanId, each.state])).toEqual([[scanId, 'sealed'], [scanId, 'delivered']]);
    subject.clear();
    expect(subject.convert({ scanId, ...details })).toMatchObject({ ok: false, refusal: 'scan-gone' });
  });

  it('is no longer there for a displaced traveller after the longest hold, however busy the lane is', () => {
    const { take, subject, clock } = desk({ holdLimitMs: 180_000 });
    const scanId = take(goodCode())?.scanId ?? '';
    clock.advance(100_000);
    // Whoever stands there now has a time of his own.
    const next = take(goodCode({ codeId: codeId('next') }))?.scanId ?? '';
    clock.advance(79_999);
    expect(subject.verdictOf(scanId)?.outcome).toBe('pass');
    take('https://example.org');
    clock.advance(1);
    expect(subject.verdictOf(scanId)).toBeNull();
    expect(subject.convert({ scanId, ...details })).toMatchObject({ ok: false, refusal: 'scan-gone' });
    expect(subject.convert({ scanId: next, ...details }).ok).toBe(true);
  });

  it('finds no traveller displaced after the longest hold', () => {
    const { take, subject, clock } = desk({ holdLimitMs: 180_000 });
    const scanId = take(goodCode())?.scanId ?? '';
    clock.advance(180_000);
    take(goodCode({ codeId: codeId('next') }));
    expect(subject.verdictOf(scanId)).toBeNull();
  });

  it('forgets a displaced traveller by itself when nobody comes and nobody asks', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      // The desk's clock stands still: what goes, goes by the timer.
      const { take, subject, clock } = desk({ holdLimitMs: 180_000 });
      const scanId = take(goodCode())?.scanId ?? '';
      clock.advance(100_000);
      take(goodCode({ codeId: codeId('next') }));
      vi.advanceTimersByTime(79_999);
      expect(subject.verdictOf(scanId)).not.toBeNull();
      vi.advanceTimersByTime(1);
      expect(subject.verdictOf(scanId)).toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });

  it('names every wrong field and keeps nothing', () => {
    const { take, subject, store } = desk();
    const scanId = take(goodCode())?.scanId ?? '';
    const reply = subject.convert({ scanId, ...details, permitNumber: 'C12345678', phone: '' });
    expect(reply).toMatchObject({ ok: false, refusal: 'fields', fields: [{ field: 'permitNumber' }, { field: 'phone', fault: 'required' }] });
    expect(store.outbox.counts().pending).toBe(0);
  });

  it('is refused when the code grew too old while the traveller thought', () => {
    const { take, subject, clock } = desk();
    const scanId = take(goodCode())?.scanId ?? '';
    clock.advance(5.5 * HOUR);
    expect(subject.convert({ scanId, ...details })).toMatchObject({ ok: false, refusal: 'not-convertible', barrier: 'code-too-old' });
  });

  it('is not offered without a sealing key, nor in the other direction', () => {
    expect(desk({ sealingKey: () => null }).take(goodCode())?.conversion).toEqual({ possible: false, barrier: 'sealing-key-missing' });
    expect(desk({ lane: { direction: 'to-macau', port: 'barrier-gate' } }).take(goodCode())?.conversion).toEqual({ possible: false, barrier: 'direction-not-converted' });
  });

  it('shows the receipt to the traveller it belongs to, and to nobody else', () => {
    const { take, subject, conversions } = desk();
    const scanId = take(goodCode())?.scanId ?? '';
    const reply = subject.convert({ scanId, ...details });
    const recordId = reply.ok ? reply.recordId : '';
    const receipt = { mainlandCode: 'GD-CODE', validUntil: utcMillis(MORNING + 24 * HOUR), deliveredAt: MORNING };
    subject.delivered({ ...receipt, recordId: '00000000-0000-4000-8000-000000000000' });
    expect(conversions).toHaveLength(1);
    subject.delivered({ ...receipt, recordId });
    expect(conversions.at(-1)).toMatchObject({ state: 'delivered', mainlandCode: 'GD-CODE' });
    expect(subject.current().conversion?.state).toBe('delivered');
    subject.clear();
    subject.delivered({ ...receipt, recordId });
    expect(conversions).toHaveLength(2);
  });

  it('tells the desk once that the gateway refused the record', () => {
    const { take, subject, conversions, store } = desk();
    const scanId = take(goodCode())?.scanId ?? '';
    const reply = subject.convert({ scanId, ...details });
    const recordId = reply.ok ? reply.recordId : '';
    subject.refresh();
    expect(conversions).toHaveLength(1);
    store.outbox.lease(1, MORNING, utcMillis(MORNING + 1_000));
    store.outbox.settle([{ recordId, result: 'dead', error: '1001' }], MORNING);
    subject.refresh();
    subject.refresh();
    expect(conversions.map((state) => state.state)).toEqual(['sealed', 'dead']);
  });
});
