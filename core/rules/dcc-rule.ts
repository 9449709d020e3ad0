/**
 * One rule of an EU state, read unchanged as its state publishes it. Layer: rules.
 * @see EU DCC validation rules, rule format (`validation-rule.schema.json` of the EU's gateway)
 */
import { type CertLogicExpression, specificationVersion } from 'certlogic-js';
import * as z from 'zod';
import type { UtcMillis } from '../model/units.ts';
import { DCC_ROOTS } from './dcc-data.ts';
import { Instant, logicOver } from './rule-fields.ts';
import { compareVersions, parseVersion, type Version } from '../model/version.ts';

export const CERTIFICATE_TYPES = ['General', 'Vaccination', 'Test', 'Recovery'] as const;
export type CertificateType = (typeof CERTIFICATE_TYPES)[number];

/** The published rules have at most six languages, 252 characters and six fields each. */
const MAX_DESCRIPTION = 2_000;
const MAX_DESCRIPTIONS = 32;
const MAX_AFFECTED_FIELDS = 64;
export interface DccRule {
  /** `GR-AT-0000`: kind, country, number. One rule has several versions. */
  readonly identifier: string;
  readonly version: Version;
  /** `Acceptance`: of the country of arrival. `Invalidation`: of the country that issued the certificate. */
  readonly type: 'Acceptance' | 'Invalidation';
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Part of the country the rule is limited to; null for all of it. */
  readonly region: string | null;
  readonly certificateType: CertificateType;
  /** Earliest certificate schema it can be asked of. */
  readonly schemaVersion: Version;
  /** Both instants belong to the time it is in force. */
  readonly validFrom: UtcMillis;
  readonly validTo: UtcMillis;
  /** In English where there is an English text. */
  readonly description: string;
  /** True when the certificate satisfies the rule. */
  readonly logic: CertLogicExpression;
}

const VersionText = z.string().transform((text, context): Version => {
  const version = parseVersion(text);
  if (version !== null) return version;
  context.addIssue({ code: 'custom', message: 'expected a version of three numbers' });
  return z.NEVER;
});
/** The evaluator's own. A rule for a later engine may mean what this one does not do. */
const ENGINE_VERSION = VersionText.parse(specificationVersion);
const Description = z.strictObject({ lang: z.string().regex(/^[A-Za-z]{2}(?:-[A-Za-z]{2})?$/, 'expected a language'), desc: z.string().min(1).max(MAX_DESCRIPTION) });
export const Country = z.string().regex(/^[A-Z]{2}$/, 'expected a country of two letters');
export const Region = z.string().min(1).max(32);

export const DccRuleFile = z
  .strictObject({
    Identifier: z.string().regex(/^(?:GR|VR|TR|RR|IR)-[A-Z]{2}-\d{4}$/, 'expected an identifier like GR-AT-0000'),
    Type: z.enum(['Acceptance', 'Invalidation']),
    Country,
    // Verifiers take an empty region for none.
    Region: z.union([Region, z.literal('')]).nullish(),
    Version: VersionText,
    SchemaVersion: VersionText,
    Engine: z.literal('CERTLOGIC'),
    EngineVersion: VersionText,
    CertificateType: z.enum(CERTIFICATE_TYPES),
    Description: z.tuple([Description], Description).refine(({ length }) => length <= MAX_DESCRIPTIONS, `expected at most ${MAX_DESCRIPTIONS} texts`),
    ValidFrom: Instant,
    ValidTo: Instant,
    AffectedFields: z.array(z.string().min(1).max(64)).max(MAX_AFFECTED_FIELDS),
    Logic: logicOver(DCC_ROOTS),
  })
  .transform((file, context): DccRule => {
    if (compareVersions(file.EngineVersion, ENGINE_VERSION) > 0) {
      context.addIssue({ code: 'custom', path: ['EngineVersion'], message: `is later than ${specificationVersion}, which this terminal has` });
    }
    if (file.ValidTo < file.ValidFrom) context.addIssue({ code: 'custom', path: ['ValidTo'], message: 'is earlier than ValidFrom' });
    const [first, ...others] = file.Description;
    return {
      identifier: file.Identifier,
      version: file.Version,
      type: file.Type,
      country: file.Country,
      region: file.Region === '' ? null : (file.Region ?? null),
      certificateType: file.CertificateType,
      schemaVersion: file.SchemaVersion,
      validFrom: file.ValidFrom,
      validTo: file.ValidTo,
      description: ([first, ...others].find(({ lang }) => lang.toLowerCase() === 'en') ?? first).desc,
      logic: file.Logic,
    };
  });

/** How verdicts name a rule: `GR-AT-0000@1.0.0`. */
export function dccRuleName({ identifier, version }: Pick<DccRule, 'identifier' | 'version'>): string {
  return `${identifier}@${version.join('.')}`;
}
