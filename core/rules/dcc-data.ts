/**
 * What an EU rule can see: the certificate as it was signed (`payload`) and the circumstances of its examination (`external`), under the names that
 * the EU's own verifiers give them. Pure. Layer: rules.
 * @see EU DCC validation rules, external parameters; DCC JSON schema 1.3.2, members of a certificate
 */
import type { DccCertificate, Facts } from '../model/facts.ts';
import type { UtcMillis } from '../model/units.ts';
import { withoutImpossibleDates } from './logic-dates.ts';
import type { LogicRoots } from './logic.ts';

const EXTERNAL_FIELDS = ['validationClock', 'valueSets', 'countryCode', 'region', 'issuerCountryCode', 'kid', 'exp', 'iat'] as const;
type ExternalField = (typeof EXTERNAL_FIELDS)[number];

/** Where an EU rule may look. */
export const DCC_ROOTS: LogicRoots = { payload: ['ver', 'nam', 'dob', 'v', 't', 'r'], external: EXTERNAL_FIELDS };

/** Facts of a format that holds such a certificate. */
export type DccFacts = Facts & { readonly certificate: DccCertificate };

export function isDccFacts(facts: Facts): facts is DccFacts {
  return facts.certificate !== null;
}

export interface DccData {
  readonly payload: unknown;
  readonly external: Readonly<Record<ExternalField, unknown>>;
}

/** Times are ISO 8601 in UTC. */
export function toDccData(
  facts: DccFacts,
  context: { at: UtcMillis; countryOfArrival: string; regionOfArrival: string | null; valueSets: Readonly<Record<string, readonly string[]>> },
): DccData {
  const { certificate, issuer, issuedAt } = facts;
  return {
    payload: withoutImpossibleDates(certificate.content),
    external: {
      validationClock: new Date(context.at).toISOString(),
      valueSets: context.valueSets,
      countryCode: context.countryOfArrival,
      region: context.regionOfArrival,
      issuerCountryCode: issuer,
      kid: certificate.kid,
      exp: new Date(certificate.expiry).toISOString(),
      iat: new Date(issuedAt).toISOString(),
    },
  };
}
