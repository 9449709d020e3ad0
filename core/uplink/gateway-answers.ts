/** Shapes of the gateway's answers (docs/gateway.openapi.yaml), parsed on arrival. Unknown members are ignored. Layer: uplink. */
import * as z from 'zod';
import type { UtcMillis } from '../model/units.ts';
import { parseGatewayTime } from './gateway-time.ts';
import { MAX_ERROR_CHARACTERS, MAX_RESULTS } from './limits.ts';

/** Words of the gateway, cut and freed of control characters: they end in a log and on a technician's screen. */
const Words = z.string().transform((text) => text.replace(/\p{C}/gu, ' ').slice(0, MAX_ERROR_CHARACTERS));
const Time = z.string().max(17).transform((text, context): UtcMillis => {
  const at = parseGatewayTime(text);
  if (at !== null) return at;
  context.addIssue({ code: 'custom', message: 'expected yyyyMMddHHmmssSSS' });
  return z.NEVER;
});
const Token = z.string().min(1).max(64);
/** Opaque to the terminal; printable so that it can stand in a QR and in JSON alike. */
const CodeContent = z.string().regex(/^[\x21-\x7e]{1,512}$/);

/** What every answer begins with. */
export const AnswerHead = z.object({
  success: z.boolean(),
  errorCode: z.string().max(16),
  errorDesc: Words,
  bizSerialNum: z.string().max(64).nullable(),
});
export type AnswerHead = z.infer<typeof AnswerHead>;

export const RECORD_STATUSES = ['accepted', 'duplicate', 'rejected', 'busy'] as const;
/** The gateway's answer for one record. A code that cannot be read does not undo that the record was taken. */
export const RecordAnswer = z.object({
  recordId: Token,
  bodySha256: z.string().max(64),
  status: z.enum(RECORD_STATUSES),
  errorCode: z.string().max(16),
  errorDesc: Words,
  codeContent: CodeContent.nullable().catch(null),
  validUntil: Time.nullable().catch(null),
});
export type RecordAnswer = z.infer<typeof RecordAnswer>;

/** Results one by one, so that a malformed one costs no more than itself. */
export const BatchBody = z.object({
  results: z
    .array(z.unknown())
    .max(MAX_RESULTS)
    .transform((results) =>
      results.flatMap((result) => {
        const parsed = RecordAnswer.safeParse(result);
        return parsed.success ? [parsed.data] : [];
      }),
    ),
});

const StatusCode = z.enum(['00', '01', '10']);

/** `conflict`: the gateway holds a head of that line or of a later one that contradicts this one. */
export const HEAD_STATUSES = ['accepted', 'duplicate', 'conflict'] as const;
const AuditPoint = z.object({ sequence: z.int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/) });

/** Bodies of the other operations when they succeed. */
export const ANSWER_BODIES = {
  healthDeclare: RecordAnswer,
  tripDeclare: z.object({ tripId: Token }),
  healthQuery: z.object({
    person: z.object({ desensitizeName: z.string().max(200), desensitizeCardId: z.string().max(32), idType: z.string().max(3) }),
    health: z.object({ healthStatus: StatusCode, symptom: z.string().max(20), isContactPatient: z.string().max(1), isEpidemicAreaRisk: z.string().max(1) }),
    trips: z.array(z.object({ from: z.string().max(6), to: z.string().max(6), departDate: z.string().max(8) })).max(100),
    tests: z.object({ natResult: z.string().max(1), natTime: z.string().max(14), natOrg: z.string().max(100).nullable() }),
    vaccine: z.object({ vaccineDose: z.string().max(2).nullable(), vaccineTime: z.string().max(8).nullable() }),
  }),
  codeApply: z.object({ randomNumber: Token, validUntil: Time }),
  codeCreate: z.object({
    codeContent: CodeContent,
    /** Rows of the bit matrix, each padded to a byte, most significant bit first, 1 = dark; base64. Null when no picture was asked for. */
    imgStream: z.base64().max(8_192).nullable(),
    /** Modules per row. */
    width: z.int().min(0).max(177),
    validUntil: Time,
  }),
  codeVerify: z.object({ healthStatus: StatusCode, bizExtData: Token, validUntil: Time }),
  healthCorrect: z.object({ correctionId: Token }),
  terminalKey: z.object({ keyId: Token }),
  auditHead: z.object({ ...AuditPoint.shape, status: z.enum(HEAD_STATUSES), held: AuditPoint.nullable() }),
} as const;
export type CallOperation = keyof typeof ANSWER_BODIES;
export type AnswerBody<Operation extends CallOperation> = z.infer<(typeof ANSWER_BODIES)[Operation]>;

export const HealthAnswer = z.object({ status: z.literal('ok') });
