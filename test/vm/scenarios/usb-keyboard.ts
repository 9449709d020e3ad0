import { closeSync, constants, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../support/until.ts';
import { openRig } from '../guest/rig.ts';
import type { Scenario } from '../guest/scenario.ts';
import { usbKeyboardProfile } from '../guest/usb-keyboard-profile.ts';

const TYPED = ['m', 'o', '1', 'shift-semicolon', 'a', 'b', 'ret'];
/** The hub looks twice a second: it has had its chance after this. */
const LOOKS_MS = 1_200;

export const usbKeyboard: Scenario = {
  name: 'usb-keyboard',
  title: 'the officer’s own USB keyboard is never opened, and what is typed on it is never a scan',
  short: true,
  control: 'a profile names that keyboard a scanner',
  async run({ monitor, profiles }, control) {
    await until(() => keyboardNodes().hidraw !== undefined && keyboardNodes().event !== undefined);
    const { hidraw, event } = keyboardNodes();
    const keys = openSync(`/dev/input/${event ?? ''}`, constants.O_RDONLY | constants.O_NONBLOCK);
    const rig = await openRig({ profiles: control ? [usbKeyboardProfile, ...profiles] : profiles });
    await pause(LOOKS_MS);
    await monitor.type(TYPED);
    await pause(LOOKS_MS);
    const presses = countPresses(keys);
    closeSync(keys);
    const isOpen = openFiles().includes(`/dev/${hidraw ?? ''}`);
    const scanners = rig.hub.scanners().length;
    await rig.stop();
    const broken: string[] = [];
    if (presses < TYPED.length) broken.push(`only ${presses} of ${TYPED.length} keys arrived: nothing was shown`);
    if (isOpen) broken.push('the keyboard was opened');
    if (scanners > 0) broken.push('the keyboard is listed as a scanner');
    if (rig.scans.length + rig.tears.length > 0) broken.push('what was typed was taken for a scan');
    return { figure: `${presses} key presses seen by the kernel, ${rig.scans.length} scans`, broken };
  },
};

/** The keyboard's nodes, by the name that its HID device has. */
function keyboardNodes(): { readonly hidraw: string | undefined; readonly event: string | undefined } {
  const isKeyboard = (file: string): boolean => readFileSync(file, 'utf8').includes('QEMU USB Keyboard');
  return {
    hidraw: list('/sys/class/hidraw').find((name) => isKeyboard(`/sys/class/hidraw/${name}/device/uevent`)),
    event: list('/sys/class/input').find((name) => name.startsWith('event') && isKeyboard(`/sys/class/input/${name}/device/name`)),
  };
}

function list(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw cause;
  }
}

/** struct input_event on 64-bit Linux: time of 16 bytes, type, code, value; EV_KEY is 1 and a press has the value 1. */
function countPresses(fd: number): number {
  const event = Buffer.alloc(24);
  let presses = 0;
  try {
    while (readSync(fd, event) === event.length) {
      const isShift = event.readUInt16LE(18) === 42;
      if (event.readUInt16LE(16) === 1 && event.readInt32LE(20) === 1 && !isShift) presses += 1;
    }
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EAGAIN')) throw cause;
  }
  return presses;
}

function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      // The listing's own file is gone by now.
      return [];
    }
  });
}
