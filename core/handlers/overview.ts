/** What a supervisor sees of a span of time, and takes along. */
import type { overviewCalls } from '../contract.ts';
import type { RecordAct } from '../model/audit.ts';
import { toMacauIso } from '../model/macau-time.ts';
import { utcMillis } from '../model/units.ts';
import type { OverviewBoard } from '../service/overview-board.ts';
import type { HandlersOf } from '../wire.ts';

export interface OverviewHandlerParts {
  readonly overview: OverviewBoard;
  readonly record: RecordAct;
}

export function overviewHandlers({ overview, record }: OverviewHandlerParts): HandlersOf<typeof overviewCalls> {
  return {
    'overview:read': ({ from, to }) => overview.read(utcMillis(from), utcMillis(to)),
    'overview:export': ({ kind, from, to }) => {
      const exported = overview.exported(utcMillis(from), utcMillis(to));
      // On disk before the figures leave.
      record('exported', `overview ${kind} ${toMacauIso(utcMillis(exported.from)) ?? ''}/${toMacauIso(utcMillis(exported.to)) ?? ''}`);
      return exported;
    },
  };
}
