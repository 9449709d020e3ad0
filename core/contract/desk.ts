/** What the desk shows of a scan and of its traveller, and what the officer does there. */
import * as z from 'zod';
import { COMPARISONS, DOCUMENT_FAULTS, DOCUMENT_FIELDS, DOCUMENT_OUTCOMES, MRZ_FIELDS } from '../model/document-check.ts';
import { ANSWERS, DOCUMENT_TYPES, SEXES, SYMPTOMS, TEST_RESULTS } from '../model/facts.ts';
import { SCAN_SOURCES } from '../model/scan.ts';
import { ANYONE, call, DESK } from './call.ts';
import { OverrideView } from './overrides.ts';
import { CaseView } from './second-line.ts';
import { Count, Done, FoundCode, MAX_TYPED_CODE_CHARACTERS, NamesByLanguage, Nothing, Outcome, ReasonCode, ScanId, ScannerRole, Time } from './words.ts';

const ReasonView = z.strictObject({ code: ReasonCode, outcome: z.enum(['refer', 'refuse']), ruleId: z.string().nullable() });
export type ReasonView = z.infer<typeof ReasonView>;

export const TravellerView = z.strictObject({
  nameHan: z.string().nullable(),
  nameLatin: z.string().nullable(),
  birthDate: z.string().nullable(),
  sex: z.enum(SEXES),
  nationality: z.string().nullable(),
  documents: z.array(z.strictObject({ type: z.enum(DOCUMENT_TYPES), number: z.string() })),
  colour: z.string().nullable(),
  subCode: z.string().nullable(),
  issuedAt: Time,
  expiresAt: Time,
  declaration: z.strictObject({ symptoms: z.array(z.enum(SYMPTOMS)), contact: z.enum(ANSWERS), riskAreaStay: z.enum(ANSWERS) }).nullable(),
  latestTest: z.strictObject({ result: z.enum(TEST_RESULTS), sampledAt: Time, laboratory: z.string().nullable() }).nullable(),
  vaccinationDoses: Count,
  /** Day of the first positive test, `YYYY-MM-DD`, of a code that states a recovery. */
  recoveredSince: z.string().nullable(),
});
export type TravellerView = z.infer<typeof TravellerView>;

/** The document in the traveller's hand beside the code: what agrees, and what each of the two says. */
export const DocumentView = z.strictObject({
  at: Time,
  outcome: z.enum(DOCUMENT_OUTCOMES),
  fields: z.array(z.strictObject({ field: z.enum(DOCUMENT_FIELDS), result: z.enum(COMPARISONS), fromCode: z.string().nullable(), fromDocument: z.string().nullable() })),
  /** `YYYY-MM-DD`; null for a document without an end. */
  expiresOn: z.string().nullable(),
  expired: z.boolean(),
});
export type DocumentView = z.infer<typeof DocumentView>;

/** Fields of the conversion that only the officer can supply or confirm. */
export const CONVERSION_FIELDS = ['permitNumber', 'birthDate', 'phone', 'destinationCity', 'destinationAddress'] as const;
export const ConversionField = z.enum(CONVERSION_FIELDS);
export type ConversionField = z.infer<typeof ConversionField>;

/** Why a traveller who passes cannot be converted. */
export const CONVERSION_BARRIERS = [
  'not-a-pass',
  'direction-not-converted',
  'colour-not-green',
  'code-too-old',
  'no-negative-test',
  'declaration-incomplete',
  'name-missing',
  'nationality-missing',
  'document-not-checked',
  'sealing-key-missing',
  'disk-low',
] as const;
export const ConversionBarrier = z.enum(CONVERSION_BARRIERS);
export type ConversionBarrier = z.infer<typeof ConversionBarrier>;

const ConversionOffer = z.discriminatedUnion('possible', [
  z.strictObject({ possible: z.literal(false), barrier: ConversionBarrier }),
  z.strictObject({
    possible: z.literal(true),
    /** What the code already tells, or else the document in hand; the officer fills in or corrects the rest. */
    known: z.strictObject({ permitNumber: z.string().nullable(), birthDate: z.string().nullable() }),
    /** Of what is known, that which only the document tells. */
    fromDocument: z.array(z.enum(['permitNumber', 'birthDate'])),
    missing: z.array(ConversionField),
  }),
]);
export type ConversionOffer = z.infer<typeof ConversionOffer>;

export const VerdictView = z.strictObject({
  scanId: ScanId,
  at: Time,
  outcome: Outcome,
  reasons: z.array(ReasonView),
  ruleSet: z.string().nullable(),
  /** Format name such as `MO1`, or a recognised family's name; null when nothing was recognised. */
  format: z.string().nullable(),
  issuer: z.string().nullable(),
  /** The issuer's names, where its key is in the set and the signature holds. */
  issuerNames: NamesByLanguage.nullable(),
  source: z.enum(SCAN_SOURCES),
  /** Side of the desk whose scanner read it; null where the settings give it none, and for what no scanner read. */
  scannerRole: ScannerRole.nullable(),
  /** Only for codes whose signature holds. */
  traveller: TravellerView.nullable(),
  /** Null until one is read. */
  document: DocumentView.nullable(),
  /** The settings ask for a document that agrees before this pass counts, and none has been read. */
  documentAwaited: z.boolean(),
  conversion: ConversionOffer,
  /** Refused by rules alone, so that people may let the traveller through. */
  overridable: z.boolean(),
  /** When and in which lane this terminal passed the same code before; set with `code-repeated`. */
  seenBefore: z.strictObject({ at: Time, lane: z.string() }).nullable(),
  /** From the last report to this event, record on disk, in milliseconds. */
  elapsedMs: z.number().nonnegative(),
});
export type VerdictView = z.infer<typeof VerdictView>;

/** A code that a technician examined: what it is and whether it holds, nothing of whose it is. */
export const CodeExamination = z.strictObject({
  /** Length of the symbol in bytes. */
  characters: Count,
  format: z.string().nullable(),
  issuer: z.string().nullable(),
  issuerNames: NamesByLanguage.nullable(),
  keyId: z.string().nullable(),
  /** The signature holds, by a key that counts. */
  proved: z.boolean(),
  /** What the desk would say now, by the code alone. */
  outcome: Outcome,
  reasons: z.array(ReasonView),
  ruleSet: z.string().nullable(),
  /** Why reading failed, in the reader's words; never content. */
  detail: z.string().nullable(),
});
export type CodeExamination = z.infer<typeof CodeExamination>;

/** A past scan without personal data. */
const RecentScan = z.strictObject({ scanId: ScanId, at: Time, outcome: Outcome, format: z.string().nullable(), reason: ReasonCode.nullable(), converted: z.boolean(), overridden: z.boolean() });
export type RecentScan = z.infer<typeof RecentScan>;

const ConversionState = z.strictObject({
  scanId: ScanId,
  recordId: z.uuid(),
  /** `sealed`: on disk and waiting; `delivered`: the gateway has it; `dead`: the gateway refused it, a technician must look. */
  state: z.enum(['sealed', 'delivered', 'dead']),
  mainlandCode: z.string().nullable(),
  validUntil: Time.nullable(),
});
export type ConversionState = z.infer<typeof ConversionState>;

export const FIELD_FAULTS = ['required', 'malformed', 'out-of-range'] as const;
const ConvertReply = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), recordId: z.uuid() }),
  z.strictObject({
    ok: z.literal(false),
    /** `scan-gone`: the traveller was cleared; `already-converted`: this scan has its record. */
    refusal: z.enum(['scan-gone', 'already-converted', 'not-convertible', 'fields']),
    barrier: ConversionBarrier.nullable(),
    fields: z.array(z.strictObject({ field: ConversionField, fault: z.enum(FIELD_FAULTS) })),
  }),
]);

const WedgeRequest = z.strictObject({
  /** As the system made it of the keys; an input method may have left nothing of it. */
  text: z.string().max(MAX_TYPED_CODE_CHARACTERS),
  /** The keys in their order: usage on page 0x07 of the HID Usage Tables, 0 where it is not known, plus 256 times the modifiers of a boot report. */
  strokes: z.array(z.int().min(0).max(0xffff)).max(MAX_TYPED_CODE_CHARACTERS),
  /** An input method had a hand in it. */
  inputMethod: z.boolean(),
});

export const deskCalls = {
  /** What a keyboard-mode scanner typed into the window: a badge from anybody, a code from whoever works the desk. */
  'desk:wedge': call(ANYONE, WedgeRequest, Done),
  /** A code's text entered or pasted by the officer. */
  'desk:manual': call(DESK, z.strictObject({ text: z.string().min(1).max(MAX_TYPED_CODE_CHARACTERS) }), Done),
  /** A code that the desk's camera sees. */
  'desk:camera': call(DESK, FoundCode, Done),
  /** A code in a picture or PDF file that the officer examines. */
  'desk:picture': call(DESK, FoundCode, Done),
  /** Forgets the traveller's data in the engine's memory. */
  'desk:clear': call(ANYONE, Nothing, Done),
  /** The verdict on the desk, so that a window that was reloaded can show it again; null when cleared. */
  'desk:current': call(DESK, Nothing, z.strictObject({ verdict: VerdictView.nullable(), conversion: ConversionState.nullable(), case: CaseView.nullable(), override: OverrideView.nullable() })),
  'desk:recent': call(DESK, Nothing, z.strictObject({ scans: z.array(RecentScan).max(50) })),
  'desk:convert': call(
    DESK,
    z.strictObject({
      scanId: ScanId,
      /** The traveller has said yes to sending the data to Guangdong. */
      consent: z.literal(true),
      permitNumber: z.string().max(32),
      birthDate: z.string().max(10),
      phone: z.string().max(32),
      destinationCity: z.string().max(6),
      destinationAddress: z.string().max(200),
    }),
    ConvertReply,
  ),
} as const;

export const deskEvents = {
  /** Sent only after the journal row is on disk. */
  'verdict:shown': VerdictView,
  /** A document was read for a traveller whose verdict was shown: the verdict as it is now. Sent only after the check is on disk. */
  'verdict:changed': VerdictView,
  /** Whether a document waits for its code. */
  'document:waiting': z.strictObject({ waiting: z.boolean() }),
  /** A document was not read: scan it again. `fields`: where a character is wrong. */
  'document:unreadable': z.strictObject({ fault: z.enum(DOCUMENT_FAULTS), fields: z.array(z.enum(MRZ_FIELDS)) }),
  /** `sealed` is sent only after the sealed row is on disk. */
  'conversion:changed': ConversionState,
} as const;
