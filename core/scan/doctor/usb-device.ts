/** Which plugged-in USB device a node belongs to, by sysfs. Layer: scan. */
import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';

/** Interfaces of a device are named after it: `1-2:1.0` is interface 0 of device `1-2` (kernel, Documentation/ABI/testing/sysfs-bus-usb). */
const INTERFACE_OF = /^(.*\/\d+-[\d.]+)\/\d+-[\d.]+:\d+\.\d+(?:\/|$)/;

/**
 * Folder of the USB device that `/dev/hidrawN`, `/dev/ttyACMN` or `/dev/ttyUSBN` belongs to.
 * @param root - where sysfs stands; another place in tests.
 * @returns null off Linux, and for a device that is not on USB. Never rejects.
 */
export async function findUsbDevice(path: string, root = '/sys'): Promise<string | null> {
  const name = basename(path);
  const folder = /^hidraw\d+$/.test(name) ? 'hidraw' : /^tty[A-Za-z]+\d+$/.test(name) ? 'tty' : null;
  if (folder === null || !path.startsWith('/dev/')) return null;
  try {
    return INTERFACE_OF.exec(await realpath(`${root}/class/${folder}/${name}/device`))?.[1] ?? null;
  } catch {
    return null;
  }
}
