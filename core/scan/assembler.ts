import type { KeyStroke } from '../model/keyboard.ts';
import type { TornRead } from '../model/scan.ts';
import type { MonotonicMs } from '../model/units.ts';

/** What a report, or the lack of one, led to. */
export type Assembled =
  | {
      readonly kind: 'code';
      /** One character per byte (ISO 8859-1). */
      readonly text: string;
      /** AIM identifier such as `]Q1`; null when the device does not tell. */
      readonly symbology: string | null;
      /** Keys that typed it, of a scanner in keyboard mode. */
      readonly strokes?: readonly KeyStroke[];
    }
  /** More of this code is expected. */
  | { readonly kind: 'reading'; readonly bytesRead: number }
  /** The code in progress was given up; its bytes are gone. `why` is for the technician and holds no data. */
  | { readonly kind: 'torn'; readonly cause: Exclude<TornRead['cause'], 'lost'>; readonly bytesRead: number; readonly why: string };

/** Puts the reports of ONE device together. Pure but for its own state: no clock, no timer, no I/O. */
export interface Assembler {
  /**
   * Takes one report.
   * @param report - as the driver delivered it, report id included; copied, never kept.
   * @param at - arrival. A report later than the idle time after the one before it never joins it.
   * @returns results in order, often none. Never throws, whatever the bytes.
   */
  push(report: Uint8Array, at: MonotonicMs): readonly Assembled[];
  /** Gives up what has waited too long at `now`; to be called at or after `deadline()`. */
  expire(now: MonotonicMs): readonly Assembled[];
  /** The moment from which `expire` has something to do; null when nothing is in progress. */
  deadline(): MonotonicMs | null;
  /** Forgets the code in progress. @returns its bytes read so far, or null when there was none. */
  abandon(): number | null;
}
