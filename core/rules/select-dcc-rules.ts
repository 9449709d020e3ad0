/**
 * Which of a file's EU rules count for one certificate at one instant. Pure. Layer: rules.
 * @see EU DCC validation rules, "Acceptance" and "Invalidation"; the selection is that of the EU's own verifiers
 */
import type { UtcMillis } from '../model/units.ts';
import type { CertificateType, DccRule } from './dcc-rule.ts';
import type { DccRules } from './dcc-rules.ts';
import { compareVersions } from '../model/version.ts';

/** What of a certificate decides. */
export interface DccKind {
  readonly certificateType: Exclude<CertificateType, 'General'>;
  /** Country that issued it. */
  readonly issuer: string;
}

/**
 * The rules of the country of arrival that say what is accepted, then those of the issuing country that say what it has declared void: in force,
 * for every certificate or for this type, of each identifier the highest version that is in force.
 */
export function selectDccRules({ rules, countryOfArrival, regionOfArrival }: DccRules, { certificateType, issuer }: DccKind, at: UtcMillis): readonly DccRule[] {
  const isMeant = (rule: DccRule): boolean => rule.certificateType === 'General' || rule.certificateType === certificateType;
  const current = rules.filter((rule) => isMeant(rule) && at >= rule.validFrom && at <= rule.validTo);
  const ofArrival = current.filter(({ type, country, region }) => type === 'Acceptance' && country === countryOfArrival && region === regionOfArrival);
  const ofIssuer = current.filter(({ type, country }) => type === 'Invalidation' && country === issuer);
  return [...highestVersions(ofArrival), ...highestVersions(ofIssuer)];
}

function highestVersions(rules: readonly DccRule[]): readonly DccRule[] {
  const highest = new Map<string, DccRule>();
  for (const rule of rules) {
    const other = highest.get(rule.identifier);
    if (other === undefined || compareVersions(rule.version, other.version) > 0) highest.set(rule.identifier, rule);
  }
  return [...highest.values()];
}
