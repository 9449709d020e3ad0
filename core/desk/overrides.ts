/**
 * Letting a traveller through whom the rules refuse: never where the code itself is not proved, always with a reason, by whom the settings name.
 * The verdict stays as it was and nothing is converted. Layer: desk.
 */
import type { OverrideView, Reply, Request } from '../contract.ts';
import type { Override, OverridePolicy, OverrideRecords } from '../model/override.ts';
import type { ReasonCode } from '../model/reasons.ts';
import type { Person, SecondRequest } from '../model/staff.ts';
import type { UtcMillis } from '../model/units.ts';
import type { Verdict } from '../model/verdict.ts';
import { isOverridable } from '../rules/overridable.ts';
import { roadReason } from '../rules/verdict.ts';

export interface OverrideParts {
  readonly policy: OverridePolicy;
  readonly records: OverrideRecords;
  /** Verdict of a traveller who stands at the desk; null when cleared. */
  readonly verdictOf: (scanId: string) => Verdict | null;
  /** What speaks now against letting anybody through: the age of what the terminal trusts, its clock. */
  readonly reasonsAgainst: () => readonly ReasonCode[];
  readonly lane: string;
  readonly person: () => Person | null;
  /** Waits for somebody else's badge and PIN. @returns false while another action waits. */
  readonly askSecond: (request: SecondRequest) => boolean;
  /** The instant, from the clock that never runs backwards. */
  readonly now: () => UtcMillis;
  readonly changed: (view: OverrideView) => void;
}

export interface Overrides {
  request(request: Request<'desk:override'>): Reply<'desk:override'>;
  ofScan(scanId: string): OverrideView | null;
}

export function createOverrideDesk(parts: OverrideParts): Overrides {
  const { policy, records } = parts;
  /** By the terminal as it stands now: what it trusts can have aged since the verdict. */
  const isStillOverridable = ({ outcome, reasons }: Verdict): boolean => isOverridable({ outcome, reasons: [...reasons, ...parts.reasonsAgainst().map(roadReason)] });
  const carryOut = ({ scanId, reason }: Request<'desk:override'>, verdict: Verdict, first: Person, second: Person | null): boolean => {
    const at = parts.now();
    const override: Override = { scanId, at, reason, first: first.staffNumber, second: second?.staffNumber ?? null };
    const audit = { at, action: 'override', person: override.first, roles: first.roles, second: override.second, secondRoles: second?.roles ?? [], subject: scanId, reason, ruleSet: verdict.ruleSet } as const;
    const kept = records.record({ ...override, lane: parts.lane, audit });
    if (kept) parts.changed({ ...override });
    return kept;
  };
  return {
    request(request) {
      const { scanId } = request;
      const verdict = parts.verdictOf(scanId);
      if (verdict === null) return { ok: false, refusal: 'scan-gone' };
      if (policy === 'never' || !isStillOverridable(verdict)) return { ok: false, refusal: 'not-overridable' };
      const first = parts.person();
      // Nobody can answer for it where nobody signs in.
      if (first === null || (policy === 'supervisor' && !first.roles.includes('supervisor'))) return { ok: false, refusal: 'not-allowed' };
      if (records.ofScan(scanId) !== null) return { ok: false, refusal: 'already-overridden' };
      if (policy === 'supervisor') return carryOut(request, verdict, first, null) ? { ok: true, state: 'done' } : { ok: false, refusal: 'already-overridden' };
      const asked = parts.askSecond({
        action: 'override',
        roles: ['supervisor'],
        subject: scanId,
        reason: request.reason,
        carryOut: (asker, confirmer) => {
          // Asked again: the traveller can have left, and trust have aged, while the second person came.
          const now = parts.verdictOf(scanId);
          return now !== null && isStillOverridable(now) && carryOut(request, now, asker, confirmer);
        },
      });
      return asked ? { ok: true, state: 'asked' } : { ok: false, refusal: 'busy' };
    },
    ofScan(scanId) {
      const found = records.ofScan(scanId);
      return found === null ? null : { ...found };
    },
  };
}
