/**
 * Writes HC1 codes (Electronic Health Certificate specification 1.0.5; DCC JSON schema 1.3.0), step by step so that tests and bad codes can go
 * wrong at each one. The layers are certificate -> CWT claims -> COSE_Sign1 -> zlib -> base45.
 */
import { constants, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { DAY_MS, utcMillis } from '../../core/model/units.ts';
import { encodeBase45 } from './base45.ts';
import { assembleCose, encodeCanonical, toBeSigned } from './cose.ts';
import { toDay, toSeconds } from './foreign-claims.ts';
import type { ForeignClaims, ForeignHolder } from './foreign-claims.ts';
import { signEs256 } from './p256.ts';

const PREFIX = 'HC1:';
/** CWT claims (RFC 8392 clause 4) and the container of health certificates (hcert clause 3.3.6). */
const CLAIM = { issuer: 1, expiresAt: 4, issuedAt: 6, health: -260, certificate: 1 } as const;
/** RFC 9053 clause 2.1 and RFC 8230 clause 2. */
const ALGORITHM_NUMBERS = { ES256: -7, PS256: -37 } as const;
const HEADER = { algorithm: 1, keyId: 4 } as const;
/** Value sets of the eHealth Network: the one disease, the one nucleic-acid type, "not detected", and a vaccine with its maker. */
const COVID_19 = '840539006';
const NUCLEIC_ACID = 'LP6464-4';
const NOT_DETECTED = '260415000';
const VACCINE = { vp: '1119349007', mp: 'EU/1/20/1528', ma: 'ORG-100030215' } as const;
/** A recovery counts from the eleventh to the 180th day after the first positive test (Regulation (EU) 2021/953, article 7(1) and annex, point 3). */
const RECOVERY_DAYS = { from: 11, until: 180 } as const;

export interface Hc1Signer {
  /** Lower-case hex; eight bytes in all deployed codes. */
  readonly keyId: string;
  readonly algorithm: keyof typeof ALGORITHM_NUMBERS;
  readonly privateKey: KeyObject;
}

/** The text of the symbol. @param country - ISO 3166-1 alpha-2, of the issuing state. */
export function encodeHc1(claims: ForeignClaims, country: string, signer: Hc1Signer): string {
  const payload = encodeCanonical(toHc1Claims(toCertificate(claims, country), claims, country));
  return wrapHc1(signHc1(payload, signer));
}

/** COSE message to text. */
export function wrapHc1(message: Uint8Array): string {
  return PREFIX + encodeBase45(deflateSync(message, { level: 9 }));
}

/** Signs a payload. @param headers - both of them, where they are not the usual ones; null makes the protected one of no bytes. */
export function signHc1(payload: Uint8Array, signer: Hc1Signer, headers: Hc1Headers = { protected: toHc1Header(signer) }): Uint8Array {
  const header = headers.protected === null ? new Uint8Array(0) : encodeCanonical(headers.protected);
  return assembleCose(header, payload, signBytes(toBeSigned(header, payload), signer), headers.unprotected);
}

export interface Hc1Headers {
  readonly protected: ReadonlyMap<number, unknown> | null;
  readonly unprotected?: ReadonlyMap<number, unknown>;
}

/** hcert clauses 3.3.1 and 3.3.2. */
function toHc1Header({ algorithm, keyId }: Hc1Signer): ReadonlyMap<number, unknown> {
  return new Map<number, unknown>([
    [HEADER.algorithm, ALGORITHM_NUMBERS[algorithm]],
    [HEADER.keyId, Buffer.from(keyId, 'hex')],
  ]);
}

function signBytes(bytes: Uint8Array, { algorithm, privateKey }: Hc1Signer): Uint8Array {
  if (algorithm === 'ES256') return signEs256(bytes, privateKey);
  return sign('sha256', bytes, { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST });
}

/** The claims that hold a certificate. @param certificate - as the schema has it; tests give others. */
export function toHc1Claims(certificate: unknown, { issuedAt, expiresAt }: Pick<ForeignClaims, 'issuedAt' | 'expiresAt'>, country: string): Map<number, unknown> {
  return new Map<number, unknown>([
    [CLAIM.issuer, country],
    [CLAIM.expiresAt, toSeconds(expiresAt)],
    [CLAIM.issuedAt, toSeconds(issuedAt)],
    [CLAIM.health, new Map([[CLAIM.certificate, certificate]])],
  ]);
}

/** A certificate of schema 1.3.0 with its one statement. */
function toCertificate(claims: ForeignClaims, country: string): Readonly<Record<string, unknown>> {
  const { surname, forename, birthDate } = claims.holder;
  const nam = { fn: surname, fnt: toMachineReadable(surname), gn: forename, gnt: toMachineReadable(forename) };
  const common = { tg: COVID_19, co: country, is: `Drill authority ${country}`, ci: toHc1CodeId(claims.id, country) };
  return { ver: '1.3.0', nam, dob: birthDate, ...toStatement(claims, common) };
}

/** Unique certificate identifier, version 1, of one opaque part (eHealth Network, "Interoperability of health certificates", clause 2). */
export function toHc1CodeId(id: string, country: string): string {
  return `URN:UVCI:01:${country}:${id.toUpperCase()}`;
}

function toStatement({ statement, happenedAt }: ForeignClaims, common: object): Readonly<Record<string, unknown>> {
  switch (statement) {
    case 'vaccination':
      return { v: [{ ...common, ...VACCINE, dn: 2, sd: 2, dt: toDay(happenedAt) }] };
    case 'test':
      return { t: [{ ...common, tt: NUCLEIC_ACID, nm: 'PCR', sc: new Date(happenedAt).toISOString().replace('.000', ''), tr: NOT_DETECTED, tc: 'Drill laboratory' }] };
    case 'recovery': {
      const after = (days: number): string => toDay(utcMillis(happenedAt + days * DAY_MS));
      return { r: [{ ...common, fr: toDay(happenedAt), df: after(RECOVERY_DAYS.from), du: after(RECOVERY_DAYS.until) }] };
    }
  }
}

/** Letters that have no base letter to fall back to (ICAO 9303 part 3, section 6). */
const SPELT_OUT: Readonly<Record<string, string>> = { Đ: 'D', Ø: 'OE', Æ: 'AE', Œ: 'OE', ß: 'SS', Þ: 'TH', Ł: 'L' };

/** A name in the letters of a machine readable zone. */
export function toMachineReadable(name: ForeignHolder['surname']): string {
  const upper = name.toUpperCase().replace(/[ĐØÆŒßÞŁ]/gu, (letter) => SPELT_OUT[letter] ?? '');
  const plain = upper.normalize('NFD').replace(/[\p{M}'’.]/gu, '');
  return plain.replace(/[^A-Z]+/g, '<').replace(/^<|<$/g, '');
}
