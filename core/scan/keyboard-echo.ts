/**
 * A keyboard-mode scanner that is read by its reports still types into the window that has the focus (HID.md: a second reader takes nothing
 * away), so each of its codes comes twice, in either order, and the window's copy may be damaged. This tells the copy. Layer: scan.
 */
import type { Clock } from '../model/clock.ts';
import type { KeyStroke } from '../model/keyboard.ts';
import type { MonotonicMs } from '../model/units.ts';
import type { SetTimer } from './set-timer.ts';

/** How far apart the two copies may come: either side may be busy. The same keys again in this time are the same code, held still. */
export const ECHO_MS = 3_000;
/** How long the window's copy waits for the reports', while a keyboard-mode scanner is open: the reports are nearly always first. */
export const ECHO_WAIT_MS = 200;

export interface KeyboardEcho {
  /** Keys of a code that came by reports. */
  byReports(strokes: readonly KeyStroke[]): void;
  /** Keys of a code that the window saw; `take` is called now, later, or never when they are the copy of one by reports. */
  byWindow(strokes: readonly KeyStroke[], take: () => void): void;
  /** Forgets all that waits. */
  stop(): void;
}

interface Waiting {
  readonly keys: string;
  readonly cancel: () => void;
}

/** @param isOpen - whether a keyboard-mode scanner is being read by its reports. */
export function createKeyboardEcho(parts: { readonly clock: Clock; readonly setTimer: SetTimer; readonly isOpen: () => boolean }): KeyboardEcho {
  const { clock, setTimer, isOpen } = parts;
  let heard: { readonly keys: string; readonly at: MonotonicMs }[] = [];
  const waiting = new Set<Waiting>();
  return {
    byReports(strokes) {
      const now = clock.monotonic();
      const keys = keysOf(strokes);
      heard = [...heard.filter(({ at }) => now - at <= ECHO_MS), { keys, at: now }];
      for (const each of waiting) {
        if (!isCopy(keys, each.keys)) continue;
        each.cancel();
        waiting.delete(each);
      }
    },
    byWindow(strokes, take) {
      const now = clock.monotonic();
      const keys = keysOf(strokes);
      heard = heard.filter(({ at }) => now - at <= ECHO_MS);
      if (heard.some((each) => isCopy(each.keys, keys))) return;
      if (!isOpen()) return take();
      const entry: Waiting = {
        keys,
        cancel: setTimer(() => {
          waiting.delete(entry);
          take();
        }, ECHO_WAIT_MS),
      };
      waiting.add(entry);
    },
    stop() {
      for (const { cancel } of waiting) cancel();
      waiting.clear();
      heard = [];
    },
  };
}

/** A key that the window does not know. */
const UNKNOWN = '\0';

/** The keys as a string of their usages. Modifiers are left out: hosts tell them differently. */
const keysOf = (strokes: readonly KeyStroke[]): string => strokes.map(({ usage }) => String.fromCharCode(usage)).join('');

/** The window may have had the code only in part, when the scanner stalled; where it does not know every key, the number of them must do. */
function isCopy(original: string, copy: string): boolean {
  if (copy === '') return false;
  return copy.includes(UNKNOWN) ? copy.length === original.length : original.includes(copy);
}
