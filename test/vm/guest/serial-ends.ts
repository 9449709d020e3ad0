import { SERIAL_LINES } from '../serial-lines.ts';

/** Where serial scanners are played: the one on the USB bus, and those at the lines of the machine. */
export const SERIAL_ENDS = ['scanner', ...SERIAL_LINES] as const;
export type SerialEnd = (typeof SERIAL_ENDS)[number];
