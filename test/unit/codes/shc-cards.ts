/** Cards for tests: built and signed here, with a key made for the run. */
import { utcMillis } from '../../../core/model/units.ts';
import type { KeyEntry } from '../../../core/trust/key-set.ts';
import { keySetOf } from '../../../core/trust/key-set.ts';
import { parseJwks } from '../../../core/trust/jwks.ts';
import { signShc, toShcHeader, toThumbprint } from '../../../tools/issuer/encode-shc.ts';
import { p256FromSeed } from '../../../tools/issuer/p256.ts';

export { toShcDigits as toDigits, toShcText as toText } from '../../../tools/issuer/encode-shc.ts';

export const ISSUER = 'https://issuer.example/cards';
const { privateKey, publicKey } = p256FromSeed('shc tests');
const { x, y } = publicKey.export({ format: 'jwk' });
export const KEY_ID = toThumbprint(publicKey);
export const JWK = { kty: 'EC', kid: KEY_ID, use: 'sig', alg: 'ES256', crv: 'P-256', x, y };
const TERMS = { issuer: ISSUER, purposes: ['health-code'], validFrom: utcMillis(0), validUntil: utcMillis(4_000_000_000_000) };
export const ENTRIES: readonly KeyEntry[] = parseJwks({ keys: [JWK] }, 'test', TERMS);
export const KEYS = keySetOf(ENTRIES, { sequence: 1, issuedAt: utcMillis(0), origin: 'test' });

export const NBF = 1_622_576_398;
export const patient = { resourceType: 'Patient', name: [{ family: 'Anyperson', given: ['John', 'B.'] }], birthDate: '1951-01-20' };
export const dose = (on: string) => ({
  resourceType: 'Immunization',
  status: 'completed',
  vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '207' }] },
  occurrenceDateTime: on,
});
export const test = (result: string, at = '2021-06-01T08:00:00Z', loinc = '94500-6') => ({
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: loinc }] },
  effectiveDateTime: at,
  valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: result }] },
  performer: [{ display: 'ABC General Hospital' }],
});

export function claims(resources: readonly unknown[], more: object = {}, rid?: string) {
  const entry = resources.map((resource, index) => ({ fullUrl: `resource:${index}`, resource }));
  const credentialSubject = { fhirVersion: '4.0.1', fhirBundle: { resourceType: 'Bundle', type: 'collection', entry } };
  return { iss: ISSUER, nbf: NBF + 0.924, vc: { type: ['https://smarthealth.cards#health-card'], credentialSubject, ...(rid === undefined ? {} : { rid }) }, ...more };
}

export const HEADER = toShcHeader(KEY_ID);

/** Signs a card. @param content - claims, or the payload's bytes as they are. */
export const signCard = (content: object, header: object = HEADER): string => signShc(content, { keyId: KEY_ID, privateKey }, header);
