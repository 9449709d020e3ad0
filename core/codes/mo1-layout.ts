/**
 * Keys, numbers and patterns of an MO1 statement: docs/formats/mo1.md clauses 4 to 6 as data, for reader and writer alike. Layer: codes.
 */
import type { Answer, DocumentType, Sex, Symptom, TestRecord, TestResult } from '../model/facts.ts';

/** What every MO1 code begins with; the digit is the profile's version. */
export const MO1_PREFIX = 'MO1:';

/** CWT claims (RFC 8392 clause 3.1) and the one private claim that holds the statement (private use: below -65536, clause 9.1). */
export const CLAIM = { issuer: 1, expiresAt: 4, issuedAt: 6, codeId: 7, statement: -65_537 } as const;

/** Keys of the statement map. */
export const STATEMENT = { colour: 1, subCode: 2, holder: 3, documents: 4, declaration: 5, tests: 6, vaccinations: 7 } as const;
export const HOLDER = { nameHan: 1, nameLatin: 2, birthDate: 3, sex: 4, nationality: 5 } as const;
export const DECLARATION = { symptoms: 1, contact: 2, riskAreaStay: 3, travel: 4 } as const;

/** ISO/IEC 5218; 9 is "not applicable" there and "not specified" here. */
export const SEX_NUMBERS: Readonly<Record<Sex, number>> = { male: 1, female: 2, unspecified: 9 };
export const DOCUMENT_NUMBERS: Readonly<Record<DocumentType, number>> = { bir: 1, 'mainland-permit': 2, passport: 3, other: 9 };
export const SYMPTOM_NUMBERS: Readonly<Record<Symptom, number>> = {
  fever: 1,
  cough: 2,
  'sore-throat': 3,
  breathlessness: 4,
  fatigue: 5,
  digestive: 6,
  chest: 7,
  eyes: 8,
  other: 9,
};
export const ANSWER_NUMBERS: Readonly<Record<Answer, number>> = { no: 0, yes: 1, unsure: 2 };
export const TEST_KIND_NUMBERS: Readonly<Record<TestRecord['kind'], number>> = { 'nucleic-acid': 1, antigen: 2 };
export const TEST_RESULT_NUMBERS: Readonly<Record<TestResult, number>> = { negative: 0, positive: 1, inconclusive: 2 };

/** An issuer's name stands in journals and on screens before anything is proved: letters, digits and `.:-` alone. */
export const ISSUER_PATTERN = /^[A-Za-z0-9][A-Za-z0-9.:-]{0,31}$/;
/** Colours and sub-codes are the issuer's own words: any, in this alphabet. */
export const COLOUR_PATTERN = /^[a-z0-9-]{1,16}$/;
export const NATIONALITY_PATTERN = /^[A-Z]{3}$/;

/** Document numbers as the code holds them: no spaces, no brackets, upper case. */
export const DOCUMENT_PATTERNS: Readonly<Record<DocumentType, RegExp>> = {
  // Seven digits and the one that cards print in brackets. Its check algorithm is not public, so none is applied.
  bir: /^\d{8}$/,
  // `H` or `M`, the lifelong number, and on cards of 1999 the count of reissues.
  'mainland-permit': /^[HM]\d{8}(\d{2})?$/,
  passport: /^[A-Z0-9]{5,20}$/,
  other: /^[A-Z0-9]{1,24}$/,
};

/** Controls, format characters (bidirectional overrides are some), lone surrogates, line and paragraph separators. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Whether a text can be shown on one line of a screen without doing anything to it, and fits its bound in UTF-8 bytes. */
export function isPrintable(text: string, maxBytes: number): boolean {
  return text.length > 0 && text.length <= maxBytes && Buffer.byteLength(text) <= maxBytes && !UNPRINTABLE.test(text) && text.trim() === text;
}
