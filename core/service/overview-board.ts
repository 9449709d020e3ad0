import { BACKLOG_POINTS, MAX_SHOWN_INCIDENTS, type Overview, type Status } from '../contract.ts';
import { DAY_MS, HOUR_MS, type UtcMillis, utcMillis } from '../model/units.ts';
import type { Store } from '../store/open-store.ts';
import type { ClockGuard } from '../trust/clock-guard.ts';
import type { KeySet } from '../trust/key-set.ts';
import { readTimeline } from './incident-timeline.ts';

/** Gathers what the supervisor sees of a span of time: figures from the rollups, the terminal's incidents, what waits. */
export interface OverviewBoard {
  read(from: UtcMillis, to: UtcMillis): Overview;
  /** The same without anything about people: what may leave the terminal. */
  exported(from: UtcMillis, to: UtcMillis): Overview;
}

export interface OverviewParts {
  readonly store: Pick<Store, 'incidents' | 'backlog' | 'countVerdicts' | 'readOverview' | 'readOfficers' | 'contingencies'>;
  readonly keys: () => Pick<KeySet, 'issuerNames'>;
  readonly clockGuard: Pick<ClockGuard, 'read'>;
  readonly perOfficer: boolean;
  readonly queue: () => Status['queue'];
  /** The most that has waited since the last row of the backlog. */
  readonly peak: () => number;
}

export function createOverviewBoard({ store, keys, clockGuard, perOfficer, queue, peak }: OverviewParts): OverviewBoard {
  const exported: OverviewBoard['exported'] = (asked, askedTo) => {
    const { slots, pace, reasons, caseKinds, overrideReasons, formats, issuers, lanes, from, to, ...work } = store.readOverview(asked, askedTo);
    const { at } = clockGuard.read();
    const hour = at - (at % HOUR_MS);
    return {
      at,
      from,
      to,
      ...work,
      thisHour: sum(store.readOverview(utcMillis(hour), utcMillis(hour + HOUR_MS)).totals),
      crossings: store.contingencies.countCrossings(utcMillis(from), utcMillis(to)),
      queue: queue(),
      caseKinds: [...caseKinds],
      overrideReasons: [...overrideReasons],
      pace: [...pace],
      slots: [...slots],
      reasons: [...reasons],
      formats: [...formats],
      issuers: issuers.map(({ issuer, count }) => ({ issuer, names: keys().issuerNames(issuer), count })),
      lanes: [...lanes],
      incidents: readTimeline({ store, live: () => ({ waiting: queue().waiting, peak: peak() }) }, from, to, at, MAX_SHOWN_INCIDENTS),
      backlog: [...store.backlog.between(from, to, BACKLOG_POINTS)],
      officers: null,
    };
  };
  return {
    exported,
    read(asked, askedTo) {
      const overview = exported(asked, askedTo);
      const { from, to } = overview;
      if (!perOfficer || to - from > DAY_MS) return overview;
      return { ...overview, officers: [...store.readOfficers(utcMillis(from), utcMillis(to))] };
    },
  };
}

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((total, count) => total + count, 0);
