/**
 * Demo issuers of every foreign format that the terminal accepts, made of one seed, and the codes they make, good and bad. For drills and tests: the
 * keys are no secret. A further format is one line of the table and a file like its neighbours.
 */
import type { ForeignFormatId } from '../../core/model/format.ts';
import { FOREIGN_FORMAT_IDS } from '../../core/model/format.ts';
import { DAY_MS, HOUR_MS, utcMillis } from '../../core/model/units.ts';
import type { UtcMillis } from '../../core/model/units.ts';
import { STATEMENT_KINDS } from '../../core/model/verification.ts';
import { combineKeySets } from '../../core/trust/combine-key-sets.ts';
import type { KeySet } from '../../core/trust/key-set.ts';
import type { ForeignClaims } from './foreign-claims.ts';
import { createHc1Issuer } from './foreign-hc1.ts';
import type { ForeignFault, ForeignIssuer } from './foreign-issuer.ts';
import { createNzcpIssuer } from './foreign-nzcp.ts';
import { createIdbIssuer, createVdsIssuer, createVdsNcIssuer } from './foreign-seals.ts';
import { createShcIssuer } from './foreign-shc.ts';
import type { Random } from './random.ts';
import { FOREIGN_FORENAMES, FOREIGN_SURNAMES } from './sample-names.ts';

const MAKERS: Readonly<Record<ForeignFormatId, (seed: string, at: UtcMillis) => ForeignIssuer>> = {
  HC1: createHc1Issuer,
  SHC: createShcIssuer,
  NZCP: createNzcpIssuer,
  'VDS-NC': createVdsNcIssuer,
  VDS: createVdsIssuer,
  IDB: createIdbIssuer,
};

export interface ForeignWorkshop {
  readonly issuers: Readonly<Record<ForeignFormatId, ForeignIssuer>>;
  readonly keySet: KeySet;
}

/**
 * @param seed - any text; the same one gives the same keys.
 * @param at - the instant around which the keys' validity lies.
 */
export function createForeignWorkshop(seed: string, at: UtcMillis): ForeignWorkshop {
  const issuers = Object.fromEntries(FOREIGN_FORMAT_IDS.map((format) => [format, MAKERS[format](seed, at)])) as Record<ForeignFormatId, ForeignIssuer>;
  return { issuers, keySet: combineKeySets(Object.values(issuers).map(({ keySet }) => keySet), 'demo issuers') };
}

/** Every way in which an issuer's code can be bad, each with the reason it must get. */
export function foreignFaults(issuer: ForeignIssuer): readonly ForeignFault[] {
  const { revokedId } = issuer;
  return [
    ...(issuer.expiry === 'never' ? [] : [{ name: 'expired', reason: 'code-expired', make: (claims: ForeignClaims) => issuer.encode(toExpired(claims, issuer.expiry), 'issuer') } as const]),
    { name: 'forged', reason: 'signature-mismatch', make: (claims) => issuer.encode(claims, 'impostor') },
    { name: 'unknown-issuer', reason: issuer.strangerReason, make: (claims) => issuer.encode(claims, 'stranger') },
    ...(revokedId === null ? [] : [{ name: 'revoked', reason: 'code-revoked', make: (claims: ForeignClaims) => issuer.encode({ ...claims, id: revokedId }, 'issuer') } as const]),
    ...issuer.ownFaults,
  ];
}

/** Good for an hour, or where a code ends with a day, ten days ago. */
function toExpired(claims: ForeignClaims, expiry: ForeignIssuer['expiry']): ForeignClaims {
  if (expiry === 'second') return { ...claims, expiresAt: utcMillis(claims.issuedAt + HOUR_MS) };
  return { ...claims, issuedAt: utcMillis(claims.issuedAt - 20 * DAY_MS), expiresAt: utcMillis(claims.issuedAt - 10 * DAY_MS) };
}

/** Days: how long ago a statement's event is, at least and at most; when its code is issued after it; how long the code holds. */
const PACE = {
  vaccination: { least: 20, most: 200, issued: 0, holds: 365 },
  test: { least: 0, most: 2, issued: 0, holds: 4 },
  // A recovery is certified from the eleventh day on (Regulation (EU) 2021/953, article 7(1)).
  recovery: { least: 15, most: 120, issued: 11, holds: 169 },
} as const;

/** A traveller from elsewhere whose code is in order at `at`. The same stream of choices gives the same travellers. */
export function sampleForeignClaims(random: Random, at: UtcMillis): ForeignClaims {
  const statement = random.pick(STATEMENT_KINDS);
  const { least, most, issued, holds } = PACE[statement];
  const happenedAt = wholeSecond(at - least * DAY_MS - (3 + random.below((most - least) * 24 - 3)) * HOUR_MS);
  // Issued two hours ago or earlier, so that one hour after the issue is past.
  const issuedAt = wholeSecond(Math.min(at - 2 * HOUR_MS, happenedAt + issued * DAY_MS + random.below(24) * HOUR_MS));
  return {
    id: random.hex(16),
    issuedAt,
    expiresAt: utcMillis(issuedAt + holds * DAY_MS),
    holder: {
      surname: random.pick(FOREIGN_SURNAMES),
      forename: random.pick(FOREIGN_FORENAMES),
      birthDate: `${1940 + random.below(65)}-${twoDigits(1 + random.below(12))}-${twoDigits(1 + random.below(28))}`,
    },
    statement,
    happenedAt,
  };
}

const wholeSecond = (at: number): UtcMillis => utcMillis(Math.floor(at / 1_000) * 1_000);
const twoDigits = (value: number): string => value.toString().padStart(2, '0');
