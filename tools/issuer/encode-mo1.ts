/**
 * Writes MO1 codes (docs/formats/mo1.md), step by step so that tests and the bad codes can go wrong at each one.
 * The layers are claims -> CBOR -> COSE_Sign1 -> zlib -> base45.
 */
import { sign } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import * as layout from '../../core/codes/mo1-layout.ts';
import { encodeBase45 } from './base45.ts';
import { assembleCose, encodeCanonical, toBeSigned } from './cose.ts';
import type { Signer } from './keys.ts';
import type { Facts } from '../../core/model/facts.ts';

export { assembleCose, encodeCanonical };

const { CLAIM, STATEMENT, HOLDER, DECLARATION } = layout;
const ALG = 1;
const KID = 4;
const EDDSA = -8;

/** What an MO1 code says: the facts, but for the format, which is MO1, and recoveries, which it does not carry. Times are whole seconds in milliseconds. */
export type Mo1Claims = Omit<Facts, 'format' | 'recoveries' | 'colour' | 'certificate'> & { readonly colour: string };

/** A signer, as far as encoding needs it. */
export type Mo1Signer = Pick<Signer, 'keyId' | 'privateKey'>;

/**
 * Encodes and signs one code. The claims are written as they are: this is a workshop's tool and can make codes a terminal refuses.
 * @returns the text of the symbol, `MO1:` included.
 */
export function encodeMo1(claims: Mo1Claims, signer: Mo1Signer): string {
  return wrapMo1(signCose(encodeCanonical(toClaimMap(claims)), signer));
}

/** COSE message to text. */
export function wrapMo1(message: Uint8Array): string {
  return layout.MO1_PREFIX + encodeBase45(deflateSync(message, { level: 9 }));
}

/** Headers of a code. Tests replace them. */
export function protectedHeader(keyId: string, algorithm: number = EDDSA): Uint8Array {
  return encodeCanonical(
    new Map<number, unknown>([
      [ALG, algorithm],
      [KID, Buffer.from(keyId, 'hex')],
    ]),
  );
}

/**
 * Signs a payload (RFC 9052 clause 4.4) and builds the tagged message.
 * @param header - the serialised protected header, when it is not the usual one.
 */
export function signCose(payload: Uint8Array, signer: Mo1Signer, header: Uint8Array = protectedHeader(signer.keyId)): Uint8Array {
  return assembleCose(header, payload, sign(null, toBeSigned(header, payload), signer.privateKey));
}

/** The claims as the map that is encoded; absent fields are left out of maps and are null in rows. */
export function toClaimMap(claims: Mo1Claims): Map<number, unknown> {
  return new Map<number, unknown>([
    [CLAIM.issuer, claims.issuer],
    [CLAIM.expiresAt, seconds(claims.expiresAt)],
    [CLAIM.issuedAt, seconds(claims.issuedAt)],
    [CLAIM.codeId, Buffer.from(claims.codeId, 'hex')],
    [CLAIM.statement, toStatement(claims)],
  ]);
}

function toStatement(claims: Mo1Claims): Map<number, unknown> {
  const { holder, declaration } = claims;
  return present([
    [STATEMENT.colour, claims.colour],
    [STATEMENT.subCode, claims.subCode],
    [
      STATEMENT.holder,
      present([
        [HOLDER.nameHan, holder.nameHan],
        [HOLDER.nameLatin, holder.nameLatin],
        [HOLDER.birthDate, holder.birthDate === null ? null : dateNumber(holder.birthDate)],
        [HOLDER.sex, layout.SEX_NUMBERS[holder.sex]],
        [HOLDER.nationality, holder.nationality],
      ]),
    ],
    [STATEMENT.documents, unlessEmpty(claims.documents.map(({ type, number }) => [layout.DOCUMENT_NUMBERS[type], number]))],
    [
      STATEMENT.declaration,
      declaration === null
        ? null
        : present([
            [DECLARATION.symptoms, declaration.symptoms.map((symptom) => layout.SYMPTOM_NUMBERS[symptom])],
            [DECLARATION.contact, layout.ANSWER_NUMBERS[declaration.contact]],
            [DECLARATION.riskAreaStay, layout.ANSWER_NUMBERS[declaration.riskAreaStay]],
            [DECLARATION.travel, unlessEmpty(declaration.travel.map(({ place, leftOn }) => [place, dateNumber(leftOn)]))],
          ]),
    ],
    [
      STATEMENT.tests,
      unlessEmpty(
        claims.tests.map((test) => [
          layout.TEST_KIND_NUMBERS[test.kind],
          seconds(test.sampledAt),
          test.reportedAt === null ? null : seconds(test.reportedAt),
          layout.TEST_RESULT_NUMBERS[test.result],
          test.laboratory,
        ]),
      ),
    ],
    [STATEMENT.vaccinations, unlessEmpty(claims.vaccinations.map(({ dose, ofDoses, on, product }) => [dose, ofDoses, dateNumber(on), product]))],
  ]);
}

/** `YYYY`, `YYYY-MM` or `YYYY-MM-DD` as the integer YYYYMMDD, unknown parts zero. */
function dateNumber(date: string): number {
  return Number(date.replaceAll('-', '').padEnd('YYYYMMDD'.length, '0'));
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000);
}

function present(entries: readonly (readonly [number, unknown])[]): Map<number, unknown> {
  return new Map(entries.filter(([, value]) => value !== null));
}

function unlessEmpty(rows: readonly unknown[]): readonly unknown[] | null {
  return rows.length === 0 ? null : rows;
}
