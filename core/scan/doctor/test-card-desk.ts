/** Shows a test card and takes its scans off the road of a traveller's code. Layer: scan. */
import type { Clock } from '../../model/clock.ts';
import type { Scan, ScanSource } from '../../model/scan.ts';
import type { TestCardLength } from '../../model/test-card.ts';
import { type MonotonicMs, monotonicMs, type UtcMillis } from '../../model/units.ts';
import { compareTestCard, type TestCardLine } from './compare-test-card.ts';
import { findTestCard, layTestCard, type TestCard } from './test-card.ts';

/** One scan of the card that is shown. */
export interface TestCardResult {
  readonly at: UtcMillis;
  readonly source: ScanSource;
  /** Null for keys typed into the window. */
  readonly deviceId: string | null;
  readonly lines: readonly TestCardLine[];
}

export interface TestCardState {
  readonly card: TestCard;
  readonly startedAt: UtcMillis;
  /** Codes that broke off since the card is shown. */
  readonly tornReads: number;
  /** Newest first, the last few. */
  readonly results: readonly TestCardResult[];
}

export interface TestCardDesk {
  /** Shows a new card; what was found out with the last one is gone. */
  start(length: TestCardLength): TestCardState;
  /** Takes the card away. */
  stop(): void;
  /** Null while no card is shown. */
  state(): TestCardState | null;
  /** A report came in: for the speed of what it belongs to. */
  report(deviceId: string, at: MonotonicMs): void;
  /** A code broke off. */
  torn(deviceId: string): void;
  /** @returns true when the scan is a test card, this one or an older one, while a card is shown: it is no traveller's code. */
  take(scan: Scan): boolean;
}

export interface TestCardDeskParts {
  readonly clock: Clock;
  /** Six digits that nobody can foresee. */
  readonly nonce: () => string;
  readonly changed: (state: TestCardState | null) => void;
}

const KEPT_RESULTS = 6;
/** The same card twice within this time, by two ways or by one, is one presentation that was delivered twice. */
const REPEAT_MS = 1_500;
/** A pause this long ends what came before: longer than the longest idle time of any profile. */
const PAUSE_MS = 5_000;

/** Reports of the code that a device is in the middle of. */
interface Progress {
  readonly firstAt: MonotonicMs;
  lastAt: MonotonicMs;
  reports: number;
}

/** Creates the desk; no card is shown. */
export function createTestCardDesk({ clock, nonce, changed }: TestCardDeskParts): TestCardDesk {
  let shown: TestCardState | null = null;
  const progress = new Map<string, Progress>();
  let last: { readonly source: ScanSource; readonly at: MonotonicMs } | null = null;
  const to = (next: TestCardState | null): void => {
    shown = next;
    changed(next);
  };
  const begin = (): void => {
    progress.clear();
    last = null;
  };
  return {
    start(length) {
      begin();
      const state: TestCardState = { card: layTestCard(length, nonce()), startedAt: clock.now(), tornReads: 0, results: [] };
      to(state);
      return state;
    },
    stop() {
      begin();
      if (shown !== null) to(null);
    },
    state: () => shown,
    report(deviceId, at) {
      if (shown === null) return;
      const begun = progress.get(deviceId);
      if (begun === undefined || at > begun.lastAt + PAUSE_MS) {
        progress.set(deviceId, { firstAt: at, lastAt: at, reports: 1 });
        return;
      }
      begun.lastAt = at;
      begun.reports += 1;
    },
    torn(deviceId) {
      progress.delete(deviceId);
      if (shown !== null) to({ ...shown, tornReads: shown.tornReads + 1 });
    },
    take({ text, source, symbology, deviceId, completedAt, at }) {
      const seen = deviceId === null ? undefined : progress.get(deviceId);
      if (deviceId !== null) progress.delete(deviceId);
      if (shown === null || findTestCard(text) === null) return false;
      const repeats = last !== null && completedAt <= monotonicMs(last.at + REPEAT_MS) ? last.source : null;
      last = { source, at: completedAt };
      const lines = compareTestCard(shown.card, { text, source, symbology, reports: seen?.reports ?? null, elapsedMs: seen === undefined ? null : seen.lastAt - seen.firstAt, repeats });
      to({ ...shown, results: [{ at, source, deviceId, lines }, ...shown.results].slice(0, KEPT_RESULTS) });
      return true;
    },
  };
}
