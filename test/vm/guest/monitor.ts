/** The guest's way to the host: results, and requests to the machine's monitor. */
import { openSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { FromGuest } from '../protocol.ts';

/** The second serial port; on a computer without one, nobody listens. */
const PORT = '/dev/ttyS1';

export interface Monitor {
  tell(message: FromGuest): void;
  /** Types on the machine's USB keyboard, as a person does: QEMU key names, `shift-a` for a capital. */
  type(keys: readonly string[]): Promise<void>;
  unplugKeyboard(): void;
  plugKeyboard(): void;
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
  };
}
