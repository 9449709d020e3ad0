import type { Scenario } from '../guest/scenario.ts';
import { blocked } from './blocked.ts';
import { codes } from './codes.ts';
import { denied } from './denied.ts';
import { enable } from './enable.ts';
import { engine } from './engine.ts';
import { flood } from './flood.ts';
import { ftdi } from './ftdi.ts';
import { keyboard } from './keyboard.ts';
import { serial } from './serial.ts';
import { serialBlocked } from './serial-blocked.ts';
import { serialBreak } from './serial-break.ts';
import { serialHeld } from './serial-held.ts';
import { serialStale } from './serial-stale.ts';
import { serialUnplug } from './serial-unplug.ts';
import { stale } from './stale.ts';
import { twoScanners } from './two-scanners.ts';
import { twoSerial } from './two-serial.ts';
import { uart } from './uart.ts';
import { unplug } from './unplug.ts';
import { usbKeyboard } from './usb-keyboard.ts';
import { usbUnplug } from './usb-unplug.ts';

/** Every scenario, in the order they run in. */
export const SCENARIOS: readonly Scenario[] = [
  ...[engine, codes, keyboard, twoScanners, enable, usbKeyboard, denied, blocked, stale, flood, unplug, usbUnplug],
  ...[serial, serialBlocked, serialHeld, serialStale, serialBreak, serialUnplug, uart, ftdi, twoSerial],
];
