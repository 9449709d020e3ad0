/** Travellers let through against the rules. */
import * as z from 'zod';
import { OVERRIDE_REASONS } from '../model/override.ts';
import { call, DESK } from './call.ts';
import { ScanId, Time } from './words.ts';

export { OVERRIDE_REASONS, type OverrideReason } from '../model/override.ts';

/** A traveller let through against the rules, by whom and why. */
export const OverrideView = z.strictObject({ scanId: ScanId, at: Time, reason: z.enum(OVERRIDE_REASONS), first: z.string(), second: z.string().nullable() });
export type OverrideView = z.infer<typeof OverrideView>;
/** Why nobody is let through. `not-overridable`: the code itself is not proved, or the settings forbid it; `not-allowed`: not for whoever is signed in. */
export const OVERRIDE_REFUSALS = ['scan-gone', 'not-overridable', 'not-allowed', 'already-overridden', 'busy'] as const;
const OverrideReply = z.discriminatedUnion('ok', [
  /** `asked`: it waits for the second person. */
  z.strictObject({ ok: z.literal(true), state: z.enum(['done', 'asked']) }),
  z.strictObject({ ok: z.literal(false), refusal: z.enum(OVERRIDE_REFUSALS) }),
]);

export const overrideCalls = {
  /** Lets a traveller through whom the rules refuse; with two people, asks for the second. */
  'desk:override': call(DESK, z.strictObject({ scanId: ScanId, reason: z.enum(OVERRIDE_REASONS) }), OverrideReply),
} as const;

export const overrideEvents = {
  /** Sent only after the override is on disk. */
  'override:changed': OverrideView,
} as const;
