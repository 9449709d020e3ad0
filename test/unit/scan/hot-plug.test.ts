/** Sequences of plugging and opening that a bus can bring about, step by step. */
import { afterEach, describe, expect, it } from 'vitest';
import type { DeviceConnection, HidDeviceInfo, HidDriver } from '../../../core/scan/driver.ts';
import { DriverError } from '../../../core/scan/driver.ts';
import { createScannerHub, type ScannerHub } from '../../../core/scan/scanner-hub.ts';
import { encodePosReports } from '../../../tools/scanner/pos-reports.ts';
import { createHeard, createStillTime, keyboardSet, posProfile, PROFILES } from './support.ts';

const POS = { usagePage: 0x8c, usage: 2, product: '' };
const zebra = (path: string, serialNumber: string | null = 'Z'): HidDeviceInfo => ({ ...POS, path, vendorId: 0x05e0, productId: 0x2100, serialNumber });
const opticon = (path: string): HidDeviceInfo => ({ ...POS, path, vendorId: 0x065a, productId: 0x0bbb, serialNumber: 'O' });
const honeywell = (path: string): HidDeviceInfo => ({ ...POS, path, vendorId: 0x0c2e, productId: 0x0b8f, serialNumber: 'H' });
const REPORTS = encodePosReports(posProfile('zebra-pos'), 'MO1:CODE');

interface Handle {
  readonly path: string;
  readonly connection: DeviceConnection;
  readonly deliver: (reports: readonly Uint8Array[]) => void;
  readonly lose: () => void;
  closed: boolean;
}
interface Bus {
  readonly driver: HidDriver;
  listed: readonly HidDeviceInfo[];
  /** Opens that wait, where `slow`. */
  readonly waiting: { readonly path: string; readonly resolve: () => void; readonly reject: (cause: Error) => void }[];
  readonly handles: Handle[];
  slow: boolean;
  enable: () => Promise<void>;
}

/** A bus whose every step is the test's. A handle is of whatever stands at its path when it is opened. */
function createBus(): Bus {
  const open = (path: string): DeviceConnection => {
    let receive: (report: Uint8Array) => void = () => undefined;
    let onLost: (cause: string) => void = () => undefined;
    const connection: DeviceConnection = {
      onReport: (fn) => void (receive = fn),
      onLost: (fn) => void (onLost = fn),
      sendFeatureReport: () => bus.enable(),
      close() {
        handle.closed = true;
        return Promise.resolve();
      },
    };
    const handle: Handle = { path, connection, closed: false, deliver: (reports) => reports.forEach((report) => receive(report)), lose: () => onLost('gone') };
    bus.handles.push(handle);
    return connection;
  };
  const bus: Bus = {
    listed: [],
    waiting: [],
    handles: [],
    slow: false,
    enable: () => Promise.resolve(),
    driver: {
      list: () => Promise.resolve(bus.listed),
      open: ({ path }) => (bus.slow ? new Promise((resolve, reject) => bus.waiting.push({ path, resolve: () => resolve(open(path)), reject })) : Promise.resolve(open(path))),
    },
  };
  return bus;
}

const running: ScannerHub[] = [];
async function start(bus: Bus, roles: NonNullable<Parameters<typeof createScannerHub>[0]['roles']> = []) {
  const [heard, time] = [createHeard(), createStillTime()];
  const hub = createScannerHub({ drivers: [bus.driver], profiles: PROFILES, clock: time.clock, keyboard: keyboardSet(), listener: heard, setTimer: time.setTimer, roles });
  running.push(hub);
  await hub.start();
  await time.advance(0);
  return { hub, heard, time, states: () => Object.fromEntries(hub.scanners().map(({ deviceId, state }) => [deviceId, state])) };
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((hub) => hub.stop()));
});

describe('a scanner that goes while it is being opened', () => {
  it('is shown as lost at once, and the late handle is closed, not read', async () => {
    const bus = createBus();
    [bus.listed, bus.slow] = [[zebra('p0')], true];
    const { heard, time, states } = await start(bus);
    bus.listed = [];
    await time.advance(500);
    expect(states()).toEqual({ '05e0:2100:Z': 'lost' });
    bus.waiting[0]?.resolve();
    await time.advance(0);
    bus.handles[0]?.deliver(REPORTS);
    expect([states(), bus.handles[0]?.closed, heard.scans]).toEqual([{ '05e0:2100:Z': 'lost' }, true, []]);
    // Back: opened at the next listing, with no wait for an old failure.
    [bus.listed, bus.slow] = [[zebra('p0')], false];
    await time.advance(500);
    expect(states()).toEqual({ '05e0:2100:Z': 'ready' });
  });

  it('fails late without a wait for the scanner that is back by then', async () => {
    const bus = createBus();
    [bus.listed, bus.slow] = [[zebra('p0')], true];
    const { hub, time, states } = await start(bus);
    bus.listed = [zebra('p1')];
    await time.advance(500);
    bus.slow = false;
    bus.waiting[0]?.reject(new DriverError('failed', 'no such file'));
    await time.advance(500);
    expect(states()).toEqual({ '05e0:2100:Z': 'ready' });
    expect(hub.scanners()[0]?.detail).toBeNull();
  });

  it('is never read by the handle of another scanner that took its path', async () => {
    const bus = createBus();
    [bus.listed, bus.slow] = [[zebra('p0')], true];
    const roles = [{ device: '05e0:2100', role: 'officer' }, { device: '065a:0bbb', role: 'traveller' }] as const;
    const { heard, time, states } = await start(bus, roles);
    // Pulled, the other plugged at its path, and it at a new one.
    bus.listed = [opticon('p0'), zebra('p1')];
    await time.advance(500);
    bus.slow = false;
    for (const { resolve } of bus.waiting.splice(0)) resolve();
    await time.advance(1_000);
    expect(states()).toEqual({ '05e0:2100:Z': 'ready', '065a:0bbb:O': 'ready' });
    for (const handle of bus.handles.filter(({ closed }) => !closed)) if (handle.path === 'p0') handle.deliver(REPORTS);
    expect(heard.scans.map(({ deviceId }) => deviceId)).toEqual(['065a:0bbb:O']);
    expect(bus.handles.filter(({ closed }) => !closed).map(({ path }) => path).sort()).toEqual(['p0', 'p1']);
  });

  it('is opened again while its wake-up call still hangs on the dead handle', async () => {
    const bus = createBus();
    bus.listed = [honeywell('p0')];
    bus.enable = () => new Promise(() => undefined);
    const { heard, time, states } = await start(bus);
    bus.handles[0]?.deliver(REPORTS);
    expect(heard.scans).toHaveLength(1);
    bus.handles[0]?.lose();
    bus.enable = () => Promise.resolve();
    bus.listed = [honeywell('p1')];
    await time.advance(1_999);
    expect(states()).toEqual({ '0c2e:0b8f:H': 'ready' });
  });
});

describe('two scanners', () => {
  it('that swap their places keep their names and sides', async () => {
    const bus = createBus();
    bus.listed = [zebra('p0', 'A'), zebra('p1', 'B')];
    const { hub, heard, time } = await start(bus, [{ device: '05e0:2100:A', role: 'officer' }, { device: '05e0:2100:B', role: 'traveller' }]);
    for (const { lose } of bus.handles) lose();
    bus.listed = [zebra('p0', 'B'), zebra('p1', 'A')];
    await time.advance(1_999);
    for (const handle of bus.handles.slice(2)) handle.deliver(REPORTS);
    expect(heard.scans.map(({ deviceId }) => [deviceId, hub.roleOf(deviceId)]).sort()).toEqual([['05e0:2100:A', 'officer'], ['05e0:2100:B', 'traveller']]);
    expect(bus.handles.filter(({ closed }) => !closed)).toHaveLength(2);
  });

  it('of one kind without serial numbers are two, whichever comes back first', async () => {
    const bus = createBus();
    bus.listed = [zebra('p0', null), zebra('p1', null)];
    const { time, states, heard } = await start(bus);
    for (const { lose } of bus.handles) lose();
    bus.listed = [];
    await time.advance(500);
    bus.listed = [zebra('p7', null)];
    await time.advance(500);
    expect(states()).toEqual({ '05e0:2100:-': 'ready', '05e0:2100:-#2': 'lost' });
    bus.listed = [zebra('p0', null), zebra('p7', null)];
    await time.advance(500);
    expect(states()).toEqual({ '05e0:2100:-': 'ready', '05e0:2100:-#2': 'ready' });
    for (const handle of bus.handles.filter(({ closed }) => !closed)) handle.deliver(REPORTS);
    expect(heard.scans.map(({ deviceId }) => deviceId).sort()).toEqual(['05e0:2100:-', '05e0:2100:-#2']);
  });

  it('stay a scanner and a stranger where one takes the path of the other', async () => {
    const bus = createBus();
    bus.listed = [zebra('p0')];
    const { hub, heard, time, states } = await start(bus);
    // Its loss was never told: the stranger stands at the path of an open handle.
    bus.listed = [opticon('p0')];
    await time.advance(500);
    expect(states()).toEqual({ '05e0:2100:Z': 'lost', '065a:0bbb:O': 'ready' });
    for (const handle of bus.handles) handle.deliver(REPORTS);
    expect(heard.scans.map(({ deviceId }) => deviceId)).toEqual(['065a:0bbb:O']);
    expect(hub.listed().map(({ scanner }) => scanner?.deviceId)).toEqual(['065a:0bbb:O']);
  });
});

describe('a bus gone mad', () => {
  it('of ten thousand scanners opens sixteen, and forgets what it does not hold', async () => {
    const bus = createBus();
    bus.listed = Array.from({ length: 10_000 }, (_, nth) => zebra(`p${nth}`, `S${nth}`));
    const { hub, time } = await start(bus);
    expect(hub.scanners()).toHaveLength(16);
    for (let round = 0; round < 50; round++) {
      bus.listed = Array.from({ length: 200 }, (_, nth) => zebra(`p${nth}`, `R${round}-${nth}`));
      await time.advance(500);
    }
    expect(hub.scanners().length).toBeLessThanOrEqual(16);
    expect(bus.handles.filter(({ closed }) => !closed).length).toBeLessThanOrEqual(16);
  });
});
