/** Shapes of what terminals send (docs/gateway.openapi.yaml). Strict: an unknown member is a malformed request. */
import * as z from 'zod';
import { GUANGDONG_CITIES, OPERATIONS, REGION_MACAU } from '../../core/model/mainland-profile.ts';
import { MAX_BATCH_RECORDS } from '../../core/uplink/limits.ts';

const RecordId = z.uuid();
const Token = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/);
// eslint-disable-next-line no-control-regex -- control characters are what is refused
const Text = z.string().min(1).max(200).regex(/^[^\u0000-\u001f\u007f-\u009f]*$/);
const Region = z.string().refine((code) => code === REGION_MACAU || Object.hasOwn(GUANGDONG_CITIES, code));

/** What stands in every bizPackage. */
const envelope = {
  custNum: Token,
  timeStamp: z.string().regex(/^\d{17}$/),
  bizSerialNum: Token,
};

const SealedItem = { recordId: RecordId, sealingKeyId: Token, sealed: z.string().max(20_000) };
/** `origin`: the terminal that made the record, where it comes by another one, and its signature. */
const CarriedItem = { ...SealedItem, origin: z.strictObject({ terminalId: Token, keyId: Token, signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/) }).optional() };

/** Elements of a record that a correction may name. */
export const CORRECTABLE = ['name', 'sex', 'nationality', 'idNo', 'birthDate', 'phone', 'symptom', 'isContactPatient', 'isEpidemicAreaRisk', 'natResult', 'natTime', 'natOrg', 'vaccineDose', 'vaccineTime', 'trip'] as const;

const of = <Fields extends z.ZodRawShape>(fields: Fields) => z.strictObject({ bizPackage: z.strictObject({ ...envelope, ...fields }) });

export const REQUESTS = {
  healthDeclare: of(SealedItem),
  healthDeclareBatch: of({ records: z.array(z.strictObject(CarriedItem)).min(1).max(MAX_BATCH_RECORDS) }),
  tripDeclare: of({ recordId: RecordId, from: Region, to: Region, address: Text.nullable(), departDate: z.string().regex(/^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/) }),
  healthQuery: of({ bizExtData: Token }),
  codeApply: of({ type: z.enum(['0', '1']) }),
  codeCreate: of({ randomNumber: Token, recordId: RecordId, isPic: z.enum(['0', '1']) }),
  codeVerify: of({ randomNumber: Token, codeContent: z.string().max(512) }),
  terminalKey: of({ publicKey: z.string().max(120), proof: z.string().regex(/^[A-Za-z0-9+/]{86}==$/) }),
  healthCorrect: of({ recordId: RecordId, element: z.enum(CORRECTABLE), reason: Text }),
  auditHead: of({ sequence: z.int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/), at: z.int().min(0), keyId: Token, signature: z.base64().length(88) }),
} as const satisfies Record<keyof typeof OPERATIONS, z.ZodType>;
export type Operation = keyof typeof REQUESTS;
export type Package<Name extends Operation> = z.infer<(typeof REQUESTS)[Name]>['bizPackage'];

/** @returns the operation at a path; null when there is none. */
export function operationAt(path: string): Operation | null {
  const entry = (Object.entries(OPERATIONS) as [Operation, string][]).find(([, each]) => each === path);
  return entry?.[0] ?? null;
}

/** Nesting depth of JSON text, without parsing it. */
export function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
    } else if (character === '{' || character === '[') {
      depth++;
      deepest = Math.max(deepest, depth);
    } else if (character === '}' || character === ']') {
      depth--;
    }
  }
  return deepest;
}
