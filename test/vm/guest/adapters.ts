/** FTDI adapters: what the hub calls them, where they stand, and the links by their places. */
import { mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ADAPTER_LINES, type AdapterLine } from '../serial-lines.ts';
import { deviceIdOf } from './scanners.ts';

/** As QEMU's adapter has them, and most of FTDI's. */
export const ADAPTER_IDS = { vendorId: 0x0403, productId: 0x6001 } as const;

export const adapterIdOf = (serialNumber: string): string => deviceIdOf({ ...ADAPTER_IDS, serialNumber });

const TERMINALS = '/sys/class/tty';

/** Where each adapter's port stands by now. */
export function adapterPaths(): ReadonlyMap<AdapterLine, string> {
  const found = new Map<AdapterLine, string>();
  for (const name of readdirSync(TERMINALS).filter((each) => each.startsWith('ttyUSB'))) {
    const socket = socketOf(join(TERMINALS, name, 'device'));
    const line = ADAPTER_LINES[socket === null ? -1 : ADAPTER_SOCKETS.indexOf(socket)];
    if (line !== undefined) found.set(line, join('/dev', name));
  }
  return found;
}

/** Sockets of the machine's USB bus, in the order of the lines; the keyboard has the first. */
export const ADAPTER_SOCKETS: readonly number[] = [2, 3];

/** `1-2:1.0` is an interface of the device in socket 2 of bus 1. */
function socketOf(folder: string): number | null {
  try {
    const socket = /\/\d+-(\d+):\d+\.\d+\//.exec(realpathSync(folder))?.[1];
    return socket === undefined ? null : Number(socket);
  } catch {
    // Pulled out meanwhile.
    return null;
  }
}

const BY_PATH = '/dev/serial/by-path';
/** The link that udev makes by the socket (60-serial.rules), shortened. */
export const adapterLink = (line: AdapterLine): string => join(BY_PATH, `usb-0:${ADAPTER_SOCKETS[ADAPTER_LINES.indexOf(line)]}:1.0-port0`);

/** Makes the links anew, as udev does; the guest has none. */
export function linkAdapters(): void {
  rmSync(BY_PATH, { recursive: true, force: true });
  mkdirSync(BY_PATH, { recursive: true });
  for (const [line, path] of adapterPaths()) symlinkSync(path, adapterLink(line));
}
