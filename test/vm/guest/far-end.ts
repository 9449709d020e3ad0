/** The far ends of the machine's serial lines: virtio ports, found by the names that the host gave them (sysfs, class virtio-ports). */
import { constants, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SerialLineName } from '../serial-lines.ts';

const PORTS = '/sys/class/virtio-ports';

/** @returns its descriptor; nothing waits on it. @throws Error when the machine has no such line. */
export function openFarEnd(line: SerialLineName): number {
  const name = readdirSync(PORTS).find((port) => readFileSync(join(PORTS, port, 'name'), 'utf8').trim() === line);
  if (name === undefined) throw new Error(`the machine has no serial line called ${line}`);
  return openSync(join('/dev', name), constants.O_RDWR | constants.O_NONBLOCK);
}
