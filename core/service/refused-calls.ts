/** Calls of a window that whoever is at the terminal may not make: a line of the audit each, but no flood of them. Layer: service. */
import type { CallName, SessionView } from '../contract.ts';
import type { Audit } from '../model/audit.ts';
import { MINUTE_MS, type UtcMillis } from '../model/units.ts';

export interface RefusedCallsParts {
  readonly audit: Pick<Audit, 'record'>;
  readonly session: () => Pick<SessionView, 'state' | 'person'>;
  /** The instant, from the clock that never runs backwards. */
  readonly now: () => UtcMillis;
  /** `id@version`, for the audit. */
  readonly ruleSet: () => string;
}

/** Writes that a call was not permitted: a line at most for each person, channel and minute. */
export function createRefusedCalls({ audit, session, now, ruleSet }: RefusedCallsParts): (channel: CallName) => void {
  /** When a line of a person and channel was last written. */
  const written = new Map<string, UtcMillis>();
  return (channel) => {
    const at = now();
    for (const [key, last] of written) if (at - last >= MINUTE_MS) written.delete(key);
    const { state, person } = session();
    const key = `${person?.staffNumber ?? ''} ${state} ${channel}`;
    if (written.has(key)) return;
    audit.record({ at, action: 'call-refused', person: person?.staffNumber ?? null, roles: person?.roles ?? [], second: null, subject: channel, reason: state, ruleSet: ruleSet() });
    written.set(key, at);
  };
}
