/**
 * Writes SMART Health Cards (SMART Health Cards Framework 1.4), step by step so that tests and bad codes can go wrong at each one.
 * The layers are FHIR bundle -> JSON claims -> raw deflate -> compact JWS with ES256 -> digits.
 */
import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { toDay, toSeconds } from './foreign-claims.ts';
import type { ForeignClaims } from './foreign-claims.ts';
import { signEs256 } from './p256.ts';

const SCHEME = 'shc:/';
/** Each character is written as two digits, its code less 45 (framework, "Encoding Chunks as QR Codes"). */
const CHARACTER_OFFSET = 45;

export interface ShcSigner {
  /** Thumbprint of the public key (RFC 7638). */
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** The text of the symbol. @param issuer - the https location under which the issuer publishes its keys. */
export function encodeShc(claims: ForeignClaims, issuer: string, signer: ShcSigner): string {
  return toShcText(signShc(toShcClaims(claims, issuer), signer));
}

/**
 * Signs a card.
 * @param content - claims, or the payload's bytes as they are.
 * @param header - when it is not the usual one.
 * @returns the compact JWS (RFC 7515 clause 7.1).
 */
export function signShc(content: object, signer: ShcSigner, header: object = toShcHeader(signer.keyId)): string {
  const payload = Buffer.isBuffer(content) ? content : deflateRawSync(JSON.stringify(content), { level: 9 });
  const signed = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload.toString('base64url')}`;
  return `${signed}.${Buffer.from(signEs256(Buffer.from(signed), signer.privateKey)).toString('base64url')}`;
}

export function toShcHeader(keyId: string): { readonly zip: string; readonly alg: string; readonly kid: string } {
  return { zip: 'DEF', alg: 'ES256', kid: keyId };
}

/** A JWS as the text of one symbol. */
export function toShcText(jws: string): string {
  return SCHEME + toShcDigits(jws);
}

export function toShcDigits(text: string): string {
  return Array.from(Buffer.from(text, 'latin1'), (byte) => (byte - CHARACTER_OFFSET).toString().padStart(2, '0')).join('');
}

/** Thumbprint of a key on P-256 (RFC 7638 clause 3), the only key id that the framework permits. */
export function toThumbprint(publicKey: KeyObject): string {
  const { crv, kty, x, y } = publicKey.export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

/** The card's revocation identifier: at most 24 characters of base64url (framework, "Revocation"). */
export function toRevocationId(id: string): string {
  return Buffer.from(id, 'hex').toString('base64url');
}

function toShcClaims(claims: ForeignClaims, issuer: string): object {
  const { surname, forename, birthDate } = claims.holder;
  const patient = { resourceType: 'Patient', name: [{ family: surname, given: [forename] }], birthDate };
  const entry = [patient, ...toResources(claims)].map((resource, index) => ({ fullUrl: `resource:${index}`, resource }));
  return {
    iss: issuer,
    nbf: toSeconds(claims.issuedAt),
    exp: toSeconds(claims.expiresAt),
    vc: {
      type: ['https://smarthealth.cards#health-card', 'https://smarthealth.cards#covid19'],
      credentialSubject: { fhirVersion: '4.0.1', fhirBundle: { resourceType: 'Bundle', type: 'collection', entry } },
      rid: toRevocationId(claims.id),
    },
  };
}

/** The framework's cards speak of doses and tests; who has recovered shows a dose. */
function toResources({ statement, happenedAt }: ForeignClaims): readonly object[] {
  const subject = { reference: 'resource:0' };
  if (statement === 'test') {
    return [
      {
        resourceType: 'Observation',
        status: 'final',
        // LOINC: SARS-CoV-2 RNA by amplification; SNOMED CT: not detected.
        code: { coding: [{ system: 'http://loinc.org', code: '94500-6' }] },
        subject,
        effectiveDateTime: new Date(happenedAt).toISOString().replace('.000', ''),
        valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: '260415000' }] },
        performer: [{ display: 'Drill laboratory' }],
      },
    ];
  }
  return [
    {
      resourceType: 'Immunization',
      status: 'completed',
      vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '208' }] },
      patient: subject,
      occurrenceDateTime: toDay(happenedAt),
    },
  ];
}
