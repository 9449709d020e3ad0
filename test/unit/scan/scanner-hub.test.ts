import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { calls } from '../../../core/contract.ts';
import { throwApart } from '../../../core/model/throw-apart.ts';
import type { KeyboardProfile, PosProfile } from '../../../core/scan/device-profiles.ts';
import { type HidDriver, DriverError } from '../../../core/scan/driver.ts';
import { viewReport } from '../../../core/scan/report-view.ts';
import { createScannerHub, type ScannerHub } from '../../../core/scan/scanner-hub.ts';
import { encodePosReports } from '../../../tools/scanner/pos-reports.ts';
import { createVirtualScanner, type VirtualScanner } from '../../../tools/scanner/virtual-scanner.ts';
import { KEYBOARD, POS_UNCOUNTED } from './descriptors.ts';
import { createHeard, createStillTime, fromHex, type Heard, keyboardProfile, keyboardSet, posProfile, PROFILES, type StillTime } from './support.ts';

const CODE = `MO1:${'6BFOXN-TS3DH'.repeat(50)}`;

interface Desk {
  readonly hub: ScannerHub;
  readonly heard: Heard;
  readonly time: StillTime;
}
const running: ScannerHub[] = [];
function setUp(...drivers: HidDriver[]): Desk {
  const heard = createHeard();
  const time = createStillTime();
  const hub = createScannerHub({ drivers, profiles: PROFILES, clock: time.clock, keyboard: keyboardSet(), listener: heard, setTimer: time.setTimer });
  running.push(hub);
  return { hub, heard, time };
}
async function start(...drivers: HidDriver[]): Promise<Desk> {
  const desk = setUp(...drivers);
  await desk.hub.start();
  await desk.time.advance(0);
  return desk;
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((hub) => hub.stop()));
});

/** A virtual scanner whose driver can be made to fail. */
function createMoody(profile?: PosProfile | KeyboardProfile): VirtualScanner & { listError: DriverError | null; openError: Error | null; opens: number } {
  const scanner = createVirtualScanner(profile);
  const moody = {
    ...scanner,
    listError: null as DriverError | null,
    openError: null as Error | null,
    opens: 0,
    list: () => (moody.listError === null ? scanner.list() : Promise.reject(moody.listError)),
    open: (info: Parameters<HidDriver['open']>[0]) => {
      moody.opens += 1;
      return moody.openError === null ? scanner.open(info) : Promise.reject(moody.openError);
    },
  };
  return moody;
}

describe('trouble', () => {
  it('shows none without a scanner', async () => {
    const scanner = createVirtualScanner();
    scanner.unplug();
    const { hub } = await start(scanner);
    expect([hub.bestState(), hub.scanners()]).toEqual(['none', []]);
  });

  it('shows driver-missing with its cause, tries seldom, and recovers', async () => {
    const scanner = createMoody();
    scanner.listError = new DriverError('driver-missing', 'install libusb-1.0-0');
    const { hub, heard, time } = await start(scanner);
    expect(hub.bestState()).toBe('driver-missing');
    expect(hub.driverFaults()).toEqual([{ code: 'driver-missing', detail: 'install libusb-1.0-0' }]);
    expect(heard.changes).toBe(1);
    scanner.listError = null;
    await time.advance(9_999);
    expect(hub.bestState()).toBe('driver-missing');
    await time.advance(1);
    expect([hub.bestState(), hub.driverFaults()]).toEqual(['ready', []]);
  });

  it('does without a missing driver when another has a scanner', async () => {
    const missing = createMoody();
    missing.listError = new DriverError('driver-missing', 'x');
    const { hub } = await start(missing, createVirtualScanner());
    expect(hub.bestState()).toBe('ready');
  });

  it('keeps reading when a listing fails', async () => {
    const scanner = createMoody();
    const { hub, heard, time } = await start(scanner);
    scanner.listError = new DriverError('failed', 'bus busy');
    await time.advance(2_000);
    expect(hub.driverFaults()).toEqual([{ code: 'failed', detail: 'bus busy' }]);
    await scanner.present(CODE);
    expect(heard.scans.map(({ text }) => text)).toEqual([CODE]);
  });

  it('shows denied with the hint, and opens as soon as rights are given', async () => {
    const scanner = createMoody();
    scanner.openError = new DriverError('denied', 'add a udev rule');
    const { hub, time } = await start(scanner);
    expect(hub.scanners()).toMatchObject([{ state: 'denied', detail: 'add a udev rule' }]);
    expect(hub.bestState()).toBe('denied');
    scanner.openError = null;
    await time.advance(500);
    expect(hub.bestState()).toBe('ready');
  });

  it('tries a device that does not open at growing intervals', async () => {
    const scanner = createMoody();
    scanner.openError = new DriverError('failed', 'busy');
    const { hub, time } = await start(scanner);
    expect(hub.bestState()).toBe('lost');
    const opens: number[] = [];
    for (let half = 0; half < 40; half++) {
      await time.advance(500);
      opens.push(scanner.opens);
    }
    // At 0, 0.5, 1.5, 3.5, 8.5, 13.5 and 18.5 s.
    expect(opens.filter((count, index) => count !== (opens[index - 1] ?? 1))).toHaveLength(6);
    expect(scanner.opens).toBe(7);
  });

  it('survives a driver that throws something else', async () => {
    const scanner = createMoody();
    scanner.openError = new TypeError('boom');
    const { hub } = await start(scanner);
    expect(hub.scanners()).toMatchObject([{ state: 'lost', detail: 'boom' }]);
  });

  it('tears the code in progress when the scanner is unplugged', async () => {
    const scanner = createVirtualScanner();
    const { hub, heard } = await start(scanner);
    await scanner.presentTorn(CODE, { reports: 3 });
    scanner.unplug();
    expect(heard.tears).toMatchObject([{ cause: 'lost', bytesRead: 168, source: 'hid-pos', deviceId: hub.scanners()[0]?.deviceId }]);
    expect(hub.bestState()).toBe('lost');
  });

  it('tears a code whose reports stop, after the idle time', async () => {
    const scanner = createVirtualScanner();
    const { heard, hub, time } = await start(scanner);
    await scanner.presentTorn(CODE);
    await time.advance(299);
    expect(heard.tears).toEqual([]);
    await time.advance(1);
    expect(heard.tears).toMatchObject([{ cause: 'gap', bytesRead: 560 }]);
    expect(heard.scans).toEqual([]);
    expect(hub.scanners()).toMatchObject([{ tornReads: 1, codesRead: 0 }]);
    await scanner.present(CODE);
    expect(heard.scans).toHaveLength(1);
  });

  it('does not tear a code because the event loop was busy', async () => {
    const scanner = createVirtualScanner();
    const { heard, time } = await start(scanner);
    const reports = encodePosReports(posProfile('honeywell-pos'), CODE);
    await scanner.send(reports.slice(0, 5));
    time.stall(2_000);
    await scanner.send(reports.slice(5));
    await time.advance(1_000);
    expect(heard.scans.map(({ text }) => text)).toEqual([CODE]);
    expect(heard.tears).toEqual([]);
  });
});

it('counts every torn code but tells of a flood of them only now and then', async () => {
  const scanner = createVirtualScanner();
  const { hub, heard, time } = await start(scanner);
  const nonsense = new Uint8Array(64).fill(2).fill(0, 63);
  for (let index = 0; index < 1_000; index++) {
    await scanner.send([nonsense]);
    await time.advance(1);
  }
  expect(hub.scanners()).toMatchObject([{ tornReads: 1_000 }]);
  expect(heard.tears).toHaveLength(10);
});

describe('plugging', () => {
  it('is ready again within two seconds of a re-plug, as the same device', async () => {
    const scanner = createVirtualScanner();
    const { hub, heard, time } = await start(scanner);
    const before = hub.scanners()[0]?.deviceId;
    await time.advance(60_000);
    scanner.unplug();
    expect(hub.bestState()).toBe('lost');
    await time.advance(700);
    scanner.plug();
    await time.advance(1_999);
    expect(hub.scanners()).toMatchObject([{ state: 'ready', deviceId: before }]);
    await scanner.present(CODE);
    expect(heard.scans).toHaveLength(1);
  });

  it('is ready within two seconds when unplugged and plugged in between two listings, soon after the start', async () => {
    const scanner = createVirtualScanner();
    const { hub, time } = await start(scanner);
    for (let round = 0; round < 6; round++) {
      scanner.unplug();
      scanner.plug();
      await time.advance(1_000);
      expect(hub.bestState()).toBe('ready');
    }
  });

  it('is ready within two seconds each time it is pulled and put back at the path it had', async () => {
    const scanner = createVirtualScanner();
    const PATH = '/dev/hidraw0';
    const driver: HidDriver = {
      list: async () => (await scanner.list()).map((info) => ({ ...info, path: PATH })),
      open: async (info) => scanner.open({ ...info, path: (await scanner.list())[0]?.path ?? '' }),
    };
    const { hub, time } = await start(driver);
    for (let round = 0; round < 8; round++) {
      scanner.unplug();
      expect(hub.bestState()).toBe('lost');
      scanner.plug();
      await time.advance(1_600);
      expect(hub.bestState()).toBe('ready');
    }
  });

  it('notices an unplugged device from the listing alone and closes its dead handle', async () => {
    const scanner = createVirtualScanner();
    let closed = 0;
    const mute: HidDriver = {
      list: () => scanner.list(),
      open: async (info) => {
        const connection = await scanner.open(info);
        return { ...connection, onLost: () => undefined, close: () => ((closed += 1), connection.close()) };
      },
    };
    const { hub, time } = await start(mute);
    scanner.unplug();
    expect(hub.bestState()).toBe('ready');
    await time.advance(500);
    expect([hub.bestState(), closed]).toEqual(['lost', 1]);
  });

  it('takes a scanner that comes back in another mode for another reader', async () => {
    const ids = { vendorId: 0x05e0, productId: 0x1200, serialNumber: 'S', product: '' };
    const scanner = createVirtualScanner();
    let closed = 0;
    let usage = { usagePage: 0x01, usage: 0x06 };
    const driver: HidDriver = {
      list: async () => (await scanner.list()).map((info) => ({ ...info, ...ids, ...usage })),
      open: async (info) => {
        const connection = await scanner.open(info);
        return { ...connection, close: () => ((closed += 1), connection.close()) };
      },
    };
    const { hub, time } = await start(driver);
    expect(hub.scanners()).toMatchObject([{ deviceId: '05e0:1200:S', profile: 'symbol-keyboard', state: 'ready' }]);
    usage = { usagePage: 0x8c, usage: 0x02 };
    await time.advance(500);
    expect(hub.scanners()).toMatchObject([{ deviceId: '05e0:1200:S', profile: 'zebra-pos', state: 'ready' }]);
    expect(closed).toBe(1);
  });

  it('finds a scanner plugged in later', async () => {
    const scanner = createVirtualScanner();
    scanner.unplug();
    const { hub, time } = await start(scanner);
    scanner.plug();
    await time.advance(500);
    expect(hub.bestState()).toBe('ready');
  });

  it('sends the feature report that wakes the scanner, and is ready with a note when it is refused', async () => {
    const scanner = createVirtualScanner(posProfile('honeywell-pos'));
    await start(scanner);
    expect(scanner.featureReports()).toEqual([Uint8Array.of(254, 1)]);
    const refusing: HidDriver = {
      list: () => scanner.list(),
      open: async (info) => ({ ...(await scanner.open(info)), sendFeatureReport: () => Promise.reject(new Error('stall')) }),
    };
    const { hub } = await start(refusing);
    expect(hub.scanners()).toMatchObject([{ state: 'ready', detail: 'The scanner refused feature report 254: stall' }]);
  });

  it('forgets the longest lost scanner rather than refuse a new one', async () => {
    let serial = 0;
    const driver: HidDriver = {
      list: () => Promise.resolve([{ path: `p${serial}`, vendorId: 1, productId: 1, serialNumber: `S${serial}`, product: '', usagePage: 0x8c, usage: 2 }]),
      open: (info) => createVirtualScanner().open({ ...info, path: 'nowhere' }),
    };
    const { hub, time } = await start(driver);
    for (serial = 1; serial < 40; serial++) await time.advance(500);
    expect(hub.scanners()).toHaveLength(16);
    expect(hub.scanners().at(-1)?.deviceId).toBe('0001:0001:S39');
  });
});

describe('reading', () => {
  it('delivers a code with its symbology, source, device and arrival', async () => {
    const scanner = createVirtualScanner();
    const { hub, heard, time } = await start(scanner);
    await time.advance(1_234);
    expect(await scanner.present(CODE, { symbology: 'z3' })).toBe(true);
    expect(heard.scans).toEqual([
      { text: CODE, symbology: ']z3', source: 'hid-pos', deviceId: hub.scanners()[0]?.deviceId, completedAt: 1_234, at: time.clock.now() },
    ]);
    expect(heard.readings.at(-1)?.bytesRead).toBe(560);
    expect(hub.scanners()).toMatchObject([{ codesRead: 1, lastReadAt: time.clock.now() }]);
  });

  it('never mixes two scanners of the same model', async () => {
    const scanners = [createVirtualScanner(undefined, { serialNumber: null }), createVirtualScanner(undefined, { serialNumber: null })] as const;
    const both: HidDriver = {
      list: async () => (await Promise.all(scanners.map((scanner) => scanner.list()))).flat(),
      open: async (info) => ((await scanners[0].list())[0]?.path === info.path ? scanners[0] : scanners[1]).open(info),
    };
    const { hub, heard } = await start(both);
    const reports = ['A', 'B'].map((letter) => encodePosReports(posProfile('honeywell-pos'), letter.repeat(300)));
    for (let index = 0; index < 6; index++) {
      for (const side of [0, 1] as const) await scanners[side].send(reports[side]?.slice(index, index + 1) ?? []);
    }
    expect(heard.scans.map(({ deviceId, text }) => [deviceId, text])).toEqual([
      ['ffff:0001:-', 'A'.repeat(300)],
      ['ffff:0001:-#2', 'B'.repeat(300)],
    ]);
    expect(hub.scanners()).toHaveLength(2);
  });

  it('reads a keyboard-mode scanner and puts right what Caps Lock inverted', async () => {
    const scanner = createVirtualScanner(keyboardProfile('symbol-keyboard'));
    const { hub, heard } = await start(scanner);
    await scanner.present('MO1:6BFOX');
    await scanner.present('MO1:6BFOX', { keyboard: { capsLock: true } });
    expect(heard.scans.map(({ text, source }) => [text, source])).toEqual([['MO1:6BFOX', 'hid-keyboard'], ['MO1:6BFOX', 'hid-keyboard']]);
    expect(hub.scanners()).toMatchObject([{ mode: 'hid-keyboard', damage: { cause: 'caps-lock', restored: true } }]);
    await scanner.present('MO1:6BFOX');
    expect(hub.scanners()).toMatchObject([{ damage: null }]);
  });

  it('puts right what a scanner set to another layout types, and names both', async () => {
    const scanner = createVirtualScanner(keyboardProfile('symbol-keyboard'), { keyboardLayout: 'pt' });
    const { hub, heard } = await start(scanner);
    await scanner.present('MO1:A-B/C*D');
    const deviceId = hub.scanners()[0]?.deviceId;
    expect(heard.scans).toMatchObject([{ text: 'MO1:A-B/C*D' }]);
    expect(heard.damages).toEqual([{ deviceId, damage: { cause: 'layout', restored: true, scannerLayout: 'pt', hostLayout: 'us' } }]);
  });

  it('tells no scan of what it cannot put right, and tells the keys of every code', async () => {
    const scanner = createVirtualScanner(keyboardProfile('symbol-keyboard'));
    const { hub, heard } = await start(scanner);
    await scanner.present('eyJhbGci', { keyboard: { capsLock: true } });
    expect(heard.scans).toEqual([]);
    expect(heard.damages).toMatchObject([{ damage: { cause: 'caps-lock', restored: false } }]);
    expect(heard.typings).toEqual([8]);
    expect(hub.scanners()).toMatchObject([{ codesRead: 0, tornReads: 1 }]);
  });

  it('tears a text that holds a key of another layout and is no code in any', async () => {
    const scanner = createVirtualScanner(keyboardProfile('symbol-keyboard'), { keyboardLayout: 'pt' });
    const { heard } = await start(scanner);
    await scanner.present('a@b');
    expect(heard.scans).toEqual([]);
    expect(heard.tears).toMatchObject([{ cause: 'garbled', bytesRead: 3 }]);
  });

  it('tears a keyboard-mode code without terminator', async () => {
    const scanner = createVirtualScanner(keyboardProfile('symbol-keyboard'));
    const { heard, time } = await start(scanner);
    await scanner.presentTorn('MO1:6BFOX');
    await time.advance(400);
    expect(heard.tears).toMatchObject([{ cause: 'gap', source: 'hid-keyboard', bytesRead: 9 }]);
  });

  it('hands reports over only while they are watched', async () => {
    const scanner = createVirtualScanner();
    const { hub, heard } = await start(scanner);
    await scanner.present('SECRET');
    hub.watchReports(true);
    await scanner.present('SECRET');
    hub.watchReports(false);
    await scanner.present('SECRET');
    expect(heard.reports).toHaveLength(1);
    expect(heard.reports[0]).toMatchObject({ deviceId: hub.scanners()[0]?.deviceId, profile: { id: 'generic-pos' } });
  });

  it('reads every profile\'s scanner under that profile', async () => {
    for (const profile of PROFILES.filter((profile) => profile.mode === 'hid-pos')) {
      const scanner = createVirtualScanner(profile);
      const { hub, heard } = await start(scanner);
      await scanner.present(CODE);
      expect(hub.scanners()[0]?.profile).toBe(profile.id);
      expect(heard.scans.map(({ text }) => text)).toEqual([CODE]);
    }
  });
});

describe('a scanner with a report descriptor', () => {
  const reportsOf = (...hex: string[]): Uint8Array[] => hex.map((head) => fromHex(head.padEnd(122, '0')));
  /** As POS_UNCOUNTED declares them: no length byte, identifier at 1, flag at 60. */
  const UNCOUNTED = [...reportsOf(`025d5131${'41'.repeat(56)}01`), ...reportsOf('025d51315441494c')];

  it('is read by the layout that it declares when no profile names it', async () => {
    const scanner = createVirtualScanner(undefined, { reportDescriptor: POS_UNCOUNTED });
    const { heard } = await start(scanner);
    await scanner.send(UNCOUNTED);
    expect(heard.scans.map(({ text, symbology }) => [text, symbology])).toEqual([[`${'A'.repeat(56)}TAIL`, ']Q1']]);
  });

  it('is read by the layout that it declares when its profile\'s is only assumed', async () => {
    const scanner = createVirtualScanner(posProfile('opticon-pos'), { reportDescriptor: POS_UNCOUNTED });
    const { hub, heard } = await start(scanner);
    await scanner.send(UNCOUNTED);
    expect(heard.scans.map(({ text }) => text)).toEqual([`${'A'.repeat(56)}TAIL`]);
    expect(hub.scanners().map(({ profile }) => profile)).toEqual(['opticon-pos']);
  });

  it('is read by its profile when that was measured, whatever it declares', async () => {
    const scanner = createVirtualScanner(posProfile('honeywell-pos'), { reportDescriptor: POS_UNCOUNTED });
    const { heard } = await start(scanner);
    await scanner.present(CODE);
    expect(heard.scans.map(({ text }) => text)).toEqual([CODE]);
  });

  it.each([
    ['none', undefined],
    ['one that is cut off', POS_UNCOUNTED.subarray(0, 30)],
    ['a keyboard\'s', KEYBOARD],
  ])('is read by the usual layouts when it has no usable one: %s', async (_, reportDescriptor) => {
    const scanner = createVirtualScanner(undefined, reportDescriptor === undefined ? {} : { reportDescriptor });
    const { heard } = await start(scanner);
    await scanner.present(CODE);
    expect(heard.scans.map(({ text }) => text)).toEqual([CODE]);
  });

  it('is shown to the technician by the layout that is in force', async () => {
    const scanner = createVirtualScanner(undefined, { reportDescriptor: POS_UNCOUNTED });
    const { hub, heard } = await start(scanner);
    hub.watchReports(true);
    await scanner.send(UNCOUNTED.slice(1));
    const [seen] = heard.reports;
    expect(seen === undefined ? [] : viewReport(seen.profile, seen.report).fields.map(({ from, field, value }) => `[${from}] ${field} ${value}`)).toEqual(['[0] report-id 2', '[1] aim ]Q1', '[4] data ·· × 4', '[8] padding 00 × 52', '[60] last-report 0x00']);
  });
});

describe('stopping', () => {
  it('closes every device, leaves no timer, and says nothing more', async () => {
    const scanner = createVirtualScanner();
    const { hub, heard, time } = await start(scanner);
    await scanner.presentTorn(CODE);
    await hub.stop();
    const changes = heard.changes;
    expect(await scanner.present(CODE)).toBe(false);
    expect([time.waiting(), heard.scans, heard.changes - changes, hub.scanners()]).toEqual([0, [], 0, []]);
  });

  it('closes a device that was still opening', async () => {
    const scanner = createVirtualScanner();
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let closed = 0;
    const slow: HidDriver = {
      list: () => scanner.list(),
      open: async (info) => {
        await gate;
        const connection = await scanner.open(info);
        return { ...connection, close: () => ((closed += 1), connection.close()) };
      },
    };
    const { hub } = await start(slow);
    expect(hub.bestState()).toBe('opening');
    const stopped = hub.stop();
    release();
    await stopped;
    expect(closed).toBe(1);
  });

  it('can be started again', async () => {
    const scanner = createVirtualScanner();
    const { hub, time, heard } = await start(scanner);
    await hub.stop();
    await hub.start();
    await time.advance(0);
    await scanner.present(CODE);
    expect(heard.scans).toHaveLength(1);
  });

  it('works with the machine\'s own timers', async () => {
    const scanner = createVirtualScanner();
    const heard = createHeard();
    const torn = new Promise<void>((resolve) => {
      heard.torn = (cause) => {
        heard.tears.push(cause);
        resolve();
      };
    });
    const opened = new Promise<void>((resolve) => {
      heard.changed = () => {
        if (hub.bestState() === 'ready') resolve();
      };
    });
    const hub = createScannerHub({
      drivers: [scanner],
      profiles: PROFILES,
      clock: { now: () => createStillTime().clock.now(), monotonic: () => performance.now() as ReturnType<StillTime['clock']['monotonic']> },
      keyboard: keyboardSet(),
      listener: heard,
      pollMs: 20,
    });
    running.push(hub);
    await hub.start();
    await opened;
    // All at once: a pause of a loaded machine between two reports would be a tear of its own.
    await scanner.presentTorn(CODE);
    await torn;
    expect(heard.tears).toMatchObject([{ cause: 'gap' }]);

    // Reports that came while the event loop was busy count as in time.
    const [head, ...tail] = encodePosReports(posProfile('honeywell-pos'), CODE);
    const readAfterStall = new Promise<void>((resolve) => {
      heard.scan = (scan) => {
        heard.scans.push(scan);
        resolve();
      };
    });
    await scanner.send(head === undefined ? [] : [head]);
    // A message is handed over like a report: by the event loop's poll, and it is there at once.
    const arrival = new MessageChannel();
    arrival.port1.once('message', () => {
      scanner.send(tail).catch(throwApart);
      arrival.port1.close();
    });
    // Inside a timer, so that the loop comes upon the timer of the tear before it polls.
    setTimeout(() => {
      arrival.port2.postMessage(null);
      const busyUntil = performance.now() + 400;
      while (performance.now() < busyUntil);
    }, 0);
    await readAfterStall;
    expect(heard.scans.map(({ text }) => text)).toEqual([CODE]);
    expect(heard.tears).toHaveLength(1);
  });
});

it('gives the service view what the contract asks for', async () => {
  const scanner = createVirtualScanner();
  const { hub } = await start(scanner);
  expect(calls['service:scanners'].reply.safeParse({ scanners: hub.scanners(), missingRoles: [], driverFaults: hub.driverFaults() }).error).toBeUndefined();
});
