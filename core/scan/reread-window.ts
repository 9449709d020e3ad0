/** The re-read window of a desk: a phone held still before a presentation scanner is one traveller, not five. Layer: scan. */
import { createHash } from 'node:crypto';
import type { Scan } from '../model/scan.ts';
import type { MonotonicMs } from '../model/units.ts';

export interface RereadWindow {
  /**
   * True when the same text came within the window before this scan; the window slides on for as long as it keeps coming,
   * whichever scanner or camera reads it. A code entered by hand or out of a file is a deliberate act and never a re-read.
   */
  isReread(scan: Pick<Scan, 'text' | 'source' | 'completedAt'>): boolean;
  /** What was read came to nothing: the same code may be read again at once. */
  forget(): void;
}

/** Texts remembered at once. A desk has one traveller and seldom a second scanner; 16 leaves room. */
const MAX_REMEMBERED = 16;

/**
 * Creates the window of one desk. It keeps digests (SHA-256) of texts for the window's length, never the texts.
 * @param windowMs - milliseconds.
 */
export function createRereadWindow(windowMs: number): RereadWindow {
  /** Digest to its last sight, oldest sight first. */
  const lastSeen = new Map<string, MonotonicMs>();
  return {
    isReread({ text, source, completedAt }) {
      for (const [digest, at] of lastSeen) {
        if (completedAt - at > windowMs) lastSeen.delete(digest);
      }
      const digest = createHash('sha256').update(text, 'utf8').digest('base64');
      const known = lastSeen.delete(digest);
      lastSeen.set(digest, completedAt);
      const [oldest] = lastSeen.keys();
      if (lastSeen.size > MAX_REMEMBERED && oldest !== undefined) lastSeen.delete(oldest);
      return known && source !== 'manual' && source !== 'picture';
    },
    forget: () => lastSeen.clear(),
  };
}
