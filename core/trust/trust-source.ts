/** What the terminal has verified and until when that was signed for: the one thing that desk and service ask of the distribution of trust. Layer: trust. */
import { type DurationMs, type UtcMillis, utcMillis } from '../model/units.ts';
import { DEFAULT_POLICY, type Policy } from './distribution/policy-file.ts';

export interface TrustAge {
  /** First instant after the time that the newest verified set was signed for: the expiry of its TUF timestamp. */
  readonly signedUntil: UtcMillis;
  /** When it was verified, or signed, whichever is known; no time before it is right. */
  readonly verifiedAt: UtcMillis;
}

export interface TrustSource {
  /** Null where nothing was ever verified. Asked anew for each scan: a new set counts from the moment it is in force. */
  trustAge(): TrustAge | null;
  policy(): Policy;
}

/** Before the first signed set. */
export const NO_TRUST: TrustSource = { trustAge: () => null, policy: () => DEFAULT_POLICY };

/**
 * Trust of a key set that was loaded from a file and not signed: it counts as signed for a stated time from its issue.
 * @param validFor - by the terminal's settings.
 */
export function fileTrust(issuedAt: UtcMillis, validFor: DurationMs): TrustSource {
  const age = { signedUntil: utcMillis(issuedAt + validFor), verifiedAt: issuedAt };
  return { trustAge: () => age, policy: () => DEFAULT_POLICY };
}
