/**
 * Gives the claims of an HC1 code their meaning: CWT claims (RFC 8392; hcert 1.0.5 clause 3.3) and the certificate in them (DCC JSON schema
 * 1.0.0 to 1.3.2). Members that no schema knows are left unread: the schema permits them, and several states add some. Layer: codes.
 */
import type { Parsed } from '../model/envelope.ts';
import type { DccCertificate, Facts } from '../model/facts.ts';
import { SECOND_MS, utcMillis } from '../model/units.ts';
import type { UtcMillis } from '../model/units.ts';
import { decodeCbor, isCborMap } from './cbor.ts';
import type { CborMap } from './cbor.ts';
import { readHolder, readRecovery, readTest, readVaccination, textOf } from './hc1-fields.ts';
import { Hc1Reader, schemaOf } from './hc1-schema.ts';
import { EARLIEST_SECONDS, HC1_MAX_DEPTH, HC1_MAX_ITEMS, LATEST_EXPIRY_SECONDS, LATEST_SECONDS } from './limits.ts';

/** CWT claims and, in the health claim, the number of the EU's certificate (hcert clauses 3.3.3 to 3.3.6). */
const CLAIM = { issuer: 1, expiresAt: 4, issuedAt: 6, health: -260, certificate: 1 } as const;

const CLAIM_LIMITS = { maxDepth: HC1_MAX_DEPTH, maxItems: HC1_MAX_ITEMS, lenient: true };

/** The times a code itself states. */
export type Hc1Times = Pick<Facts, 'issuedAt' | 'expiresAt'>;

/**
 * Decodes the payload of a message whose claims hold a certificate.
 * @returns the claims, with the certificate as a map: one that stands there as a byte string of CBOR is decoded within bounds of its own (rule 10),
 * once, never a byte string in it. Else `code-malformed`. Never throws on input.
 */
export function decodeHc1Claims(payload: Uint8Array): Parsed<CborMap> {
  const claims = decodeCbor(payload, CLAIM_LIMITS);
  if (!claims.ok) return claims;
  const health = isCborMap(claims.value) ? claims.value.get(CLAIM.health) : undefined;
  const wrapped = isCborMap(health) ? health.get(CLAIM.certificate) : undefined;
  if (isCborMap(claims.value) && wrapped instanceof Uint8Array) {
    const certificate = decodeCbor(wrapped, CLAIM_LIMITS);
    if (!certificate.ok) return certificate;
    return withCertificate(new Map([...claims.value, [CLAIM.health, new Map([[CLAIM.certificate, certificate.value]])]]));
  }
  return withCertificate(claims.value);
}

function withCertificate(claims: unknown): Parsed<CborMap> {
  if (isCborMap(claims) && findCertificate(claims) !== null) return { ok: true, value: claims };
  return malformed('expected claims that hold a health certificate');
}

/** The certificate in the claims; null where there is none. */
export function findCertificate(claims: unknown): CborMap | null {
  const health = isCborMap(claims) ? claims.get(CLAIM.health) : undefined;
  const certificate = isCborMap(health) ? health.get(CLAIM.certificate) : undefined;
  return isCborMap(certificate) ? certificate : null;
}

/** Issue and expiry; or `code-malformed`. Never throws on input. */
export function readHc1Times(claims: unknown): Parsed<Hc1Times> {
  const reader = new Hc1Reader(schemaOf('1.0.0'));
  const times = readTimes(reader, isCborMap(claims) ? claims : new Map());
  return reader.fault === null ? { ok: true, value: times } : malformed(reader.fault);
}

/**
 * Reads verified claims.
 * @param claims - what `decodeCbor` made of a payload whose signature holds.
 * @param keyId - of the key that it holds by, in hex.
 * @returns the facts; `version-unsupported` for a schema this terminal does not know; or `code-malformed` with the place of the first fault.
 * Never throws on input.
 */
export function readHc1Claims(claims: unknown, keyId: string): Parsed<Facts> {
  const certificate = findCertificate(claims);
  if (!isCborMap(claims) || certificate === null) return malformed('expected claims that hold a health certificate');
  const version = certificate.get('ver');
  const schema = schemaOf(version);
  if (schema === null) return { ok: false, reason: 'version-unsupported', detail: 'HC1: expected a certificate of schema 1.0 to 1.3' };
  const reader = new Hc1Reader(schema);
  const times = readTimes(reader, claims);
  const holder = readHolder(reader, certificate, times.issuedAt);
  const entries = { v: reader.entries(certificate, 'v'), t: reader.entries(certificate, 't'), r: reader.entries(certificate, 'r') };
  const all = [...entries.v, ...entries.t, ...entries.r];
  // Regulation (EU) 2021/953 article 3(2): each statement has a certificate of its own; from 1.3.0 on the schema says so as well.
  reader.check(all.length === 1, 'certificate', 'exactly one statement');
  const [entry = new Map<unknown, unknown>()] = all;
  const country = reader.common(entry);
  const issuer = reader.optional(claims.get(CLAIM.issuer), (value) => reader.text(value, 'issuer')) ?? country;
  const facts: Facts = {
    format: 'HC1',
    issuer,
    codeId: textOf(entry, 'ci'),
    ...times,
    colour: null,
    subCode: null,
    holder,
    documents: [],
    declaration: null,
    tests: entries.t.map((test) => readTest(reader, test, times.issuedAt)),
    vaccinations: entries.v.map((vaccination) => readVaccination(reader, vaccination)),
    recoveries: entries.r.map((recovery) => readRecovery(reader, recovery)),
    certificate: new SignedCertificate(certificate, keyId, utcMillis(times.expiresAt - SECOND_MS)),
  };
  return reader.fault === null ? { ok: true, value: facts } : malformed(reader.fault);
}

/** Makes what the rules of EU states ask for when one does: most terminals have none. */
class SignedCertificate implements DccCertificate {
  readonly #certificate: CborMap;
  readonly #keyId: string;
  readonly expiry: UtcMillis;

  constructor(certificate: CborMap, keyId: string, expiry: UtcMillis) {
    this.#certificate = certificate;
    this.#keyId = keyId;
    this.expiry = expiry;
  }

  get content(): DccCertificate['content'] {
    return toPlainObject(this.#certificate);
  }

  get kid(): string {
    return Buffer.from(this.#keyId, 'hex').toString('base64');
  }
}

/** NumericDate: seconds, fractions allowed (RFC 8392 clause 2). Both are mandatory (hcert clauses 3.3.4 and 3.3.5). */
function readTimes(reader: Hc1Reader, claims: CborMap): Hc1Times {
  return {
    issuedAt: readInstant(reader, claims.get(CLAIM.issuedAt), 'issued at', LATEST_SECONDS),
    // hcert clause 3.3.4: rejected after that time, not at it as in RFC 8392. The time counts seconds, so a code is good to the end of its last one;
    // `expiresAt` is the first instant at which it is refused.
    expiresAt: utcMillis((Math.floor(readInstant(reader, claims.get(CLAIM.expiresAt), 'expires at', LATEST_EXPIRY_SECONDS) / 1_000) + 1) * 1_000),
  };
}

function readInstant(reader: Hc1Reader, value: unknown, place: string, latest: number): UtcMillis {
  return utcMillis(Math.floor(reader.integer(value, place, EARLIEST_SECONDS, latest) * 1_000));
}

/** The same content as JSON would have it; a byte string, which no schema has and JSON cannot, becomes null. Depth and size are the decoder's. */
function toPlainObject(map: CborMap): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...map].map(([key, value]) => [String(key), toPlain(value)]));
}

function toPlain(value: unknown): unknown {
  if (isCborMap(value)) return toPlainObject(value);
  if (Array.isArray(value)) return value.map(toPlain);
  return value instanceof Uint8Array ? null : value;
}

function malformed(fault: string): Parsed<never> {
  return { ok: false, reason: 'code-malformed', detail: `HC1: ${fault}` };
}
