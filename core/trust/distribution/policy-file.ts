/**
 * The signed target `policy.json`: for how long trust past its signed time still counts, how far a clock may be off, and which terminals may work
 * at all. Format: docs/formats/policy.md. Layer: trust.
 */
import * as z from 'zod';
import { PortasFault } from '../../model/fault.ts';
import { DEACTIVATION_REASONS, type DeactivationReason } from '../../model/trust-state.ts';
import { durationMs, type DurationMs, HOUR_MS, SECOND_MS } from '../../model/units.ts';
import { parseVersion, type Version } from '../../model/version.ts';
import { describeIssue } from '../key-set.ts';

/** Version of the file format; another one is refused, not guessed. */
export const POLICY_VERSION = 1;
/** Largest file: 10,000 deactivated terminals of some 80 bytes each. */
export const MAX_POLICY_BYTES = 1_024 * 1_024;
/** More than the border has ever had counters and lanes. */
export const MAX_DEACTIVATED = 10_000;
/** A leap year: whoever needs longer needs no expiry. */
export const MAX_HOURS = 8_784;
/** Below a second the answer's own date cannot tell; above an hour a limit is none. */
const DRIFT_SECONDS = { least: 1, most: 3_600 } as const;

const hours = z.int(`expected whole hours, 0 to ${MAX_HOURS}`).min(0, `expected whole hours, 0 to ${MAX_HOURS}`).max(MAX_HOURS, `expected whole hours, 0 to ${MAX_HOURS}`);
const Freshness = z.strictObject({ ageingAfterHours: hours.default(0), staleAfterHours: hours, deadAfterHours: hours }).superRefine((limits, context) => {
  const refuse = (field: keyof typeof limits, message: string): void => context.addIssue({ code: 'custom', path: [field], message });
  if (limits.staleAfterHours < limits.ageingAfterHours) refuse('staleAfterHours', 'expected at least ageingAfterHours');
  if (limits.deadAfterHours < limits.staleAfterHours) refuse('deadAfterHours', 'expected at least staleAfterHours');
});

const driftMessage = `expected whole seconds, ${DRIFT_SECONDS.least} to ${DRIFT_SECONDS.most}`;
const ClockLimits = z.strictObject({ driftSeconds: z.int(driftMessage).min(DRIFT_SECONDS.least, driftMessage).max(DRIFT_SECONDS.most, driftMessage) });

const Deactivated = z.strictObject({
  // As the settings write a terminal's name.
  terminalId: z.string().regex(/^[A-Z0-9][A-Z0-9-]{2,31}$/, 'expected 3 to 32 capital letters, digits or hyphens'),
  reason: z.enum(DEACTIVATION_REASONS),
});
const Terminals = z.strictObject({
  minimumVersion: z.string().refine((text) => parseVersion(text) !== null, 'expected a version like 1.2.0').optional(),
  deactivated: z
    .array(Deactivated)
    .max(MAX_DEACTIVATED)
    .superRefine((list, context) => {
      const seen = new Set<string>();
      for (const [index, { terminalId }] of list.entries()) {
        if (seen.has(terminalId)) context.addIssue({ code: 'custom', path: [index, 'terminalId'], message: `${terminalId} stands in the list twice` });
        seen.add(terminalId);
      }
    }),
});

const PolicyFile = z.strictObject({
  type: z.literal('portas-policy'),
  version: z.literal(POLICY_VERSION),
  freshness: Freshness.prefault({ staleAfterHours: 72, deadAfterHours: 14 * 24 }),
  clock: ClockLimits.prefault({ driftSeconds: 30 }),
  terminals: Terminals.prefault({ deactivated: [] }),
});

/** How long after the end of its signed time trust is in which state; ascending. */
export interface FreshnessLimits {
  readonly ageingAfter: DurationMs;
  readonly staleAfter: DurationMs;
  readonly deadAfter: DurationMs;
}

export interface TerminalsPolicy {
  /** Older programs judge nothing as a pass; null asks for none. */
  readonly minimumVersion: Version | null;
  /** By terminal id. */
  readonly deactivated: ReadonlyMap<string, DeactivationReason>;
}

export interface Policy {
  readonly freshness: FreshnessLimits;
  /** How far the wall clock may stand from the gateway's. */
  readonly clock: { readonly driftLimit: DurationMs };
  readonly terminals: TerminalsPolicy;
}

/**
 * Makes a policy of parsed JSON.
 * @param origin - named in faults.
 * @throws PortasFault `policy-invalid`, naming origin and field, for anything that is not a sound policy.
 */
export function parsePolicy(json: unknown, origin: string): Policy {
  const parsed = PolicyFile.safeParse(json);
  if (!parsed.success) throw new PortasFault('policy-invalid', `${origin}: ${describeIssue(parsed.error.issues)}`);
  const { freshness, clock, terminals } = parsed.data;
  const toMs = (count: number): DurationMs => durationMs(count * HOUR_MS);
  return {
    freshness: { ageingAfter: toMs(freshness.ageingAfterHours), staleAfter: toMs(freshness.staleAfterHours), deadAfter: toMs(freshness.deadAfterHours) },
    clock: { driftLimit: durationMs(clock.driftSeconds * SECOND_MS) },
    terminals: {
      minimumVersion: parseVersion(terminals.minimumVersion),
      deactivated: new Map(terminals.deactivated.map(({ terminalId, reason }) => [terminalId, reason])),
    },
  };
}

/** What holds where no policy was signed. */
export const DEFAULT_POLICY: Policy = parsePolicy({ type: 'portas-policy', version: POLICY_VERSION }, 'default policy');
