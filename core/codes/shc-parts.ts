/**
 * SMART Health Cards divided over several symbols (`shc:/1/3/...`): put together as they are scanned. The framework has withdrawn such cards, and people
 * still hold printed ones. Layer: codes.
 */
import { type DurationMs, durationMs, type MonotonicMs } from '../model/units.ts';
import { readShcPart } from './shc.ts';

/** From one part to the next: a person turns a page or swipes. Longer, and somebody else may stand there. */
export const PART_WAIT_MS: DurationMs = durationMs(30_000);

/** How far a row of parts has come. */
export interface PartsSeen {
  readonly have: number;
  readonly of: number;
}

/** What a scan came to, and a row that it gave up. */
export type Joined = { readonly abandoned: PartsSeen | null } & (
  | { /** A code to judge: the text as it came, or the card that the last part completed. */ readonly state: 'whole'; readonly text: string }
  | ({ readonly state: 'waiting' } & PartsSeen)
);

export interface PartJoiner {
  /**
   * Never throws on input.
   * @param now - of the scan.
   * @param from - the scanner: two sides of a desk may have a card each, so parts that two scanners read are never put together.
   */
  add(text: string, now: MonotonicMs, from?: string | null): Joined;
  /** Forgets what waits: a traveller's data. */
  clear(): void;
}

interface Row {
  readonly of: number;
  readonly from: string | null;
  readonly digits: ReadonlyMap<number, string>;
  readonly lastAt: MonotonicMs;
}

export function createPartJoiner(): PartJoiner {
  let row: Row | null = null;
  const seen = ({ of, digits }: Row): PartsSeen => ({ have: digits.size, of });
  return {
    add(text, now, from = null) {
      const part = readShcPart(text);
      const before = row;
      // What is no part of a row is judged as it is, and says why.
      if (part === null) {
        row = null;
        return { state: 'whole', text, abandoned: before === null ? null : seen(before) };
      }
      const { index, of, digits } = part;
      const continues = before?.of === of && before.from === from && now - before.lastAt <= PART_WAIT_MS && (before.digits.get(index) ?? digits) === digits;
      const next: Row = { of, from, digits: new Map([...(continues ? before.digits : []), [index, digits]]), lastAt: now };
      const abandoned = before === null || continues ? null : seen(before);
      if (next.digits.size < of) {
        row = next;
        return { state: 'waiting', ...seen(next), abandoned };
      }
      row = null;
      const inOrder = [...next.digits].sort(([a], [b]) => a - b).map(([, each]) => each);
      return { state: 'whole', text: `shc:/${inOrder.join('')}`, abandoned };
    },
    clear() {
      row = null;
    },
  };
}
