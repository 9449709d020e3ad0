import { EventEmitter } from 'node:events';
import { stat } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type HidDeviceInfo, DriverError } from '../../../core/scan/driver.ts';
import { ACCESS_DENIED, createNodeHidDriver, LIBRARY_MISSING, type NodeHidModule, type NodeHidOptions } from '../../../core/scan/node-hid-driver.ts';

/** A double of node-hid's HIDAsync. */
class FakeHid extends EventEmitter {
  readonly features: number[][] = [];
  closed = 0;
  refuseClose = false;

  sendFeatureReport(report: number[]): Promise<number> {
    this.features.push(report);
    return Promise.resolve(report.length);
  }
  close(): Promise<void> {
    this.closed += 1;
    return this.refuseClose ? Promise.reject(new Error('No such device')) : Promise.resolve();
  }
}

const INFO: HidDeviceInfo = { path: '/dev/hidraw0', vendorId: 1, productId: 2, serialNumber: null, product: '', usagePage: 0x8c, usage: 2 };
const allowed = (): Promise<void> => Promise.resolve();
const withCode = (message: string, code: string): Error => Object.assign(new Error(message), { code });

function setUp(options: NodeHidOptions & { open?: (path: string) => Promise<FakeHid>; devices?: Awaited<ReturnType<NodeHidModule['devicesAsync']>> } = {}) {
  const device = new FakeHid();
  const driverTypes: string[] = [];
  const module: NodeHidModule = {
    setDriverType: (type) => void driverTypes.push(type),
    devicesAsync: () => Promise.resolve(options.devices ?? []),
    HIDAsync: { open: options.open ?? (() => Promise.resolve(device)) },
  };
  const driver = createNodeHidDriver({ load: () => Promise.resolve(module), isLinux: true, checkAccess: allowed, ...options });
  return { device, driver, driverTypes };
}
async function errorOf(promise: Promise<unknown>): Promise<DriverError> {
  const cause: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (cause instanceof DriverError) return cause;
  throw new Error('expected a DriverError', { cause });
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] }));
afterEach(() => void vi.useRealTimers());

describe('a driver that cannot', () => {
  it.each([
    ['libusb is missing', withCode('libusb-1.0.so.0: cannot open shared object file: No such file or directory', 'ERR_DLOPEN_FAILED')],
    ['the module is missing', withCode('Cannot find package', 'ERR_MODULE_NOT_FOUND')],
    ['there is no prebuilt binary', new Error('No native build was found for runtime=node')],
  ])('names the package to install when %s', async (_, cause) => {
    const { driver } = setUp({ load: () => Promise.reject(cause) });
    const error = await errorOf(driver.list());
    expect(error.code).toBe('driver-missing');
    expect(error.message).toBe(LIBRARY_MISSING);
    expect(error.message).toContain('libusb-1.0-0');
    expect(error.cause).toBe(cause);
  });

  it('tries to load again at the next listing', async () => {
    let tries = 0;
    const module: NodeHidModule = { setDriverType: () => undefined, devicesAsync: () => Promise.resolve([]), HIDAsync: { open: () => Promise.reject(new Error()) } };
    const { driver } = setUp({ load: () => (++tries === 1 ? Promise.reject(withCode('x', 'ERR_DLOPEN_FAILED')) : Promise.resolve(module)) });
    await errorOf(driver.list());
    expect(await driver.list()).toEqual([]);
  });

  it('says failed for another fault of listing, without control characters', async () => {
    const { driver } = setUp({ load: () => Promise.reject(new Error('bus\u0007\n\u001b[31m broken')) });
    const error = await errorOf(driver.list());
    expect([error.code, error.message]).toEqual(['failed', 'HID devices could not be listed: bus [31m broken']);
  });

  it.each([
    ['the message says so', { open: () => Promise.reject(new Error('cannot open device with path /dev/hidraw0: Permission denied')) }],
    ['the node may not be read', { open: () => Promise.reject(new Error('cannot open device')), checkAccess: () => Promise.reject(withCode('no', 'EACCES')) }],
  ])('is denied when %s, with a udev hint', async (_, options) => {
    const error = await errorOf(setUp(options).driver.open(INFO));
    expect([error.code, error.message]).toEqual(['denied', ACCESS_DENIED]);
    expect(error.message).toContain('udev');
  });

  it('fails, not denied, when the device is gone', async () => {
    const options = { open: () => Promise.reject(new Error('No such device')), checkAccess: () => Promise.reject(withCode('no', 'ENOENT')) };
    expect((await errorOf(setUp(options).driver.open(INFO))).code).toBe('failed');
  });
});

describe('listing', () => {
  it('asks for hidraw on Linux only', async () => {
    const linux = setUp();
    await linux.driver.list();
    await linux.driver.list();
    expect(linux.driverTypes).toEqual(['hidraw']);
    const other = setUp({ isLinux: false });
    await other.driver.list();
    expect(other.driverTypes).toEqual([]);
  });

  it('leaves out devices without a path and fills in what others do not tell', async () => {
    const { driver } = setUp({ devices: [{ vendorId: 1, productId: 2 }, { vendorId: 1, productId: 2, path: '/dev/hidraw0', serialNumber: '', product: 'A\u0000\nB' }] });
    expect(await driver.list()).toEqual([{ path: '/dev/hidraw0', vendorId: 1, productId: 2, serialNumber: null, product: 'A B', usagePage: 0, usage: 0 }]);
  });

  it('on this machine either lists or says that the library is missing', async () => {
    vi.useRealTimers();
    const outcome = await createNodeHidDriver()
      .list()
      .catch((cause: unknown) => cause);
    expect(Array.isArray(outcome) || (outcome instanceof DriverError && outcome.code === 'driver-missing')).toBe(true);
  });
});

describe('an open device', () => {
  it('discards stale reports until the handle has been silent for 50 ms', async () => {
    const { driver, device } = setUp();
    const seen: number[] = [];
    const connection = await driver.open(INFO);
    connection.onReport((report) => void seen.push(report[0] ?? -1));
    device.emit('data', Uint8Array.of(1));
    vi.advanceTimersByTime(40);
    device.emit('data', Uint8Array.of(2));
    vi.advanceTimersByTime(49);
    device.emit('data', Uint8Array.of(3));
    vi.advanceTimersByTime(51);
    device.emit('data', Uint8Array.of(4));
    device.emit('data', Uint8Array.of(5));
    expect(seen).toEqual([4, 5]);
  });

  it('discards stale reports that the busy event loop is late to hand over', async () => {
    vi.useRealTimers();
    const { driver, device } = setUp();
    const seen: number[] = [];
    (await driver.open(INFO)).onReport((report) => void seen.push(report[0] ?? -1));
    // Arrives from another thread, as a report does, while the loop is blocked for longer than the silence.
    const arrival = stat(import.meta.filename).then(() => device.emit('data', Uint8Array.of(1)));
    const before = performance.now();
    while (performance.now() - before < 200);
    await arrival;
    expect(seen).toEqual([]);
  });

  it('takes a device as it is when it never falls silent', async () => {
    const { driver, device } = setUp();
    let seen = 0;
    (await driver.open(INFO)).onReport(() => void (seen += 1));
    for (let step = 0; step < 60; step++) {
      vi.advanceTimersByTime(20);
      device.emit('data', Uint8Array.of(1));
    }
    expect(seen).toBe(11);
  });

  it.each([
    ['a string', 'could not read (device disconnected)'],
    ['an Error', new Error('could not read (device disconnected)')],
  ])('is lost once when the error is %s', async (_, cause) => {
    const { driver, device } = setUp();
    const lost: string[] = [];
    (await driver.open(INFO)).onLost((why) => void lost.push(why));
    device.emit('error', cause);
    device.emit('error', cause);
    expect(lost).toEqual(['could not read (device disconnected)']);
  });

  it('tells a listener that comes late that it is lost', async () => {
    const { driver, device } = setUp();
    const connection = await driver.open(INFO);
    device.emit('error', 'gone');
    const lost: string[] = [];
    connection.onLost((why) => void lost.push(why));
    expect(lost).toEqual(['gone']);
  });

  it('says nothing after it was closed, closes once, and survives a handle that refuses', async () => {
    const { driver, device } = setUp();
    const connection = await driver.open(INFO);
    const heard: unknown[] = [];
    connection.onReport((report) => void heard.push(report));
    connection.onLost((why) => void heard.push(why));
    device.refuseClose = true;
    await connection.close();
    await connection.close();
    vi.advanceTimersByTime(100);
    device.emit('data', Uint8Array.of(1));
    device.emit('error', 'gone');
    expect(heard).toEqual([]);
    expect(device.closed).toBe(1);
  });

  it('does not take a fault of the receiver for the loss of the device', async () => {
    const { driver, device } = setUp();
    const lost: string[] = [];
    const connection = await driver.open(INFO);
    connection.onLost((why) => void lost.push(why));
    connection.onReport(() => {
      throw new Error('disk full');
    });
    vi.advanceTimersByTime(51);
    const raised: (() => void)[] = [];
    const queue = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((run) => void raised.push(run));
    expect(() => device.emit('data', Uint8Array.of(1))).not.toThrow();
    queue.mockRestore();
    expect(raised).toHaveLength(1);
    expect(raised[0]).toThrow('disk full');
    expect(lost).toEqual([]);
  });

  it('passes feature reports on with their report id first', async () => {
    const { driver, device } = setUp();
    await (await driver.open(INFO)).sendFeatureReport?.(Uint8Array.of(254, 1));
    expect(device.features).toEqual([[254, 1]]);
  });
});
