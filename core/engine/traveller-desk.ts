/** The desk on this terminal: what it judges by, whom it tells, and for how long it remembers. Composes. */
import { createDesk, type Desk, type DeskParts } from '../desk/desk.ts';
import { deskRecordsOf } from '../desk-records.ts';
import type { EngineSettings } from '../engine-parts.ts';
import { DAY_MS, type DurationMs, durationMs, HOUR_MS, SECOND_MS } from '../model/units.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import { createAlarm } from '../service/alarm.ts';
import type { DiskSpace } from '../store/disk-space.ts';
import type { Store } from '../store/open-store.ts';
import type { TrustInForce } from './trust-in-force.ts';
import type { Emit } from './windows.ts';

export interface TravellerDeskParts extends Pick<DeskParts, 'clock' | 'clockGuard' | 'reasonsAgainst' | 'pseudonyms' | 'person'> {
  readonly settings: Pick<EngineSettings, 'desk' | 'staff' | 'terminal'>;
  readonly store: Pick<Store, 'journal' | 'documentChecks' | 'outbox'>;
  readonly trust: Pick<TrustInForce, 'keys' | 'sealingKey'>;
  readonly book: Pick<RuleBook, 'at'>;
  readonly disk: Pick<DiskSpace, 'look'>;
  readonly emit: Emit;
  readonly listener: {
    /** A verdict is kept and shown. */
    shown(): void;
    /** A row was put into the outbox. */
    queued(): void;
    notKept(code: 'record-not-kept' | 'conversion-not-kept', cause: unknown): void;
    /** Personal data does not outlive the longest hold, whatever becomes of the window. */
    heldTooLong(): void;
  };
}

export interface TravellerDesk extends Desk {
  stop(): void;
}

/** By what a code or a traveller is known again, for as long as anybody asks: rules count crossings of a day. */
export const pseudonymsKept = ({ desk }: Pick<EngineSettings, 'desk'>): DurationMs => durationMs(Math.max(desk.repeatHours * HOUR_MS, DAY_MS));

export function createTravellerDesk({ settings, store, trust, book, disk, emit, listener, ...given }: TravellerDeskParts): TravellerDesk {
  const { desk: times, staff, terminal } = settings;
  const holdLimitMs = durationMs(times.holdLimitSeconds * SECOND_MS);
  const forget = createAlarm(holdLimitMs, () => listener.heldTooLong());
  const desk = createDesk({
    ...given,
    terminalId: terminal.id,
    laneName: terminal.lane,
    lane: { direction: terminal.direction, port: terminal.port },
    keys: trust.keys,
    rules: (at) => book.at(at),
    sealingKey: trust.sealingKey,
    mayOverride: staff.override !== 'never' && staff.signIn === 'required',
    repeatWindowMs: times.repeatHours * HOUR_MS,
    document: times.document,
    // Personal data waits no longer than it may be held.
    documentWaitMs: durationMs(Math.min(times.documentWaitSeconds, times.holdLimitSeconds) * SECOND_MS),
    holdLimitMs,
    records: deskRecordsOf(store),
    disk: () => disk.look(),
    listener: {
      verdict: (view) => {
        emit('verdict:shown', view);
        forget.restart();
        listener.shown();
      },
      changed: (view) => emit('verdict:changed', view),
      documentWaits: (waiting) => emit('document:waiting', { waiting }),
      conversion: (state) => emit('conversion:changed', state),
      queued: () => listener.queued(),
      scanNotKept: (cause) => listener.notKept('record-not-kept', cause),
      conversionNotKept: (cause) => listener.notKept('conversion-not-kept', cause),
    },
  });
  return { ...desk, stop: () => forget.stop() };
}
