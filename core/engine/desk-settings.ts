/** What the settings mean for the desk: times in milliseconds, and who may let a traveller through. Composes. */
import type { DeskParts } from '../desk/desk.ts';
import type { EngineSettings } from '../engine-parts.ts';
import { DAY_MS, type DurationMs, durationMs, HOUR_MS, SECOND_MS } from '../model/units.ts';

/** By what a code or a traveller is known again, for as long as anybody asks: rules count crossings of a day. */
export const pseudonymsKept = ({ desk }: Pick<EngineSettings, 'desk'>): DurationMs => durationMs(Math.max(desk.repeatHours * HOUR_MS, DAY_MS));

/** Longest time for which personal data stays in memory. */
export const holdLimit = ({ desk }: Pick<EngineSettings, 'desk'>): DurationMs => durationMs(desk.holdLimitSeconds * SECOND_MS);

export function deskSettingsOf(
  settings: Pick<EngineSettings, 'desk' | 'staff' | 'terminal'>,
): Pick<DeskParts, 'terminalId' | 'laneName' | 'lane' | 'mayOverride' | 'repeatWindowMs' | 'document' | 'documentWaitMs' | 'holdLimitMs'> {
  const { desk, staff, terminal } = settings;
  return {
    terminalId: terminal.id,
    laneName: terminal.lane,
    lane: { direction: terminal.direction, port: terminal.port },
    mayOverride: staff.override !== 'never' && staff.signIn === 'required',
    repeatWindowMs: desk.repeatHours * HOUR_MS,
    document: desk.document,
    // Personal data waits no longer than it may be held.
    documentWaitMs: durationMs(Math.min(desk.documentWaitSeconds, desk.holdLimitSeconds) * SECOND_MS),
    holdLimitMs: holdLimit(settings),
  };
}
