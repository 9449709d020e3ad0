import { join } from 'node:path';
import nacl from 'tweetnacl';
import { describe, expect, it } from 'vitest';
import type { ContingencyState, Request } from '../../../core/contract.ts';
import { parseSealingKey } from '../../../core/convert/seal.ts';
import { type ContingencyParts, createContingencyDesk } from '../../../core/desk/contingency.ts';
import { HOUR_MS, MINUTE_MS, utcMillis } from '../../../core/model/units.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { createClockGuard } from '../../../core/trust/clock-guard.ts';
import { openRecord } from '../../../tools/gateway/open-record.ts';
import { readAsThief } from '../../support/search-files.ts';
import { testClock } from '../../support/clocks.ts';
import { tempDir } from '../../support/temp-dir.ts';

const NOON = utcMillis(Date.parse('2021-09-01T12:00:00+08:00'));
const pair = nacl.box.keyPair();
const sealingKey = parseSealingKey({ keyId: 'gw-1', publicKeyBase64: Buffer.from(pair.publicKey).toString('base64') });

function open(change: Partial<ContingencyParts> = {}, file = join(tempDir(), 'portas.db')) {
  const clock = testClock(NOON);
  const store = openStore(file);
  const told: ContingencyState[] = [];
  const faults: unknown[] = [];
  let queued = 0;
  const desk = createContingencyDesk({
    terminalId: 'TEST-1',
    laneName: '07',
    direction: 'to-guangdong',
    provesCodes: () => true,
    issuerDown: () => false,
    sealingKey: () => sealingKey,
    mayPass: () => true,
    clockGuard: createClockGuard(clock, utcMillis(0)),
    ruleSet: () => 'rules@1',
    records: store.contingencies,
    disk: () => 'ok',
    scanner: () => 'ready',
    person: () => ({ staffNumber: '2001', roles: ['supervisor'] }),
    listener: { changed: (state) => told.push(state), queued: () => void (queued += 1), notKept: (cause) => faults.push(cause) },
    ...change,
  });
  return { desk, store, clock, told, faults, file, queued: () => queued };
}

const entry = {
  consent: true,
  name: 'UNMISTAKABLE PERSON',
  sex: 'female',
  nationality: 'CHN',
  permitNumber: 'M87654321',
  birthDate: '19800229',
  phone: '+85366778899',
  destinationCity: '440400',
  destinationAddress: 'Unmistakable Street 77',
  testSampledAt: '202108311830',
} as const;
const request = (change: Partial<Request<'contingency:record'>> = {}): Request<'contingency:record'> => ({ evidence: 'paper-certificate', outcome: 'passed', reason: 'in-order', conversion: null, ...change });

describe('a crossing', () => {
  it('is not recorded before a contingency is declared or after it has ended', () => {
    const { desk, store } = open();
    const refused = { ok: false, refusal: 'no-contingency', fields: [] };
    expect(desk.record(request())).toEqual(refused);
    desk.declare('issuer-down');
    expect(desk.end()).toBe(true);
    expect(desk.record(request())).toEqual(refused);
    expect(store.contingencies.newestAt()).toBeNull();
    store.close();
  });

  it.each<[string, Partial<Request<'contingency:record'>>, string]>([
    ['a reason of another outcome', { outcome: 'refused', reason: 'in-order' }, 'reason-mismatch'],
    ['a conversion of somebody refused', { outcome: 'refused', reason: 'no-evidence', conversion: entry }, 'not-convertible'],
    ['a conversion of a humanitarian passage', { reason: 'humanitarian', conversion: entry }, 'not-convertible'],
    ['a conversion on an identity document, which shows no test', { evidence: 'identity-document', conversion: entry }, 'not-convertible'],
    ['a conversion with a fault', { conversion: { ...entry, phone: '5' } }, 'fields'],
  ])('is not recorded with %s', (_, change, refusal) => {
    const { desk, store } = open();
    desk.declare('issuer-down');
    expect(desk.record(request(change))).toMatchObject({ ok: false, refusal });
    expect(desk.state().active?.crossings).toBe(0);
    store.close();
  });

  it.each<[string, Partial<ContingencyParts>]>([
    ['towards Macau', { direction: 'to-macau' }],
    ['without a sealing key', { sealingKey: () => null }],
  ])('is not converted %s', (_, change) => {
    const { desk, store } = open(change);
    desk.declare('issuer-down');
    expect(desk.record(request({ conversion: entry }))).toMatchObject({ ok: false, refusal: 'not-convertible' });
    expect(desk.record(request())).toMatchObject({ ok: true, recordId: null, crossings: 1 });
    store.close();
  });

  it('is sealed for the gateway, and leaves nothing of the traveller on the disk', () => {
    const { desk, store, told, file, queued } = open();
    desk.declare('issuer-down');
    const reply = desk.record(request({ conversion: entry }));
    if (!reply.ok || reply.recordId === null) throw new Error(JSON.stringify(reply));
    expect([queued(), told.at(-1)?.active?.crossings, store.outbox.stateOf(reply.recordId)]).toEqual([1, 1, 'pending']);
    const [leased] = store.outbox.lease(1, NOON, NOON);
    const opened = openRecord(leased?.sealed ?? new Uint8Array(), { keyId: 'gw-1', ...pair }, { recordId: reply.recordId, terminalId: 'TEST-1', sealingKeyId: 'gw-1' });
    expect(opened).toMatchObject({ ok: true, record: { name: 'UNMISTAKABLE PERSON', idNo: 'M87654321', natTime: '20210831183000', sourceFormat: 'HAND', sourceIssuer: 'paper-certificate' } });
    expect(store.audit.recent(1)).toMatchObject([{ action: 'consent-recorded', person: '2001', reason: 'contingency' }]);
    const content = readAsThief(file);
    expect(content.includes('paper-certificate')).toBe(true);
    for (const secret of ['UNMISTAKABLE', 'Unmistakable', 'M87654321', '87654321', '66778899', '19800229', '1980-02-29', '20210831183']) {
      for (const encoding of ['utf8', 'utf16le'] as const) expect(content.includes(Buffer.from(secret, encoding)), secret).toBe(false);
    }
    store.close();
  });

  it('that cannot be kept is said to be so, and not counted', () => {
    const { store, ...first } = open();
    first.desk.declare('other');
    const broken = open({ records: { ...store.contingencies, recordCrossing: () => { throw new Error('disk full'); } } });
    expect(() => broken.desk.record(request({ conversion: entry }))).toThrow('disk full');
    expect([broken.faults.length, broken.queued(), broken.desk.state().active?.crossings]).toEqual([1, 0, 0]);
    broken.store.close();
    store.close();
  });
});

describe('a contingency', () => {
  it('is not offered or declared at a terminal that is out of service', () => {
    const { desk, store } = open({ mayPass: () => false, provesCodes: () => false });
    expect(desk.state()).toEqual({ active: null, offer: null });
    expect(desk.declare('trust-dead')).toBe('out-of-service');
    expect([store.contingencies.current(), store.audit.recent(9)]).toEqual([null, []]);
  });

  it('lets nobody pass any more once the terminal is out of service, and can be ended', () => {
    let inService = true;
    const { desk, store } = open({ mayPass: () => inService });
    expect(desk.declare('issuer-down')).toBeNull();
    inService = false;
    for (const conversion of [null, entry]) expect(desk.record(request({ conversion }))).toEqual({ ok: false, refusal: 'out-of-service', fields: [] });
    expect(store.audit.recent(9).map(({ action }) => action)).toEqual(['contingency-declared']);
    expect(desk.record(request({ outcome: 'refused', reason: 'no-evidence' }))).toMatchObject({ ok: true, crossings: 1 });
    expect(desk.end()).toBe(true);
  });

  it('is declared once, audited, told, and outlives a restart', () => {
    const { desk, store, told, file } = open();
    expect(desk.state()).toEqual({ active: null, offer: null });
    expect([desk.end(), desk.declare('network-attack'), desk.declare('other')]).toEqual([false, null, 'already-declared']);
    expect(told).toMatchObject([{ active: { reason: 'network-attack', startedAt: NOON, startedBy: '2001', crossings: 0 } }]);
    store.close();
    const again = open({}, file);
    expect(again.desk.state().active).toMatchObject({ reason: 'network-attack', startedAt: NOON });
    again.clock.advance(HOUR_MS);
    expect(again.desk.end()).toBe(true);
    expect(again.store.audit.recent(9).map(({ action, reason, person }) => [action, reason, person])).toEqual([['contingency-ended', 'network-attack', '2001'], ['contingency-declared', 'network-attack', '2001']]);
    expect(again.desk.report(null)).toMatchObject({ report: { durationMs: HOUR_MS, contingency: { endedBy: '2001' } } });
    again.store.close();
  });

  it('is offered when the scanner is gone or no key is in force, and only then told', () => {
    let scanner: 'ready' | 'none' | 'lost' = 'ready';
    let proves = true;
    const { desk, store, told } = open({ scanner: () => scanner, provesCodes: () => proves });
    desk.refresh();
    scanner = 'none';
    desk.refresh();
    expect(told).toEqual([]);
    scanner = 'lost';
    desk.refresh();
    desk.refresh();
    proves = false;
    desk.refresh();
    expect(told.map(({ offer }) => offer)).toEqual(['scanner-gone', 'trust-dead']);
    desk.declare('trust-dead');
    expect(desk.state().offer).toBeNull();
    desk.end();
    expect(told.at(-1)).toEqual({ active: null, offer: 'trust-dead' });
    store.close();
  });

  it('is offered when the rules say that the issuer is down, after what the terminal sees itself', () => {
    let down = true;
    let scanner: 'ready' | 'lost' = 'ready';
    const { desk, store, told } = open({ scanner: () => scanner, issuerDown: () => down });
    desk.refresh();
    expect(desk.state()).toEqual({ active: null, offer: 'issuer-down' });
    scanner = 'lost';
    desk.refresh();
    [scanner, down] = ['ready', false];
    desk.refresh();
    expect(told.map(({ offer }) => offer)).toEqual(['issuer-down', 'scanner-gone', null]);
    store.close();
  });

  it('is reported in figures, while it lasts and by name later', () => {
    const { desk, store, clock } = open();
    expect(desk.report(null)).toEqual({ report: null, contingencies: [] });
    desk.declare('drill');
    desk.record(request({ conversion: entry }));
    clock.advance(15_000);
    desk.record(request({ evidence: 'identity-document', outcome: 'second-line', reason: 'other' }));
    clock.advance(MINUTE_MS);
    const { report, contingencies } = desk.report(null);
    expect(report).toMatchObject({ durationMs: 75_000, crossings: 2, officers: 1, converted: 1, waiting: 1, delivered: 0, dead: 0 });
    expect(contingencies).toHaveLength(1);
    desk.end();
    clock.advance(HOUR_MS);
    desk.declare('other');
    expect(desk.report(contingencies[0]?.contingencyId ?? null).report).toEqual({ ...report, contingency: { ...report?.contingency, endedAt: NOON + 75_000, endedBy: '2001' } });
    expect(desk.report('00000000-0000-4000-8000-000000000000').report).toBeNull();
    store.close();
  });
});

describe('a document’s machine readable zone', () => {
  const read = (text: string) => {
    const { desk, store } = open();
    const reply = desk.readMrz(text);
    store.close();
    return reply;
  };

  it('tells the person, and a permit number only where the document is a permit', () => {
    expect(read('P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10')).toEqual({ ok: true, name: 'ERIKSSON ANNA MARIA', sex: 'female', nationality: 'UTO', birthDate: '1974-08-12', permitNumber: null });
    expect(read('nonsense')).toEqual({ ok: false, fault: 'unreadable' });
    expect(read('P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C37UTO7408122F1204159ZE184226B<<<<<10')).toEqual({ ok: false, fault: 'check-digit' });
    expect(read(card('C<CHNM12345678'))).toMatchObject({ ok: true, permitNumber: 'M12345678', birthDate: '1980-02-29' });
    expect(read(card('I<CHNM12345678'))).toMatchObject({ ok: true, permitNumber: null });
  });
});

/** A card of size TD1 in the general form of ICAO 9303, check digits made here. */
function card(start: string): string {
  const digit = (field: string): string => (Array.from(field).reduce((sum, each, index) => sum + (each === '<' ? 0 : Number.parseInt(each, 36)) * ([7, 3, 1][index % 3] ?? 0), 0) % 10).toString();
  const upper = `${start}${digit(start.slice(5))}`.padEnd(30, '<');
  const [birth, expiry] = ['800229', '300101'];
  const middle = `${birth}${digit(birth)}F${expiry}${digit(expiry)}CHN${'<'.repeat(11)}`;
  const composite = digit(upper.slice(5) + middle.slice(0, 7) + middle.slice(8, 15) + middle.slice(18, 29));
  return `${upper}${middle}${composite}${'SAM<<PUN'.padEnd(30, '<')}`;
}
