/**
 * The trust list of HC1 codes: document signer certificates by key identifier, as the national backends of the EU's gateway hand them out.
 * A certificate that is not sound is left out and named; it never takes the others with it, as one state's mistake must not close the border to
 * every other state's travellers. Whoever hands the list over has checked its own signature. Layer: trust.
 * @see Electronic Health Certificate specification 1.0.5, annex; "Certificate governance" of the eHealth Network, clauses 4 and 5.
 */
import { X509Certificate, createHash } from 'node:crypto';
import * as z from 'zod';
import { PortasFault } from '../model/fault.ts';
import type { Algorithm } from '../model/format.ts';
import { utcMillis } from '../model/units.ts';
import type { UtcMillis } from '../model/units.ts';
import type { StatementKind } from '../model/verification.ts';
import { keySetOf, toPublicKey } from './key-set.ts';
import type { KeyEntry, KeySet } from './key-set.ts';

/** The gateway had some 600 certificates at its fullest; an order of magnitude more, at about a millisecond each. */
const MAX_CERTIFICATES = 6_000;
/** DSCs with RSA-4096 keys take some 1,800 bytes of DER. */
const MAX_CERTIFICATE_CHARACTERS = 8_192;
/** Key identifiers are the first bytes of the certificate's SHA-256 (hcert clause 3.3.2). */
const KEY_ID_BYTES = 8;

const TrustList = z
  .array(
    z.object({
      kid: z.string().regex(/^[A-Za-z0-9+/]{11}=$/, 'expected 8 bytes in base64'),
      certificate: z.base64().min(1).max(MAX_CERTIFICATE_CHARACTERS),
      country: z.string().regex(/^[A-Z]{2,3}$/, 'expected a country of two or three letters'),
    }),
  )
  .max(MAX_CERTIFICATES);

/** One certificate that is not used, and why. */
export interface RefusedCertificate {
  readonly keyId: string;
  readonly country: string;
  readonly why: string;
}

export interface DccTrustList {
  readonly keySet: KeySet;
  readonly refused: readonly RefusedCertificate[];
}

export interface DccTrustListSource {
  /** Named in faults and kept in the set. */
  readonly origin: string;
  readonly sequence: number;
  readonly issuedAt: UtcMillis;
  /** Purpose the keys get, as `verifyEnvelope` is asked for. */
  readonly purpose: string;
}

/**
 * Makes a key set of a trust list.
 * @param json - a list of `{kid, certificate, country}`: base64, base64 of DER, ISO 3166 letters.
 * @throws PortasFault `key-set-invalid` when it is no such list.
 */
export function parseDccTrustList(json: unknown, source: DccTrustListSource): DccTrustList {
  const parsed = TrustList.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new PortasFault('key-set-invalid', `${source.origin}: ${issue?.path.map(String).join('.') ?? 'list'}: ${issue?.message ?? 'expected a trust list'}`);
  }
  const keys: KeyEntry[] = [];
  const refused: RefusedCertificate[] = [];
  for (const { kid, certificate, country } of parsed.data) {
    const keyId = Buffer.from(kid, 'base64').toString('hex');
    const entries = toEntries(keyId, Buffer.from(certificate, 'base64'), country, source.purpose);
    if (typeof entries === 'string') refused.push({ keyId, country, why: entries });
    else keys.push(...entries);
  }
  return { keySet: keySetOf(keys, source), refused };
}

/** A certificate's key, once for each algorithm it may be used with; a text says why there is none. */
function toEntries(keyId: string, der: Buffer, country: string, purpose: string): readonly KeyEntry[] | string {
  const hash = createHash('sha256').update(der).digest().subarray(0, KEY_ID_BYTES).toString('hex');
  if (hash !== keyId) return 'the key identifier is not that of the certificate';
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(der);
  } catch {
    return 'expected an X.509 certificate in DER';
  }
  const [own, ...others] = algorithmsOf(certificate);
  const publicKey = own === undefined ? null : toPublicKey(own, certificate.publicKey.export({ format: 'der', type: 'spki' }));
  if (own === undefined || publicKey === null) return 'expected a key on P-256, P-384 or P-521, or an RSA key of 2,048 to 4,096 bits';
  const validFrom = certificate.validFromDate.getTime();
  const validUntil = certificate.validToDate.getTime();
  if (!(validFrom < validUntil)) return 'expected an end of validity after its beginning';
  const terms = {
    issuer: country,
    keyId,
    publicKey,
    purposes: Object.freeze([purpose]),
    usages: usagesOf(certificate),
    formats: ['HC1'] as const,
    validFrom: utcMillis(validFrom),
    // The last second counts in full (RFC 5280 clause 4.1.2.5).
    validUntil: utcMillis(validUntil + 1_000),
  };
  return [own, ...others].map((algorithm) => Object.freeze<KeyEntry>({ ...terms, algorithm }));
}

/** By curve, its own first. A larger curve goes with a shorter digest too (RFC 9053 clause 2.1), and is used so (deviations.md, rule 11). */
const ALGORITHMS: Readonly<Record<string, readonly Algorithm[]>> = {
  prime256v1: ['ES256'],
  secp384r1: ['ES384', 'ES256'],
  secp521r1: ['ES512', 'ES384', 'ES256'],
};

/** The key's type fixes its algorithms (hcert clause 3.3.1: ES256 first, PS256 second). */
function algorithmsOf(certificate: X509Certificate): readonly Algorithm[] {
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  if (asymmetricKeyType === 'rsa') return ['PS256'];
  return ALGORITHMS[asymmetricKeyDetails?.namedCurve ?? ''] ?? [];
}

/** Extended key usages that limit a signer, under the arc as registered and as first published with a 0 too many. Both are in use. */
const ARCS = ['1.3.6.1.4.1.1847.2021.1', '1.3.6.1.4.1.0.1847.2021.1'] as const;
const KINDS: readonly (readonly [number, StatementKind])[] = [
  [1, 'test'],
  [2, 'vaccination'],
  [3, 'recovery'],
];

/** What the certificate is limited to; null without any of those usages: then it may sign every kind. */
function usagesOf(certificate: X509Certificate): readonly StatementKind[] | null {
  // Node's types call the list strings, but without the extension there is none.
  const oids = (certificate.keyUsage as readonly string[] | undefined) ?? [];
  const usages = KINDS.filter(([number]) => ARCS.some((arc) => oids.includes(`${arc}.${number}`))).map(([, kind]) => kind);
  return usages.length === 0 ? null : Object.freeze(usages);
}
