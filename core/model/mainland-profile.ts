/**
 * The one mapping file of the mainland side: element names, tables and return codes of the GB/T 38961/38962/38963-aligned
 * profile, version 1. The standards' own tables are not public; when bought copies arrive, this file is what changes.
 * "Aligned", never "conformant". Layer: model.
 */
import type { DocumentType, Sex, TestResult } from './facts.ts';

export const PROFILE_VERSION = 'gbt-aligned-1';

/** Paths of the seven operations (names after GB/T 38963-2020 clause 6), of the batch form of `health/declare`, and of the terminal's own. */
export const OPERATIONS = {
  healthDeclare: '/v1/health/declare',
  healthDeclareBatch: '/v1/health/declare/batch',
  tripDeclare: '/v1/trip/declare',
  healthQuery: '/v1/health/query',
  codeApply: '/v1/code/apply',
  codeCreate: '/v1/code/create',
  codeVerify: '/v1/code/verify',
  healthCorrect: '/v1/health/correct',
  terminalKey: '/v1/terminal/key',
  auditHead: '/v1/audit/head',
} as const;

/** Codes used for personal identity documents in government e-licence systems (GA/T 517-like). */
export const ID_TYPE_CODES: Readonly<Record<Exclude<DocumentType, 'bir'>, string>> = {
  'mainland-permit': '516',
  passport: '414',
  other: '999',
};

/** GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 not stated. */
export const SEX_CODES: Readonly<Record<Sex, string>> = { male: '1', female: '2', unspecified: '9' };

/** Risk grades on the wire. Only these colours have one: an unknown colour is never mapped. */
export const HEALTH_STATUS_CODES = { green: '00', yellow: '01', red: '10' } as const;
export type HealthStatusCode = (typeof HEALTH_STATUS_CODES)[keyof typeof HEALTH_STATUS_CODES];

/** 1 yes, 2 no, 3 unsure. */
export const ANSWER_CODES = { yes: '1', no: '2', unsure: '3' } as const;

/** 1 none; several codes are joined by `^`. */
export const SYMPTOM_NONE = '1';
export const SYMPTOM_SEPARATOR = '^';
export const SYMPTOM_CODES = {
  fever: '2',
  cough: '2',
  'sore-throat': '2',
  fatigue: '2',
  breathlessness: '3',
  digestive: '4',
  chest: '5',
  eyes: '6',
  other: '2',
} as const;

/** 0 negative, 1 positive; an inconclusive test has no code and is not sent. */
export const NAT_RESULT_CODES: Readonly<Record<Exclude<TestResult, 'inconclusive'>, string>> = { negative: '0', positive: '1' };

/** GB/T 2260 division of Macau. */
export const REGION_MACAU = '820000';
/** GB/T 2260 cities of Guangdong a traveller can declare as destination. */
export const GUANGDONG_CITIES = {
  '440100': 'Guangzhou',
  '440200': 'Shaoguan',
  '440300': 'Shenzhen',
  '440400': 'Zhuhai',
  '440500': 'Shantou',
  '440600': 'Foshan',
  '440700': 'Jiangmen',
  '440800': 'Zhanjiang',
  '440900': 'Maoming',
  '441200': 'Zhaoqing',
  '441300': 'Huizhou',
  '441400': 'Meizhou',
  '441500': 'Shanwei',
  '441600': 'Heyuan',
  '441700': 'Yangjiang',
  '441800': 'Qingyuan',
  '441900': 'Dongguan',
  '442000': 'Zhongshan',
  '445100': 'Chaozhou',
  '445200': 'Jieyang',
  '445300': 'Yunfu',
} as const;
export type GuangdongCityCode = keyof typeof GUANGDONG_CITIES;

/** Return codes of the gateway. Only 3xxx and network loss are tried again. */
export const RETURN_CODES = {
  ok: '0',
  parameter: '1001',
  signature: '1002',
  replay: '1003',
  caller: '1004',
  personNotFound: '2001',
  codeInvalid: '2002',
  codeExpired: '2003',
  serialUsed: '2004',
  busy: '3001',
  maintenance: '3002',
  other: '9999',
} as const;
export type ReturnCode = (typeof RETURN_CODES)[keyof typeof RETURN_CODES];

/** Permit: `H` or `M`, 8 digits, and on cards of 1999 two more digits of reissue count. */
export const PERMIT_PATTERN = /^[HM]\d{8}(\d{2})?$/;
/** The part of a permit number that stays the same for life. */
export const PERMIT_LENGTH = 9;

/** `sourceFormat` of a record that an officer entered by hand in a contingency; `sourceIssuer` is then the kind of evidence shown. */
export const SOURCE_BY_HAND = 'HAND';

/** Largest age of a Macau code that may be converted. */
export const CONVERSION_MAX_CODE_AGE_HOURS = 6;
/** Validity of the mainland border voucher. */
export const VOUCHER_VALID_HOURS = 24;

/** The converted record: groups a to d of GB/T 38962-2020 as far as public sources show them. All values are strings. */
export interface MainlandRecord {
  readonly profile: typeof PROFILE_VERSION;
  readonly recordId: string;
  readonly terminalId: string;
  readonly name: string;
  readonly sex: string;
  /** ISO 3166-1 alpha-3. */
  readonly nationality: string;
  readonly idType: string;
  /** Permit normalised to 9 characters; its reissue count stands apart. */
  readonly idNo: string;
  readonly idReissue: string | null;
  /** yyyyMMdd */
  readonly birthDate: string;
  /** E.164 */
  readonly phone: string;
  readonly regionCode: string;
  readonly symptom: string;
  readonly isContactPatient: string;
  readonly isEpidemicAreaRisk: string;
  readonly healthStatus: HealthStatusCode;
  readonly natResult: string;
  /** yyyyMMddHHmmss, Asia/Macau */
  readonly natTime: string;
  readonly natOrg: string | null;
  readonly vaccineDose: string | null;
  /** yyyyMMdd */
  readonly vaccineTime: string | null;
  readonly trip: {
    readonly from: string;
    readonly to: string;
    readonly address: string | null;
    /** yyyyMMdd */
    readonly departDate: string;
  };
  /** yyyyMMddHHmmss, Asia/Macau: when the traveller consented. */
  readonly consentTime: string;
  readonly sourceFormat: string;
  readonly sourceIssuer: string;
}
