/**
 * What happened to the terminal, as stretches: from when to when a part was not well, what was judged meanwhile and what waited. Layer: service.
 */
import type { IncidentView } from '../contract.ts';
import { type Incident, INCIDENT_PARTS, type IncidentPart, STATE_INCIDENTS } from '../model/journal.ts';
import { type UtcMillis, utcMillis } from '../model/units.ts';
import type { Store } from '../store/open-store.ts';

/** Stretches that are told with their figures: the newest, as many as somebody reads. */
export const MAX_TOLD = 50;

/** A stretch in which a part was not well; an instant for a fault. */
interface Stretch {
  readonly part: IncidentPart | 'fault';
  readonly code: string;
  readonly from: UtcMillis;
  /** Null while it lasts. */
  readonly to: UtcMillis | null;
}

export interface TimelineParts {
  readonly store: Pick<Store, 'incidents' | 'backlog' | 'countVerdicts'>;
  /** What waits now, and at most since the last row of the backlog. */
  readonly live: () => { readonly waiting: number; readonly peak: number };
}

/** Codes of a part's states, and which of them says that it is well. */
const CODES = INCIDENT_PARTS.map((part) => {
  const codes = Object.values<string>(STATE_INCIDENTS[part]);
  return { part, codes, well: codes[0] };
});
const partOf = (code: string) => CODES.find(({ codes }) => codes.includes(code));

/** Reads the stretches that touch `[from, to)`, oldest first, each with its true beginning and end. */
export function readTimeline({ store, live }: TimelineParts, from: UtcMillis, to: UtcMillis, at: UtcMillis, limit: number): IncidentView[] {
  const stretches = stretchesOf(store.incidents.between(from, to, limit))
    .map((stretch) => (stretch.to === null && to <= at ? { ...stretch, to: endAfter(store, stretch, to) } : stretch))
    .sort((a, b) => a.from - b.from);
  const untold = stretches.filter(({ part }) => part !== 'fault').length - MAX_TOLD;
  let met = 0;
  return stretches.map((stretch) => ({ ...stretch, meanwhile: stretch.part === 'fault' || met++ < untold ? null : meanwhile(store, live(), stretch, at) }));
}

/** @param incidents - oldest first, those that say how a part was before the span included. */
function stretchesOf(incidents: readonly Incident[]): Stretch[] {
  const stretches: Stretch[] = [];
  const open = new Map<IncidentPart, Stretch>();
  for (const { at, code } of incidents) {
    const known = partOf(code);
    if (known === undefined) {
      stretches.push({ part: 'fault', code, from: at, to: at });
      continue;
    }
    const { part, well } = known;
    const stretch = open.get(part);
    // Said again after a restart: it has lasted.
    if (stretch?.code === code) continue;
    open.delete(part);
    if (stretch !== undefined && at > stretch.from) stretches.push({ ...stretch, to: at });
    if (code !== well) open.set(part, { part, code, from: at, to: null });
  }
  return [...stretches, ...open.values()];
}

/** When a stretch ended that lasted beyond the span; null while it lasts. */
function endAfter(store: TimelineParts['store'], { part, code }: Stretch, to: UtcMillis): UtcMillis | null {
  const others = CODES.find((each) => each.part === part)?.codes.filter((each) => each !== code) ?? [];
  return store.incidents.next(others, to)?.at ?? null;
}

function meanwhile(store: TimelineParts['store'], live: ReturnType<TimelineParts['live']>, { from, to }: Stretch, at: UtcMillis): IncidentView['meanwhile'] {
  const until = to ?? at;
  const begin = store.backlog.last(from)?.waiting ?? null;
  const end = to === null ? null : (store.backlog.last(to)?.waiting ?? null);
  const peak = Math.max(begin ?? 0, store.backlog.peak(from, until), ...(to === null ? [live.peak, live.waiting] : []));
  return {
    verdicts: { ...store.countVerdicts(from, utcMillis(until)) },
    // Nothing was written down before this version.
    waiting: begin === null ? null : { begin, peak, end, drainedAt: to === null ? null : end === 0 ? to : store.backlog.drainedAt(to) },
  };
}
