/** The guest's way to the host: results, and requests to the machine's monitor. */
import { openSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { FromGuest } from '../protocol.ts';
import { until } from '../../support/until.ts';
import { ADAPTER_SOCKETS, adapterPaths } from './adapters.ts';
import { ADAPTER_LINES, type AdapterLine, type SerialLineName } from '../serial-lines.ts';

/** The second serial port; on a computer without one, nobody listens. */
const PORT = '/dev/ttyS1';

export interface Monitor {
  tell(message: FromGuest): void;
  /** Types on the machine's USB keyboard, as a person does: QEMU key names, `shift-a` for a capital. */
  type(keys: readonly string[]): Promise<void>;
  unplugKeyboard(): void;
  plugKeyboard(): void;
  /** An FTDI adapter, always into the same socket of the machine: the first or second line's. */
  plugAdapter(line: AdapterLine, serialNumber: string): void;
  unplugAdapter(line: AdapterLine): void;
  /** As the device at the far end of a line sends it. */
  sendBreak(line: SerialLineName): void;
  /** Unplugs the adapters that are still there; resolves once they are gone. */
  clear(): Promise<void>;
}

const KEYBOARD_ID = 'kbd0';
/** QEMU holds each key down for this time, and does the next one after it. */
const HOLD_MS = 15;
const BETWEEN_KEYS_MS = 40;

export function openMonitor(): Monitor {
  const fd = openSync(PORT, 'w');
  const tell = (message: FromGuest): void => {
    // A newline before it too: whatever stands on the line already is not ours.
    const line = Buffer.from(`\n${JSON.stringify(message)}\n`);
    for (let written = 0; written < line.length; ) written += writeSync(fd, line, written);
  };
  const plugged = new Set<AdapterLine>();
  const unplugAdapter = (line: AdapterLine): void => {
    plugged.delete(line);
    tell({ kind: 'qmp', execute: 'device_del', arguments: { id: line } });
  };
  return {
    tell,
    async type(keys) {
      for (const key of keys) {
        const codes = key.split('-').map((data) => ({ type: 'qcode', data }));
        tell({ kind: 'qmp', execute: 'send-key', arguments: { keys: codes, 'hold-time': HOLD_MS } });
        await pause(BETWEEN_KEYS_MS);
      }
    },
    unplugKeyboard: () => tell({ kind: 'qmp', execute: 'device_del', arguments: { id: KEYBOARD_ID } }),
    plugKeyboard: () => tell({ kind: 'qmp', execute: 'device_add', arguments: { driver: 'usb-kbd', id: KEYBOARD_ID, bus: 'xhci.0', port: '1' } }),
    plugAdapter(line, serial) {
      plugged.add(line);
      const port = `${ADAPTER_SOCKETS[ADAPTER_LINES.indexOf(line)]}`;
      tell({ kind: 'qmp', execute: 'device_add', arguments: { driver: 'usb-serial', id: line, chardev: line, serial, bus: 'xhci.0', port, 'always-plugged': true } });
    },
    unplugAdapter,
    sendBreak: (line) => tell({ kind: 'qmp', execute: 'chardev-send-break', arguments: { id: line } }),
    async clear() {
      for (const line of [...plugged]) unplugAdapter(line);
      await until(() => adapterPaths().size === 0);
    },
  };
}
