/**
 * Machine readable zones as scanners and document readers deliver them: whole, with any breaks between the lines, or line by line, each ended like a code
 * of its own. Tells a zone from a code by its form (ICAO 9303 part 3 clause 4.2: three lines of 30, two of 36 or of 44). Layer: codes.
 */
import { type DurationMs, durationMs, type MonotonicMs } from '../model/units.ts';
import { toZone } from './typed-mrz.ts';

/** From one line to the next: a reader sends them at once, keyboard mode takes a second for 44 keys at 20 ms. */
export const LINE_WAIT_MS: DurationMs = durationMs(2_000);

/** `abandoned`: lines of a zone waited, and this is not the next of them. */
export type ZoneRead = { readonly abandoned: boolean } & (
  | { /** Not of a document: a code, or anything else. */ readonly state: 'no-zone' }
  | { readonly state: 'waiting' }
  | { readonly state: 'zone'; readonly text: string }
);

export interface ZoneLines {
  /**
   * @param now - of the scan.
   * @param mayGoOn - whether the lines can come one by one; what a person enters is whole.
   * @param from - the scanner: lines that two scanners of a desk read are never put together.
   */
  add(text: string, now: MonotonicMs, mayGoOn: boolean, from?: string | null): ZoneRead;
  /** Forgets the lines that wait: a traveller's data. @returns whether any did. */
  clear(): boolean;
}

/** Characters of a line, and lines. */
const LINES: ReadonlyMap<number, number> = new Map([
  [30, 3],
  [36, 2],
  [44, 2],
]);
const SIZES = [...LINES].map(([characters, lines]) => characters * lines);
/** Document code and issuer; visas too, so that they are told from codes. */
const BEGINNING = /^[ACIPV][A-Z<][A-Z<]{3}[A-Z0-9<]*$/;
/** A zone that lost characters on its way, or its first line, is still one: no code has two fillers together. At least the shortest line, less two. */
const DAMAGED = /^[A-Z0-9<]*<<[A-Z0-9<]*$/;
const LEAST_DAMAGED = 28;

export function createZoneLines(): ZoneLines {
  let lines: readonly string[] = [];
  let lastAt: MonotonicMs | null = null;
  let lastFrom: string | null = null;
  const clear = (): boolean => {
    const waited = lines.length > 0;
    lines = [];
    return waited;
  };
  return {
    clear,
    add(text, now, mayGoOn, from = null) {
      const zone = toZone(text);
      // A timer tells it first, unless the engine was too busy for it.
      const isOverdue = lastAt !== null && now - lastAt > LINE_WAIT_MS && clear();
      const goesOn = lines[0]?.length === zone.length && lastFrom === from && /^[A-Z0-9<]+$/.test(zone);
      lastAt = now;
      lastFrom = from;
      if (goesOn) {
        lines = [...lines, zone];
        if (lines.length < (LINES.get(zone.length) ?? 0)) return { state: 'waiting', abandoned: false };
        const whole = lines.join('');
        lines = [];
        return { state: 'zone', text: whole, abandoned: false };
      }
      const abandoned = clear() || isOverdue;
      const begins = BEGINNING.test(zone) && zone.includes('<');
      if (begins && mayGoOn && LINES.has(zone.length)) {
        lines = [zone];
        return { state: 'waiting', abandoned };
      }
      const isZone = (begins && SIZES.includes(zone.length)) || (zone.length >= LEAST_DAMAGED && DAMAGED.test(zone));
      return isZone ? { state: 'zone', text: zone, abandoned } : { state: 'no-zone', abandoned };
    },
  };
}
