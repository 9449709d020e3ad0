/** What is wrong with a device that is, or may be, a scanner. Pure. */
import type { DeviceView } from '../../../core/contract.ts';

/** `denied`: its node may not be read and written; `held`: it may, and another program has it; `wrong-mode`: a scanner that speaks in a mode other than HID POS; `layout-differs`: its own descriptor and the profile disagree. */
export const DEVICE_TROUBLES = ['denied', 'held', 'wrong-mode', 'layout-differs'] as const;
export type DeviceTrouble = (typeof DEVICE_TROUBLES)[number];

/** The gravest first. */
export function troublesOf(device: DeviceView): readonly DeviceTrouble[] {
  const { mode, scanner, interfaces } = device;
  const isScanner = scanner !== null || mode?.mode === 'hid-pos' || mode?.knownBy === 'product-id';
  const troubles: DeviceTrouble[] = [];
  const isShut = interfaces.some(({ rights }) => rights.may === 'none' || rights.may === 'read-only');
  const mayAll = interfaces.length > 0 && interfaces.every(({ rights }) => rights.may === 'read-write');
  if (scanner?.state === 'denied' && mayAll) troubles.push('held');
  else if (scanner?.state === 'denied' || (isScanner && scanner?.state !== 'ready' && isShut)) troubles.push('denied');
  if (mode !== null && !mode.right && (mode.knownBy === 'product-id' || mode.mode !== 'other')) troubles.push('wrong-mode');
  if (interfaces.some(({ descriptor }) => descriptor?.result === 'differs')) troubles.push('layout-differs');
  return troubles;
}

/** A scanner that nothing is read from because of its mode: the terminal is without it. */
export const isUnreadable = (device: DeviceView): boolean => device.scanner === null && troublesOf(device).includes('wrong-mode');
