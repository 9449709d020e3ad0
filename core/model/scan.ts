import type { MonotonicMs, UtcMillis } from './units.ts';

/** Where a code came in. `wedge`: typed into the window by a scanner in keyboard mode; `camera`: seen by the window's camera; `picture`: in a picture or PDF file. */
export const SCAN_SOURCES = ['hid-pos', 'hid-keyboard', 'wedge', 'serial', 'camera', 'picture', 'manual'] as const;
export type ScanSource = (typeof SCAN_SOURCES)[number];

/** The side of the desk on which a scanner stands: the officer scans with it, or the traveller presents a code to it. */
export const SCANNER_ROLES = ['officer', 'traveller'] as const;
export type ScannerRole = (typeof SCANNER_ROLES)[number];

/**
 * One code as a scanner delivered it.
 * `text` holds one character per byte of the symbol (ISO 8859-1), so the symbol's bytes can be had back exactly.
 */
export interface Scan {
  readonly text: string;
  /** AIM symbology identifier with its flag character, for example `]Q1` for QR; null when the source does not tell. */
  readonly symbology: string | null;
  readonly source: ScanSource;
  /** Stable name of the device: vendor, product and serial number, or the path of the settings; null for typed input. */
  readonly deviceId: string | null;
  /** Arrival of the last report of the code. */
  readonly completedAt: MonotonicMs;
  /** Wall time at the same instant. */
  readonly at: UtcMillis;
}

/** A code that broke off: the reports stopped or did not fit together. Its bytes are dropped, never judged. */
export interface TornRead {
  readonly deviceId: string;
  readonly source: ScanSource;
  /** `gap`: the next report did not come in time; `overflow`: longer than any code; `lost`: the device went away; `garbled`: a report contradicts its own layout. */
  readonly cause: 'gap' | 'overflow' | 'lost' | 'garbled';
  readonly bytesRead: number;
  readonly at: UtcMillis;
}
