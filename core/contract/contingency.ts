/** Travellers recorded without a code, while codes cannot be relied upon. */
import * as z from 'zod';
import { CONTINGENCY_OFFERS, CONTINGENCY_REASONS, CROSSING_OUTCOMES, CROSSING_REASONS, EVIDENCE_KINDS } from '../model/contingency.ts';
import { SEXES } from '../model/facts.ts';
import { ANYONE, call, DESK, SUPERVISOR } from './call.ts';
import { FIELD_FAULTS } from './desk.ts';
import { Count, Nothing, Time } from './words.ts';

export { CONTINGENCY_REASONS, CROSSING_OUTCOMES, CROSSING_REASONS, CROSSING_REASONS_OF, EVIDENCE_KINDS } from '../model/contingency.ts';

const ContingencyReason = z.enum(CONTINGENCY_REASONS);
const CrossingReason = z.enum(CROSSING_REASONS);
const ContingencyView = z.strictObject({
  contingencyId: z.uuid(),
  reason: ContingencyReason,
  startedAt: Time,
  startedBy: z.string().nullable(),
  endedAt: Time.nullable(),
  endedBy: z.string().nullable(),
});
export const ContingencyState = z.strictObject({
  /** Null: codes are relied upon. */
  active: ContingencyView.extend({ crossings: Count }).nullable(),
  /** What speaks for declaring one; a supervisor decides. */
  offer: z.enum(CONTINGENCY_OFFERS).nullable(),
});
export type ContingencyState = z.infer<typeof ContingencyState>;
/** Fields that the officer enters for a conversion without a code, in the order of the form. */
export const HAND_FIELDS = ['name', 'sex', 'nationality', 'permitNumber', 'birthDate', 'phone', 'destinationCity', 'destinationAddress', 'testSampledAt'] as const;
const HandField = z.enum(HAND_FIELDS);
export type HandField = z.infer<typeof HandField>;
/** Why a crossing was not recorded as asked. */
export const CROSSING_REFUSALS = ['no-contingency', 'reason-mismatch', 'out-of-service', 'not-convertible', 'fields'] as const;
/** Why a contingency was not declared. */
export const DECLARE_REFUSALS = ['already-declared', 'out-of-service'] as const;
export type DeclareRefusal = (typeof DECLARE_REFUSALS)[number];
const RecordReply = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), recordId: z.uuid().nullable(), crossings: Count }),
  z.strictObject({
    ok: z.literal(false),
    /** `out-of-service`: such a terminal passes nobody. `not-convertible`: only who passes to Guangdong on evidence that shows a test is converted, at a terminal with a sealing key. */
    refusal: z.enum(CROSSING_REFUSALS),
    fields: z.array(z.strictObject({ field: HandField, fault: z.enum(FIELD_FAULTS) })),
  }),
]);
const HandEntry = z.strictObject({
  /** The traveller has said yes to sending the data, and no to symptoms, contact with a case and a stay in a risk area. */
  consent: z.literal(true),
  name: z.string().max(100),
  sex: z.string().max(16),
  nationality: z.string().max(8),
  permitNumber: z.string().max(32),
  birthDate: z.string().max(10),
  phone: z.string().max(32),
  destinationCity: z.string().max(6),
  destinationAddress: z.string().max(200),
  testSampledAt: z.string().max(32),
});
/** Longest machine readable zone taken, line breaks and spaces included. */
export const MAX_MRZ_CHARACTERS = 128;
export const MRZ_FAULTS = ['unreadable', 'check-digit'] as const;
const MrzReply = z.discriminatedUnion('ok', [
  z.strictObject({
    ok: z.literal(true),
    name: z.string(),
    sex: z.enum(SEXES),
    nationality: z.string().nullable(),
    /** `YYYY-MM-DD`; null where the zone leaves day or month out. */
    birthDate: z.string().nullable(),
    /** Where the document is a mainland travel permit. */
    permitNumber: z.string().nullable(),
  }),
  z.strictObject({ ok: z.literal(false), fault: z.enum(MRZ_FAULTS) }),
]);
const ContingencyReport = z.strictObject({
  contingency: ContingencyView,
  /** From its start to its end, or to now. */
  durationMs: Count,
  crossings: Count,
  evidence: z.record(z.enum(EVIDENCE_KINDS), Count),
  outcomes: z.record(z.enum(CROSSING_OUTCOMES), Count),
  reasons: z.array(z.strictObject({ reason: CrossingReason, count: Count })),
  officers: Count,
  converted: Count,
  delivered: Count,
  waiting: Count,
  dead: Count,
  medianGapSeconds: z.number().nonnegative().nullable(),
});
export type ContingencyReport = z.infer<typeof ContingencyReport>;

export const contingencyCalls = {
  'contingency:state': call(ANYONE, Nothing, ContingencyState),
  /** `refusal` is null when it was declared. */
  'contingency:declare': call(SUPERVISOR, z.strictObject({ reason: ContingencyReason }), z.strictObject({ refusal: z.enum(DECLARE_REFUSALS).nullable() })),
  'contingency:end': call(SUPERVISOR, Nothing, z.strictObject({ ended: z.boolean() })),
  /** Reads the machine readable zone of a document that an officer types. */
  'contingency:read-mrz': call(DESK, z.strictObject({ text: z.string().max(MAX_MRZ_CHARACTERS) }), MrzReply),
  /** One traveller without a code; the entry is sealed and forgotten. */
  'contingency:record': call(
    DESK,
    z.strictObject({ evidence: z.enum(EVIDENCE_KINDS), outcome: z.enum(CROSSING_OUTCOMES), reason: CrossingReason, conversion: HandEntry.nullable() }),
    RecordReply,
  ),
  /** Figures of one contingency, or of the newest; the newest fifty to choose from. */
  'contingency:report': call(
    SUPERVISOR,
    z.strictObject({ contingencyId: z.uuid().nullable() }),
    z.strictObject({ report: ContingencyReport.nullable(), contingencies: z.array(ContingencyView).max(50) }),
  ),
} as const;

export const contingencyEvents = {
  'contingency:changed': ContingencyState,
} as const;
