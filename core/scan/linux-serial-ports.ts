/**
 * The serial ports of a Linux machine, read from sysfs. The library's own listing starts `udevadm` each time, which is too much for
 * a look twice a second and fails where udev is not. Layer: scan.
 * @see https://docs.kernel.org/admin-guide/sysfs-rules.html
 */
import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SerialPortInfo } from './driver.ts';
import { toDetail } from './limits.ts';

/** The consoles: there are many, and no device stands behind them. */
const NO_PORT = /^(tty\d*|console|ptmx)$/;
/** A port's place on USB is its interface, or a port below that; the device with its ids is at most this many folders above. */
const MAX_STEPS = 4;
const HEX_ID = /^[0-9a-f]{4}$/i;

/** @param root - of the file system, for tests. @returns none where there is no sysfs. @throws what the file system throws otherwise. */
export async function listLinuxSerialPorts(root = '/'): Promise<readonly SerialPortInfo[]> {
  const folder = join(root, 'sys/class/tty');
  const names = await readdir(folder).catch((cause: unknown) => {
    if (isAbsent(cause)) return [];
    throw cause;
  });
  const ports = await Promise.all(names.filter((name) => !NO_PORT.test(name)).map((name) => readPort(folder, name)));
  return ports.filter((port) => port !== null);
}

async function readPort(folder: string, name: string): Promise<SerialPortInfo | null> {
  try {
    // The driver counts sockets that no UART sits in; their type is 0.
    if ((await readText(join(folder, name, 'type'))) === '0') return null;
    const device = await realpath(join(folder, name, 'device'));
    return { kind: 'serial', path: join('/dev', name), settingsPath: null, ...(await readUsb(device)) };
  } catch (cause) {
    // Without a device behind it, or unplugged while it was looked at.
    if (isAbsent(cause)) return null;
    throw cause;
  }
}

type Usb = Pick<SerialPortInfo, 'vendorId' | 'productId' | 'serialNumber' | 'product'>;

async function readUsb(device: string): Promise<Usb> {
  let at = device;
  for (let step = 0; step < MAX_STEPS; step++) {
    const [vendorId, productId] = [await readText(join(at, 'idVendor')), await readText(join(at, 'idProduct'))];
    if (vendorId !== null && productId !== null && HEX_ID.test(vendorId) && HEX_ID.test(productId)) {
      const serialNumber = toDetail((await readText(join(at, 'serial'))) ?? '');
      return {
        vendorId: Number.parseInt(vendorId, 16),
        productId: Number.parseInt(productId, 16),
        serialNumber: serialNumber === '' ? null : serialNumber,
        product: toDetail((await readText(join(at, 'product'))) ?? ''),
      };
    }
    at = dirname(at);
  }
  // What the kernel calls the place of a UART (`00:05`) says nothing to a technician: the path does.
  return { vendorId: null, productId: null, serialNumber: null, product: '' };
}

/** One attribute; null when there is none. */
async function readText(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    if (isAbsent(cause)) return null;
    throw cause;
  }
}

/** Not there, or gone while it was read. */
function isAbsent(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && ['ENOENT', 'ENODEV', 'ENOTDIR', 'EIO', 'ENXIO'].includes(String(cause.code));
}
