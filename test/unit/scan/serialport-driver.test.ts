import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DriverError, type SerialPortInfo } from '../../../core/scan/driver.ts';
import { createSerialPortDriver, type OpenPort, PORT_DENIED, PORT_HELD, SERIAL_LIBRARY_MISSING, type SerialLibrary, type SerialPortOptions } from '../../../core/scan/serialport-driver.ts';
import type { SerialLine } from '../../../core/scan/serial-profile.ts';
import { tempDir } from '../../support/temp-dir.ts';

const LINE: SerialLine = { baudRate: 9_600, dataBits: 7, parity: 'odd', stopBits: 2, flowControl: 'xon-xoff' };
const PORT: SerialPortInfo = { kind: 'serial', path: '/dev/ttyACM0', vendorId: 0x0c2e, productId: 0x0caa, serialNumber: 'S1', product: 'Xenon', settingsPath: null };

/** A port whose far end the test holds. */
class FakePort implements OpenPort {
  readonly #waiting: { resolve: (read: { bytesRead: number }) => void; reject: (cause: Error) => void; buffer: Buffer }[] = [];
  closed = 0;

  read(buffer: Buffer): Promise<{ bytesRead: number }> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject, buffer }));
  }
  close(): Promise<void> {
    this.closed += 1;
    this.#waiting.shift()?.reject(new Error('Canceled'));
    return this.closed === 1 ? Promise.resolve() : Promise.reject(new Error('Port is not open'));
  }
  async type(text: string): Promise<void> {
    const read = this.#waiting.shift();
    if (read === undefined) throw new Error('nobody reads');
    read.resolve({ bytesRead: read.buffer.write(text, 'latin1') });
    await settle();
  }
  async fail(message: string): Promise<void> {
    this.#waiting.shift()?.reject(new Error(message));
    await settle();
  }
}
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setUp(options: SerialPortOptions & { open?: SerialLibrary['open']; ports?: Awaited<ReturnType<SerialLibrary['list']>> } = {}) {
  const port = new FakePort();
  const opened: Parameters<SerialLibrary['open']>[0][] = [];
  const library: SerialLibrary = {
    list: () => Promise.resolve(options.ports ?? []),
    open: (wanted) => {
      opened.push(wanted);
      return options.open === undefined ? Promise.resolve(port) : options.open(wanted);
    },
  };
  const driver = createSerialPortDriver({ load: () => Promise.resolve(library), isLinux: true, listLinux: () => Promise.resolve([PORT]), quietMs: 0, ...options });
  return { port, opened, driver };
}
async function errorOf(promise: Promise<unknown>): Promise<DriverError> {
  const cause: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (cause instanceof DriverError) return cause;
  throw new Error('expected a DriverError', { cause });
}

describe('a port that cannot be opened', () => {
  it.each([
    ['no rights', 'Error: Permission denied, cannot open /dev/ttyACM0', 'denied', PORT_DENIED],
    ['a lock of another program', 'Error Resource temporarily unavailable Cannot lock port', 'denied', PORT_HELD],
    ['a port that another program has for itself', 'Error: Device or resource busy, cannot open /dev/ttyACM0', 'denied', PORT_HELD],
    ['a port that is open elsewhere, on Windows', 'Opening COM3: Access denied', 'denied', PORT_HELD],
    ['no device', 'Error: No such file or directory, cannot open /dev/ttyACM0', 'failed', 'The serial port could not be opened: Error: No such file or directory, cannot open /dev/ttyACM0'],
  ])('says so: %s', async (_, message, code, said) => {
    const { driver } = setUp({ open: () => Promise.reject(new Error(message)) });
    expect(await errorOf(driver.open(PORT, LINE))).toMatchObject({ code, message: said });
  });

  it('for want of the library says so, and is listed all the same where the system lists it', async () => {
    const { driver } = setUp({ load: () => Promise.reject(new Error('No native build was found')) });
    expect(await driver.list()).toEqual([PORT]);
    expect(await errorOf(driver.open(PORT, LINE))).toMatchObject({ code: 'driver-missing', message: SERIAL_LIBRARY_MISSING });
    const { driver: elsewhere } = setUp({ isLinux: false, load: () => Promise.reject(new Error('x')) });
    expect((await errorOf(elsewhere.list())).code).toBe('driver-missing');
  });

  it('and a system that cannot be asked, are different things', async () => {
    const { driver } = setUp({ listLinux: () => Promise.reject(new Error('EMFILE: too many\nopen files')) });
    expect(await errorOf(driver.list())).toMatchObject({ code: 'failed', message: 'Serial ports could not be listed: EMFILE: too many open files' });
  });
});

describe('an open port', () => {
  it('is set as it is told, and locked', async () => {
    const { driver, opened } = setUp();
    await driver.open(PORT, LINE);
    expect(opened).toEqual([{ path: '/dev/ttyACM0', baudRate: 9_600, dataBits: 7, parity: 'odd', stopBits: 2, rtscts: false, xon: true, xoff: true, lock: true }]);
  });

  it('hands over bytes in order, and keeps none of them', async () => {
    const { driver, port } = setUp();
    const connection = await driver.open(PORT, LINE);
    const kept: Uint8Array[] = [];
    const texts: string[] = [];
    connection.onReport((bytes) => {
      kept.push(bytes);
      texts.push(Buffer.from(bytes).toString('latin1'));
    });
    await port.type('AB\u00ff');
    await port.type('C');
    expect(texts).toEqual(['AB\u00ff', 'C']);
    expect(kept.every((bytes) => bytes.every((byte) => byte === 0))).toBe(true);
  });

  it('discards what was waiting in it', async () => {
    const { driver, port } = setUp({ quietMs: 60_000 });
    const connection = await driver.open(PORT, LINE);
    const texts: string[] = [];
    connection.onReport((bytes) => void texts.push(Buffer.from(bytes).toString('latin1')));
    await port.type('OLD\r');
    expect(texts).toEqual([]);
  });

  it('tells its loss once, to whoever asks late too', async () => {
    const { driver, port } = setUp();
    const connection = await driver.open(PORT, LINE);
    const lost: string[] = [];
    await port.fail('EIO: i/o error,\u0007 read');
    connection.onLost((why) => void lost.push(why));
    expect(lost).toEqual(['EIO: i/o error,  read']);
    await connection.close();
    await connection.close();
    expect([lost.length, port.closed]).toEqual([1, 1]);
  });

  it('that is closed is not lost', async () => {
    const { driver } = setUp();
    const connection = await driver.open(PORT, LINE);
    const lost: string[] = [];
    connection.onLost((why) => void lost.push(why));
    await connection.close();
    await settle();
    expect(lost).toEqual([]);
  });
});

describe('the ports of the settings', () => {
  it('are found by whatever link names them, when a device is there', async () => {
    const dir = tempDir();
    const [link, none, file] = [join(dir, 'link'), join(dir, 'none'), join(dir, 'file')];
    symlinkSync('/dev/null', link);
    writeFileSync(file, '');
    const { driver } = setUp({ settingsPaths: [link, none, file], listLinux: () => Promise.resolve([]) });
    expect(await driver.list()).toEqual([{ kind: 'serial', path: '/dev/null', vendorId: null, productId: null, serialNumber: null, product: '', settingsPath: link }]);
    const known: SerialPortInfo = { ...PORT, path: '/dev/null' };
    const { driver: other } = setUp({ settingsPaths: [link, '/dev/null'], listLinux: () => Promise.resolve([known]) });
    expect(await other.list()).toEqual([{ ...known, settingsPath: link }]);
  });

  it('elsewhere than on Linux are those that the library lists', async () => {
    const { driver } = setUp({
      isLinux: false,
      settingsPaths: ['COM3', 'COM9'],
      ports: [
        { path: 'COM3', vendorId: '0C2E', productId: '0caa', serialNumber: ' ', manufacturer: 'Honey\u0000well' },
        { path: 'COM4', vendorId: 'odd', productId: undefined },
      ],
    });
    expect(await driver.list()).toEqual([
      { kind: 'serial', path: 'COM3', vendorId: 0x0c2e, productId: 0x0caa, serialNumber: null, product: 'Honey well', settingsPath: 'COM3' },
      { kind: 'serial', path: 'COM4', vendorId: null, productId: null, serialNumber: null, product: '', settingsPath: null },
    ]);
  });
});

describe('the ports of a Linux machine', () => {
  it('are read from sysfs with the ids of the USB device above them', async () => {
    const { listLinuxSerialPorts } = await import('../../../core/scan/linux-serial-ports.ts');
    const root = tempDir();
    const tty = join(root, 'sys/class/tty');
    const add = (name: string, device: string | null, files: Readonly<Record<string, string>> = {}): void => {
      mkdirSync(join(tty, name), { recursive: true });
      for (const [file, text] of Object.entries(files)) writeFileSync(join(tty, name, file), `${text}\n`);
      if (device === null) return;
      mkdirSync(join(root, device), { recursive: true });
      symlinkSync(join(root, device), join(tty, name, 'device'));
    };
    const usb = (device: string, files: Readonly<Record<string, string>>): void => {
      mkdirSync(join(root, device), { recursive: true });
      for (const [file, text] of Object.entries(files)) writeFileSync(join(root, device, file), `${text}\n`);
    };
    usb('sys/devices/pci/usb1/1-1', { idVendor: '0c2e', idProduct: '0caa', serial: 'S/N\u0007 1', product: 'Xenon 1900' });
    usb('sys/devices/pci/usb1/1-2', { idVendor: '1a86', idProduct: '7523' });
    add('ttyACM0', 'sys/devices/pci/usb1/1-1/1-1:1.0');
    add('ttyUSB0', 'sys/devices/pci/usb1/1-2/1-2:1.0/ttyUSB0');
    add('ttyS0', 'sys/devices/platform/serial8250', { type: '4' });
    add('ttyS1', 'sys/devices/platform/serial8250', { type: '0' });
    add('tty1', 'sys/devices/virtual/tty1');
    add('ttyGONE0', null);
    const none = { serialNumber: null, settingsPath: null, kind: 'serial' };
    expect([...(await listLinuxSerialPorts(root))].sort((a, b) => a.path.localeCompare(b.path))).toEqual([
      { ...none, path: '/dev/ttyACM0', vendorId: 0x0c2e, productId: 0x0caa, serialNumber: 'S/N  1', product: 'Xenon 1900' },
      { ...none, path: '/dev/ttyS0', vendorId: null, productId: null, product: '' },
      { ...none, path: '/dev/ttyUSB0', vendorId: 0x1a86, productId: 0x7523, product: '' },
    ]);
    expect(await listLinuxSerialPorts(join(root, 'elsewhere'))).toEqual([]);
  });
});
