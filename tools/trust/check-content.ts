/** The terminal's own check of a set's targets, for those who make the set. */
import { type TerminalSet, checkTerminalSet } from '../../core/set-content.ts';
import type { UtcMillis } from '../../core/model/units.ts';
import type { CheckSet } from '../../core/trust/distribution/signed-set.ts';
import { selectTargets } from '../../core/trust/distribution/targets.ts';
import type { TargetEntry } from './metadata.ts';

/** @param notices - takes what terminals leave out of the set, one sentence each. */
export function createCheck(at: UtcMillis, notices: string[]): CheckSet<TerminalSet> {
  const describe = (fields: Readonly<Record<string, unknown>>): string => Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`).join(' ');
  return (targets, stage) => checkTerminalSet(targets, { at, stage, log: (event, fields) => void notices.push(`${event} ${describe(fields)}`) });
}

/**
 * Checks targets that are not signed yet.
 * @returns what terminals would leave out.
 * @throws Refusal or PortasFault that names the target and its fault: terminals would refuse the whole set.
 */
export function checkContent(entries: ReadonlyMap<string, TargetEntry>, content: ReadonlyMap<string, Uint8Array>, at: UtcMillis): readonly string[] {
  const notices: string[] = [];
  const targets = selectTargets([...entries].map(([name, entry]) => ({ ...entry, name })));
  createCheck(at, notices)(targets.map((target) => ({ ...target, read: () => Buffer.from(content.get(target.name) ?? []) })), 'offered');
  return notices;
}
