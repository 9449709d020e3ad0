import type { FormatId } from './format.ts';
import type { UtcMillis } from './units.ts';

/** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`: some holders' day or month of birth is not known. */
export type PartialDate = string;

export const SEXES = ['male', 'female', 'unspecified'] as const;
export type Sex = (typeof SEXES)[number];

export const DOCUMENT_TYPES = ['bir', 'mainland-permit', 'passport', 'other'] as const;
/** `bir`: Macau resident identity card; `mainland-permit`: Mainland Travel Permit for Hong Kong and Macau Residents. */
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

export interface TravelDocument {
  readonly type: DocumentType;
  /** As normalised by the format: no spaces or brackets, upper case. */
  readonly number: string;
}

export interface Holder {
  readonly nameHan: string | null;
  readonly nameLatin: string | null;
  readonly birthDate: PartialDate | null;
  readonly sex: Sex;
  /** ISO 3166-1 alpha-3, for example `CHN`; null when not stated. */
  readonly nationality: string | null;
}

export const SYMPTOMS = ['fever', 'cough', 'sore-throat', 'breathlessness', 'fatigue', 'digestive', 'chest', 'eyes', 'other'] as const;
export type Symptom = (typeof SYMPTOMS)[number];

export const ANSWERS = ['yes', 'no', 'unsure'] as const;
export type Answer = (typeof ANSWERS)[number];

export interface Declaration {
  readonly symptoms: readonly Symptom[];
  /** Contact with a case in the last 14 days. */
  readonly contact: Answer;
  /** Stay in a risk area in the last 14 days. */
  readonly riskAreaStay: Answer;
  readonly travel: readonly { readonly place: string; readonly leftOn: string }[];
}

export const TEST_RESULTS = ['negative', 'positive', 'inconclusive'] as const;
export type TestResult = (typeof TEST_RESULTS)[number];

export interface TestRecord {
  readonly kind: 'nucleic-acid' | 'antigen';
  readonly sampledAt: UtcMillis;
  readonly reportedAt: UtcMillis | null;
  readonly result: TestResult;
  readonly laboratory: string | null;
}

export interface VaccinationRecord {
  readonly dose: number;
  readonly ofDoses: number | null;
  /** `YYYY-MM-DD`. */
  readonly on: string;
  readonly product: string | null;
}

export interface RecoveryRecord {
  readonly firstPositiveOn: string;
  readonly validFrom: string | null;
  readonly validUntil: string | null;
}

/**
 * The certificate inside an EU certificate as it was signed, for rules that its own community writes (docs/formats/rule-set.md). Held in memory
 * while the code is judged and the traveller stands at the desk; nothing else reads it, and it is neither shown nor written.
 */
export interface DccCertificate {
  /** Plain JSON under the DCC schema's own names: `ver`, `nam`, `dob` and one of `v`, `t`, `r`. */
  readonly content: Readonly<Record<string, unknown>>;
  /** Base64 of the key id, as certificates and trust lists have it. */
  readonly kid: string;
  /** Claim 4 of the code, whole seconds: it is good to the end of that second. */
  readonly expiry: UtcMillis;
}

/** One normalised view of what a verified code says, whatever its format. Lists are in the code's own order. */
export interface Facts {
  readonly format: FormatId;
  readonly issuer: string;
  /** The code's own identifier, lower-case hex or as the format has it. */
  readonly codeId: string;
  readonly issuedAt: UtcMillis;
  readonly expiresAt: UtcMillis;
  /** The issuer's colour, as data: never mapped, never guessed. */
  readonly colour: string | null;
  readonly subCode: string | null;
  readonly holder: Holder;
  readonly documents: readonly TravelDocument[];
  readonly declaration: Declaration | null;
  readonly tests: readonly TestRecord[];
  readonly vaccinations: readonly VaccinationRecord[];
  readonly recoveries: readonly RecoveryRecord[];
  /** Null for every other format. */
  readonly certificate: DccCertificate | null;
}
