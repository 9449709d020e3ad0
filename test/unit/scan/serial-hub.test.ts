/** Serial scanners and two scanners at one desk, as the hub holds them. */
import { afterEach, describe, expect, it } from 'vitest';
import { DriverError, type ScanDriver } from '../../../core/scan/driver.ts';
import { viewReport } from '../../../core/scan/report-view.ts';
import { createScannerHub, type ScannerHub, type ScannerHubParts } from '../../../core/scan/scanner-hub.ts';
import type { SerialPortSettings } from '../../../core/scan/serial-ports.ts';
import type { SerialFraming, SerialLine } from '../../../core/scan/serial-profile.ts';
import { encodeSerialBytes } from '../../../tools/scanner/serial-bytes.ts';
import { createVirtualScanner } from '../../../tools/scanner/virtual-scanner.ts';
import { createVirtualSerialScanner } from '../../../tools/scanner/virtual-serial-scanner.ts';
import { createHeard, createStillTime, type Heard, keyboardSet, PROFILES, type StillTime } from './support.ts';

const CODE = `MO1:${'6BFOXN-TS3DH'.repeat(10)}`;
const FRAMING: SerialFraming = { prefix: '', suffix: '', terminators: ['cr', 'lf'], aim: 'leading' };
const LINE: SerialLine = { baudRate: 115_200, dataBits: 8, parity: 'even', stopBits: 1, flowControl: 'rts-cts' };
/** What the profiles name. */
const HONEYWELL = { vendorId: 0x0c2e, productId: 0x0caa, serialNumber: 'S1' };
const UART = { settingsPath: '/dev/ttyS0' };
const UART_PORT: SerialPortSettings = { match: { path: '/dev/ttyS0' }, line: LINE, framing: FRAMING, idleMs: null };

const running: ScannerHub[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((hub) => hub.stop()));
});
async function start(drivers: readonly ScanDriver[], change: Partial<ScannerHubParts> = {}): Promise<{ hub: ScannerHub; heard: Heard; time: StillTime }> {
  const heard = createHeard();
  const time = createStillTime();
  const hub = createScannerHub({ drivers, profiles: PROFILES, clock: time.clock, keyboard: keyboardSet(), listener: heard, setTimer: time.setTimer, ...change });
  running.push(hub);
  await hub.start();
  await time.advance(0);
  return { hub, heard, time };
}
const textsOf = ({ scans }: Heard): string[] => scans.map(({ text }) => text);

describe('a serial port that nobody names', () => {
  it.each([
    ['a modem', { vendorId: 0x12d1, productId: 0x1506 }],
    ['a satellite receiver', { vendorId: 0x1546, productId: 0x01a8 }],
    ['an adapter that anything may stand behind', { vendorId: 0x0403, productId: 0x6001 }],
    ['another product of a scanner vendor', { vendorId: 0x0c2e, productId: 0x9999 }],
    ['a port that is not on USB', {}],
  ])('is never opened: %s', async (_, identity) => {
    const port = createVirtualSerialScanner(FRAMING, identity);
    const { hub, time } = await start([port]);
    await time.advance(5_000);
    expect([hub.scanners(), hub.bestState(), port.lines()]).toEqual([[], 'none', []]);
  });
});

describe('a serial scanner', () => {
  it('in mid-code at any byte: unplugged, its code is torn; plugged in again, it reads', async () => {
    const bytes = encodeSerialBytes(FRAMING, 'MO1:ABCDEF');
    for (let cut = 1; cut <= 10; cut++) {
      const scanner = createVirtualSerialScanner(FRAMING, HONEYWELL);
      const { hub, heard, time } = await start([scanner]);
      scanner.send(bytes.subarray(0, cut));
      scanner.unplug();
      expect(heard.tears).toMatchObject([{ cause: 'lost', bytesRead: cut, source: 'serial' }]);
      expect(hub.bestState()).toBe('lost');
      scanner.plug();
      await time.advance(1_000);
      expect(hub.bestState()).toBe('ready');
      scanner.send(bytes.subarray(cut));
      scanner.present('WHOLE');
      expect(textsOf(heard)).toEqual(cut === 10 ? ['WHOLE'] : [expect.not.stringContaining('MO1:ABCDEF'), 'WHOLE']);
    }
  });

  it('reads a seal of bytes whole, its terminators and NULs among them, once the line falls silent', async () => {
    const scanner = createVirtualSerialScanner(FRAMING, HONEYWELL);
    const { heard, time } = await start([scanner]);
    const seal = '\u00dc\u0003SEAL\r\n\u0000\u00ff\rEND\n';
    scanner.present(seal, { symbology: 'd2', chunkBytes: 3 });
    await time.advance(299);
    expect(heard.scans).toEqual([]);
    await time.advance(1);
    expect(heard.scans).toMatchObject([{ text: `${seal}\r\n`, symbology: ']d2', source: 'serial' }]);
    // A text behind it is one of its own, at once.
    scanner.present(CODE);
    expect([textsOf(heard).at(-1), heard.tears]).toEqual([CODE, []]);
    // Pulled out before the silence, it is told as torn: its end was not seen.
    scanner.present(seal);
    scanner.unplug();
    expect([heard.scans.length, heard.tears]).toMatchObject([2, [{ cause: 'lost' }]]);
  });

  it('after the last byte: nothing is lost with it', async () => {
    const scanner = createVirtualSerialScanner(FRAMING, HONEYWELL);
    const { heard } = await start([scanner]);
    scanner.send(encodeSerialBytes(FRAMING, CODE, { terminators: ['cr'] }));
    scanner.unplug();
    expect([textsOf(heard), heard.tears]).toEqual([[CODE], []]);
  });

  it('is known again at another path, with its counts', async () => {
    const scanner = createVirtualSerialScanner(FRAMING, HONEYWELL);
    const { hub, time } = await start([scanner]);
    scanner.present(CODE);
    scanner.unplug();
    scanner.plug();
    await time.advance(1_000);
    scanner.present(`${CODE}2`);
    expect(hub.scanners()).toMatchObject([{ deviceId: '0c2e:0caa:S1', mode: 'serial', profile: 'honeywell-serial', codesRead: 2, state: 'ready' }]);
  });

  it('is opened as the settings say, whatever the profiles say of it', async () => {
    const scanner = createVirtualSerialScanner(FRAMING, HONEYWELL);
    const { hub, time } = await start([scanner], { serialPorts: [{ ...UART_PORT, match: { vendorId: 0x0c2e, productId: 0x0caa, serialNumber: null } }] });
    expect(scanner.lines()).toEqual([LINE]);
    expect(hub.scanners()).toMatchObject([{ profile: 'serial-port-1' }]);
    hub.useProfiles([]);
    scanner.unplug();
    scanner.plug();
    await time.advance(1_000);
    expect(scanner.lines()).toEqual([LINE, LINE]);
  });

  /** As the system holds it: one program's one handle, given free when its closing has ended. */
  function exclusive(scanner: ScanDriver): { driver: ScanDriver; opens: number; release: () => void } {
    let held = false;
    const closings: (() => void)[] = [];
    const state = { opens: 0, release: () => closings.splice(0).forEach((close) => close()) };
    const driver: ScanDriver = {
      ...scanner,
      async open(info, line) {
        if (held) throw new DriverError('denied', 'held');
        const opened = await scanner.open(info, line);
        held = true;
        state.opens += 1;
        const close = async (): Promise<void> => {
          await new Promise<void>((resolve) => closings.push(resolve));
          held = false;
          await opened.close();
        };
        return { ...opened, close };
      },
    };
    return Object.assign(state, { driver });
  }

  it('with another profile than before is opened when its old handle is free, and a stop waits for that', async () => {
    const scanner = createVirtualSerialScanner(FRAMING, HONEYWELL);
    const port = exclusive(scanner);
    const { hub, heard, time } = await start([port.driver]);
    const other = PROFILES.map((profile) => (profile.mode === 'serial' ? { ...profile, id: `${profile.id}-2` } : profile));
    hub.useProfiles(other);
    await time.advance(1_000);
    expect(hub.bestState()).toBe('opening');
    port.release();
    await time.advance(0);
    expect(hub.scanners()).toMatchObject([{ state: 'ready', profile: expect.stringMatching(/-2$/) }]);
    scanner.present(CODE);
    expect(textsOf(heard)).toEqual([CODE]);
    hub.useProfiles(PROFILES);
    await time.advance(500);
    let stopped = false;
    const stop = hub.stop().then(() => (stopped = true));
    await time.advance(0);
    expect(stopped).toBe(false);
    port.release();
    await stop;
  });

  it('tells a code torn that was on its way when its profile became another', async () => {
    const scanner = createVirtualSerialScanner(FRAMING, HONEYWELL);
    const { hub, heard, time } = await start([scanner]);
    hub.useProfiles(PROFILES.map((profile) => (profile.mode === 'serial' ? { ...profile, id: `${profile.id}-2` } : profile)));
    await time.advance(450);
    scanner.send(encodeSerialBytes(FRAMING, CODE).subarray(0, 20));
    await time.advance(50);
    expect(heard.tears).toMatchObject([{ cause: 'lost', bytesRead: 20 }]);
  });

  it('keeps its handle, and the code on its way, when the same profile comes again', async () => {
    const scanner = createVirtualSerialScanner(FRAMING, HONEYWELL);
    const { hub, heard, time } = await start([scanner]);
    const bytes = encodeSerialBytes(FRAMING, CODE);
    hub.useProfiles(structuredClone(PROFILES));
    // Slowly enough for a listing to come in between, and without a pause in which a code would lapse.
    for (let sent = 0; sent < bytes.length; sent += 10) {
      scanner.send(bytes.subarray(sent, sent + 10));
      await time.advance(50);
    }
    expect([textsOf(heard), heard.tears]).toEqual([[CODE], []]);
    expect(scanner.lines()).toHaveLength(1);
  });

  it('is another than the one with the serial number of the settings', async () => {
    const settings: SerialPortSettings = { ...UART_PORT, match: { vendorId: 0x1a86, productId: 0x7523, serialNumber: 'OURS' } };
    const theirs = createVirtualSerialScanner(FRAMING, { vendorId: 0x1a86, productId: 0x7523, serialNumber: 'THEIRS' });
    const ours = createVirtualSerialScanner(FRAMING, { vendorId: 0x1a86, productId: 0x7523, serialNumber: 'OURS' });
    const { hub } = await start([theirs, ours], { serialPorts: [settings] });
    expect(hub.scanners().map(({ deviceId }) => deviceId)).toEqual(['1a86:7523:OURS']);
    expect(theirs.lines()).toEqual([]);
  });

  it('on a port that is not on USB goes by the path of the settings', async () => {
    const scanner = createVirtualSerialScanner(FRAMING, UART);
    const { hub, heard } = await start([scanner], { serialPorts: [UART_PORT] });
    scanner.present(CODE, { symbology: 'Q1', chunkBytes: 7 });
    expect(heard.scans).toMatchObject([{ text: CODE, symbology: ']Q1', source: 'serial', deviceId: '/dev/ttyS0' }]);
    expect(hub.scanners()).toMatchObject([{ vendorId: null, productId: null }]);
  });

  it('shows its data to nobody in the raw reports', async () => {
    const scanner = createVirtualSerialScanner(FRAMING, HONEYWELL);
    const { hub, heard } = await start([scanner]);
    hub.watchReports(true);
    scanner.present('SEC\u0001');
    const views = heard.reports.map(({ profile, report }) => viewReport(profile, report));
    expect(views).toMatchObject([{ bytes: 6, reading: 'read' }]);
    for (const { value } of views.flatMap(({ fields }) => fields)) expect(value).not.toMatch(/SEC|53|45|43/);
  });

  it('that cannot be opened says why, by its own state', async () => {
    for (const code of ['denied', 'driver-missing'] as const) {
      const port = createVirtualSerialScanner(FRAMING, HONEYWELL);
      const { hub } = await start([{ ...port, open: () => Promise.reject(new DriverError(code, 'what to do')) }]);
      expect(hub.scanners()).toMatchObject([{ state: code, detail: 'what to do' }]);
      expect(hub.bestState()).toBe(code);
    }
  });

  it('that HID offers too is read by one road, and by the other when that one ends', async () => {
    const hid = createVirtualScanner(undefined, { serialNumber: 'S1' });
    const listed = (await hid.list()).map((info) => ({ ...info, vendorId: 0x0c2e, productId: 0x0caa }));
    let hasHid = true;
    const serial = createVirtualSerialScanner(FRAMING, HONEYWELL);
    const { hub, time } = await start([{ list: () => Promise.resolve(hasHid ? listed : []), open: (info) => hid.open({ ...info, usagePage: 0x8c, usage: 2 } as never) }, serial]);
    await time.advance(2_000);
    expect(hub.scanners()).toMatchObject([{ mode: 'hid-pos', state: 'ready' }]);
    expect(serial.lines()).toEqual([]);
    hasHid = false;
    await time.advance(2_000);
    expect(hub.scanners()).toMatchObject([{ mode: 'serial', state: 'ready' }]);
  });
});

describe('two scanners at one desk', () => {
  const roles = [
    { device: '0c2e:0caa', role: 'officer' as const },
    { device: '/dev/ttyS0', role: 'traveller' as const },
  ];
  const setUp = async () => {
    const officer = createVirtualSerialScanner(FRAMING, HONEYWELL);
    const traveller = createVirtualSerialScanner(FRAMING, UART);
    return { officer, traveller, ...(await start([officer, traveller], { serialPorts: [UART_PORT], roles })) };
  };

  it('that send at the same time are never merged, however their bytes come', async () => {
    const { officer, traveller, heard } = await setUp();
    const [mine, theirs] = [encodeSerialBytes(FRAMING, `A${CODE}`), encodeSerialBytes(FRAMING, `B${CODE}`)];
    for (let at = 0; at < mine.length; at += 3) {
      officer.send(mine.subarray(at, at + 3));
      traveller.send(theirs.subarray(at, at + 3));
    }
    expect(heard.scans.map(({ deviceId, text }) => [deviceId, text])).toEqual([['0c2e:0caa:S1', `A${CODE}`], ['/dev/ttyS0', `B${CODE}`]]);
    expect(heard.tears).toEqual([]);
  });

  it('show the worse of the two, so that a ready one hides no lost one', async () => {
    const { traveller, hub } = await setUp();
    expect([hub.shownState(), hub.roleStates()]).toEqual(['ready', [{ role: 'officer', state: 'ready' }, { role: 'traveller', state: 'ready' }]]);
    traveller.unplug();
    expect([hub.shownState(), hub.bestState(), hub.roleStates()[1]]).toEqual(['lost', 'ready', { role: 'traveller', state: 'lost' }]);
    expect(hub.scanners().map(({ role, state }) => [role, state])).toEqual([['officer', 'ready'], ['traveller', 'lost']]);
  });

  it('of which one was never plugged in say so', async () => {
    const officer = createVirtualSerialScanner(FRAMING, HONEYWELL);
    const { hub } = await start([officer], { roles });
    expect([hub.shownState(), hub.roleStates()]).toEqual(['none', [{ role: 'officer', state: 'ready' }, { role: 'traveller', state: 'none' }]]);
  });

  it('whose library is missing say that', async () => {
    const { hub } = await start([{ list: () => Promise.reject(new DriverError('driver-missing', 'x')), open: () => Promise.reject(new Error('not reached')) }], { roles });
    expect([hub.shownState(), hub.bestState()]).toEqual(['driver-missing', 'driver-missing']);
  });
});
