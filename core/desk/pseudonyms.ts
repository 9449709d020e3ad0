/**
 * Pseudonyms of codes and travellers, by which the terminal sees the same one again and nobody sees more: HMAC-SHA-256 under a key of the terminal's own that
 * is another each day. A key lives on only while something hashed with it can still be asked for; then it is destroyed, and its hashes mean
 * nothing to anybody, this terminal included. Layer: desk.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { PseudonymKey, PseudonymKeyRecords } from '../model/pseudonyms.ts';
import { DAY_MS, type DurationMs, type UtcMillis } from '../model/units.ts';

const KEY_BYTES = 32;
/** For how long new pseudonyms are made with one key. */
export const KEY_PERIOD_MS = DAY_MS;

export interface Pseudonyms {
  /** For the record, 32 bytes: under the key of today. */
  hash(text: string): Uint8Array;
  /** For a question: under each key that may have been used within the window, newest first. */
  hashes(text: string): readonly Uint8Array[];
  /** Makes the key of the day where it is due, and destroys those that no question needs any more. @returns how many were destroyed. */
  rotate(): number;
}

export interface PseudonymParts {
  readonly records: PseudonymKeyRecords;
  /** How far back anything is asked for. */
  readonly window: DurationMs;
  /** The instant, from the clock that never runs backwards. */
  readonly now: () => UtcMillis;
  /** A new key could not be kept: the one before goes on. */
  readonly onFault: (cause: unknown) => void;
}

/** @throws what the records throw, where there is no key to begin with. */
export function createPseudonyms({ records, window, now, onFault }: PseudonymParts): Pseudonyms {
  const make = (): PseudonymKey => records.add({ madeAt: now(), key: randomBytes(KEY_BYTES) });
  // Oldest first; the last is in use.
  let keys = records.all();
  let current = keys.at(-1) ?? make();
  if (keys.length === 0) keys = [current];

  const renew = (): void => {
    if (now() - current.madeAt < KEY_PERIOD_MS) return;
    try {
      current = make();
      keys = [...keys, current];
    } catch (cause) {
      onFault(cause);
    }
  };
  const hashWith = ({ key }: PseudonymKey, text: string): Uint8Array => createHmac('sha256', key).update(text).digest();
  return {
    hash(text) {
      renew();
      return hashWith(current, text);
    },
    hashes: (text) => keys.toReversed().map((key) => hashWith(key, text)),
    rotate() {
      renew();
      // A key was in use until the next was made.
      const over = keys.filter((_, index) => {
        const next = keys[index + 1];
        return next !== undefined && next.madeAt <= now() - window;
      });
      if (over.length === 0) return 0;
      records.destroy(over.map(({ id }) => id));
      for (const { key } of over) key.fill(0);
      keys = keys.filter((key) => !over.includes(key));
      return over.length;
    },
  };
}
