/** A device's report descriptor as Linux keeps it beside its hidraw node. Layer: scan. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { MAX_DESCRIPTOR_BYTES } from './report-descriptor.ts';

const HIDRAW_DIRECTORY = '/sys/class/hidraw';
/** hidapi's hidraw paths; nothing else becomes part of a file name. */
const HIDRAW_PATH = /^\/dev\/(hidraw\d{1,4})$/;

/**
 * Reads the descriptor; the device itself is not opened.
 * @param path - of the device node, such as `/dev/hidraw0`.
 * @returns null for another path, when it cannot be read, and when it is longer than {@link MAX_DESCRIPTOR_BYTES}.
 */
export async function readHidrawDescriptor(path: string, directory: string = HIDRAW_DIRECTORY): Promise<Uint8Array | null> {
  const name = HIDRAW_PATH.exec(path)?.[1];
  if (name === undefined) return null;
  try {
    const file = await open(join(directory, name, 'device', 'report_descriptor'), 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_DESCRIPTOR_BYTES + 1), 0, MAX_DESCRIPTOR_BYTES + 1, 0);
      return bytesRead > MAX_DESCRIPTOR_BYTES ? null : Uint8Array.from(buffer.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  } catch {
    // Unplugged meanwhile, or a system without sysfs: the usual layouts remain.
    return null;
  }
}
