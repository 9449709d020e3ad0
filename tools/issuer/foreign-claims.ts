/** What a demo issuer of another country says of a traveller, before a format gives it its form. */
import type { UtcMillis } from '../../core/model/units.ts';
import type { StatementKind } from '../../core/model/verification.ts';

/** The person, as both names are written; the formats write them apart. */
export interface ForeignHolder {
  readonly surname: string;
  readonly forename: string;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
}

export interface ForeignClaims {
  /** 16 bytes, lower-case hex; each format makes its own identifier of it. */
  readonly id: string;
  /** Whole seconds. */
  readonly issuedAt: UtcMillis;
  readonly expiresAt: UtcMillis;
  readonly holder: ForeignHolder;
  /** What the code is about; formats that state nothing of the kind leave it out. */
  readonly statement: StatementKind;
  /** When the dose was given, the sample taken, or the recovered first found positive. */
  readonly happenedAt: UtcMillis;
}

/** `YYYY-MM-DD` in UTC. */
export function toDay(at: UtcMillis): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Whole seconds since 1970. */
export function toSeconds(at: UtcMillis): number {
  return Math.floor(at / 1_000);
}
