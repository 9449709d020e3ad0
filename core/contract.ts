/**
 * Every command and event between engine and window: one schema each, types inferred, never retyped.
 * Channels are named `area:verb`. Times are UTC milliseconds. Personal data occurs in `TravellerView` and `DocumentView` alone.
 */
import * as z from 'zod';
import { AUDIT_ACTIONS } from './model/audit.ts';
import { CASE_KINDS, CASE_OUTCOMES, CLOSING_REASONS } from './model/case.ts';
import { CONTINGENCY_OFFERS, CONTINGENCY_REASONS, CROSSING_OUTCOMES, CROSSING_REASONS, EVIDENCE_KINDS } from './model/contingency.ts';
import { DAMAGE_CAUSES } from './model/damage.ts';
import { ACCESS_RIGHTS, DESCRIPTOR_RESULTS, DEVICE_USES, LAYOUT_FIELDS, MAX_LISTED_DEVICES, MAX_LISTED_INTERFACES, PROGRAMMING_SYMBOLOGIES, SCANNER_MODES } from './model/devices.ts';
import { COMPARISONS, DOCUMENT_FAULTS, DOCUMENT_FIELDS, DOCUMENT_OUTCOMES, MRZ_FIELDS } from './model/document-check.ts';
import { DISK_STATES } from './model/disk.ts';
import { ANSWERS, DOCUMENT_TYPES, SEXES, SYMPTOMS, TEST_RESULTS } from './model/facts.ts';
import { FOREIGN_FORMAT_IDS } from './model/format.ts';
import { INCIDENT_PARTS } from './model/journal.ts';
import { KEYBOARD_DAMAGE_CAUSES, KEYBOARD_LAYOUT_NAMES } from './model/keyboard.ts';
import { KEY_RENEWALS, NETWORK_CAUSES } from './model/network.ts';
import { NOTICE_ENDS, NOTICE_SEVERITIES, NOTICE_TEXT_FAULTS } from './model/notice.ts';
import { OUTBOX_STATES } from './model/outbox.ts';
import { OVERRIDE_REASONS } from './model/override.ts';
import { PORTS } from './model/ports.ts';
import { QUEUE_FAULTS, QUEUE_SETS, QUEUE_WORK_KINDS, QUEUE_WORK_STATES } from './model/queue.ts';
import { OUTCOMES, REASON_CODES } from './model/reasons.ts';
import { MAX_REPORT_FIELDS, REPORT_FIELDS, REPORT_READINGS } from './model/report-fields.ts';
import { RULE_DECISIONS, RULE_REASONS, SET_ASIDE } from './model/rule-book.ts';
import { SCAN_SOURCES, SCANNER_ROLES } from './model/scan.ts';
import { ROLES, type Role, SECOND_ACTIONS } from './model/staff.ts';
import { TEST_CARD_CHECKS, TEST_CARD_FINDINGS, TEST_CARD_LENGTHS, TEST_CARD_RESULTS } from './model/test-card.ts';
import { TRUST_CAUSES, TRUST_PHASES, TRUST_RESULTS, TRUST_SOURCES } from './model/trust-distribution.ts';
import { DEACTIVATION_REASONS, FLOOR_SOURCES, FRESHNESS_STATES } from './model/trust-state.ts';

const Time = z.number().int().nonnegative();
const Count = z.number().int().nonnegative();
const ScanId = z.uuid();
const Nothing = z.strictObject({});
const Done = z.strictObject({});

/** Longest text the window may hand over as a code: a version 40 QR holds 4,296 characters, other symbols less. */
export const MAX_TYPED_CODE_CHARACTERS = 8_192;

/** A code that the window found in a picture: one character per byte of the symbol, and its AIM symbology identifier where the reader tells. */
const FoundCode = z.strictObject({
  text: z.string().min(1).max(MAX_TYPED_CODE_CHARACTERS).regex(/^[^\u0100-\uffff]*$/, 'expected one character per byte'),
  symbology: z.string().regex(/^\][A-Za-z][0-9A-Za-z]$/, 'expected an AIM symbology identifier').nullable(),
});

export const LANGUAGES = ['zh-Hant', 'pt', 'en', 'zh-Hans'] as const;
export const Language = z.enum(LANGUAGES);
export type Language = z.infer<typeof Language>;

const NamesByLanguage = z.strictObject({ 'zh-Hant': z.string(), pt: z.string(), en: z.string(), 'zh-Hans': z.string() });

export const DIRECTIONS = ['to-guangdong', 'to-macau'] as const;
export const Direction = z.enum(DIRECTIONS);
export { DAMAGE_CAUSES } from './model/damage.ts';
export { PORTS } from './model/ports.ts';
export const PortName = z.enum(PORTS);

const Outcome = z.enum(OUTCOMES);
const ReasonCode = z.enum(REASON_CODES);
const ScannerRole = z.enum(SCANNER_ROLES);
export type ScannerRole = z.infer<typeof ScannerRole>;

// --- what the desk shows -------------------------------------------------------------------------------------

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
    /** What the code already tells; the officer fills in or corrects the rest. */
    known: z.strictObject({ permitNumber: z.string().nullable(), birthDate: z.string().nullable() }),
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
const CodeExamination = z.strictObject({
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

// --- second line ---------------------------------------------------------------------------------------------

export { COLOUR_REASONS } from './model/case.ts';

const CaseNumber = z.number().int().positive();
/** A traveller at the second line, without personal data. */
export const CaseView = z.strictObject({
  number: CaseNumber,
  scanId: ScanId,
  kind: z.enum(CASE_KINDS),
  reasons: z.array(ReasonCode),
  openedAt: Time,
  openedBy: z.string().nullable(),
  closed: z.strictObject({ at: Time, by: z.string().nullable(), outcome: z.enum(CASE_OUTCOMES), reason: z.enum(CLOSING_REASONS) }).nullable(),
});
export type CaseView = z.infer<typeof CaseView>;
/** Why a case is not opened or closed. `no-colour`: no colour of a proved code to contest. */
export const CASE_REFUSALS = ['scan-unknown', 'already-open', 'no-colour', 'case-unknown', 'already-closed'] as const;
export type CaseRefusal = (typeof CASE_REFUSALS)[number];
const CaseReply = z.discriminatedUnion('ok', [z.strictObject({ ok: z.literal(true), case: CaseView }), z.strictObject({ ok: z.literal(false), refusal: z.enum(CASE_REFUSALS) })]);
export type CaseReply = z.infer<typeof CaseReply>;

// --- overrides -----------------------------------------------------------------------------------------------

export { OVERRIDE_REASONS, type OverrideReason } from './model/override.ts';

/** A traveller let through against the rules, by whom and why. */
export const OverrideView = z.strictObject({ scanId: ScanId, at: Time, reason: z.enum(OVERRIDE_REASONS), first: z.string(), second: z.string().nullable() });
export type OverrideView = z.infer<typeof OverrideView>;
/** Why nobody is let through. `not-overridable`: the code itself is not proved, or the settings forbid it; `not-allowed`: not for whoever is signed in. */
export const OVERRIDE_REFUSALS = ['scan-gone', 'not-overridable', 'not-allowed', 'already-overridden', 'busy'] as const;
const OverrideReply = z.discriminatedUnion('ok', [
  /** `asked`: it waits for the second person. */
  z.strictObject({ ok: z.literal(true), state: z.enum(['done', 'asked']) }),
  z.strictObject({ ok: z.literal(false), refusal: z.enum(OVERRIDE_REFUSALS) }),
]);

// --- trust ---------------------------------------------------------------------------------------------------

/** Why nobody consents to stale trust. `not-allowed`: nobody signs in here, so nobody can answer for it. */
export const CONSENT_REFUSALS = ['not-stale', 'already-accepted', 'not-allowed', 'busy'] as const;
const ConsentReply = z.discriminatedUnion('ok', [
  /** It waits for the second person. */
  z.strictObject({ ok: z.literal(true) }),
  z.strictObject({ ok: z.literal(false), refusal: z.enum(CONSENT_REFUSALS) }),
]);

// --- status --------------------------------------------------------------------------------------------------

const KeyboardDamage = z.strictObject({
  cause: z.enum(KEYBOARD_DAMAGE_CAUSES),
  restored: z.boolean(),
  scannerLayout: z.enum(KEYBOARD_LAYOUT_NAMES).nullable(),
  hostLayout: z.enum(KEYBOARD_LAYOUT_NAMES).nullable(),
});
/** `deviceId` is null for what came by the window's keys. */
const DamagedCode = KeyboardDamage.extend({ deviceId: z.string().nullable() });
export type DamagedCode = z.infer<typeof DamagedCode>;

export { DEACTIVATION_REASONS, FLOOR_SOURCES, FRESHNESS_STATES };
const Freshness = z.enum(FRESHNESS_STATES);
/** `behind`: before the newest time known, so that nothing can be judged; `fast`, `slow`: over the limit ahead of the gateway's clock, or after it. */
export const CLOCK_STATES = ['ok', 'behind', 'fast', 'slow'] as const;
export const SCANNER_STATES = ['none', 'opening', 'ready', 'lost', 'denied', 'driver-missing'] as const;
export const Status = z.strictObject({
  at: Time,
  /**
   * State of the best scanner, and of the worst role where the settings give roles. `none`: nothing plugged in; `denied`: no access rights, or
   * held by another program; `driver-missing`: its library did not load.
   */
  scanner: z.enum(SCANNER_STATES),
  /** State of the scanner of each role, in the order of the settings; empty without roles. */
  scannerRoles: z.array(z.strictObject({ role: ScannerRole, state: z.enum(SCANNER_STATES) })),
  network: z.strictObject({ state: z.enum(['up', 'down', 'unknown']), since: Time.nullable(), cause: z.enum(NETWORK_CAUSES).nullable() }),
  /** `parkedAt`: when the oldest waiting record will be set aside for its age; not there while that is far off. */
  queue: z.strictObject({ waiting: Count, delivered: Count, dead: Count, oldestWaitingAt: Time.nullable(), parkedAt: Time.optional() }),
  /** Cases at the second line. */
  cases: z.strictObject({ open: Count, oldestAt: Time.nullable() }),
  keys: z.strictObject({ issuedAt: Time, sequence: Count, count: Count }),
  rules: z.strictObject({ id: z.string(), version: z.string(), count: Count }),
  trust: z.strictObject({
    state: Freshness,
    /** When the state began; null while fresh, and where nothing was ever verified. */
    since: Time.nullable(),
    verifiedAt: Time.nullable(),
    /** First instant after the time it was signed for. */
    signedUntil: Time.nullable(),
    /** What comes next by the passing of time alone. */
    next: z.strictObject({ state: Freshness, at: Time }).nullable(),
    /** End of the consent to pass travellers on stale trust; null when none counts. */
    consentUntil: Time.nullable(),
    /** Whether a consent can be given now. */
    mayAccept: z.boolean(),
  }),
  /** A database that was set aside and that no technician has acknowledged: waiting records saved, and those that could not be read (null: nobody can say). */
  damage: z.strictObject({ at: Time, saved: Count, lost: Count.nullable() }).nullable(),
  /** What the codes of a scanner in keyboard mode show to be wrong; null when nothing is. */
  keyboard: DamagedCode.nullable(),
  /** Why the signed policy lets this terminal pass nobody; null while it may work. */
  outOfService: z
    .discriminatedUnion('cause', [
      z.strictObject({ cause: z.literal('deactivated'), reason: z.enum(DEACTIVATION_REASONS) }),
      z.strictObject({ cause: z.literal('version-too-low'), minimum: z.string() }),
    ])
    .nullable(),
  /** `offsetMs`: the terminal's clock less the gateway's, positive when the terminal is ahead; null before an answer came. */
  clock: z.strictObject({ state: z.enum(CLOCK_STATES), behindMs: Count, offsetMs: z.number().int().nullable() }),
  /** Room on the disk. `low`: nothing is converted; `full`: no verdict is shown, since none could be kept for certain. */
  disk: z.strictObject({ state: z.enum(DISK_STATES), freeBytes: Count }),
});
export type Status = z.infer<typeof Status>;

const Welcome = z.strictObject({
  mode: z.enum(['drill', 'production']),
  version: z.string(),
  terminal: z.strictObject({ id: z.string(), lane: z.string(), port: PortName, direction: Direction }),
  desk: z.strictObject({
    language: Language,
    secondLanguage: Language.nullable(),
    clearAfterSeconds: z.number().positive(),
    holdLimitSeconds: z.number().positive(),
    volume: z.number().min(0).max(1),
  }),
  /** What scanners in keyboard mode type before and after each code. */
  wedge: z.strictObject({ prefix: z.string(), suffix: z.string() }),
});
export type Welcome = z.infer<typeof Welcome>;

// --- overview ------------------------------------------------------------------------------------------------

const OutcomeCounts = z.strictObject({ pass: Count, refer: Count, refuse: Count });
export type OutcomeCounts = z.infer<typeof OutcomeCounts>;
/** Longest span the overview reads: a month of Macau days. */
export const MAX_SPAN_MS = 31 * 86_400_000;
export const MAX_SHOWN_INCIDENTS = 500;
const Span = z
  .strictObject({ from: Time, to: Time })
  .refine(({ from, to }) => from <= to && to - from <= MAX_SPAN_MS, 'expected a span of 31 days at most that does not end before it begins');
const Seconds = z.number().nonnegative();
export { INCIDENT_PARTS, STATE_INCIDENTS } from './model/journal.ts';
/** Stretches of the span in which the backlog is told. */
export const BACKLOG_POINTS = 300;
/** From when to when a part of the terminal was not well; a fault is an instant. */
const IncidentView = z.strictObject({
  part: z.enum([...INCIDENT_PARTS, 'fault']),
  code: z.string(),
  /** Before the span too. */
  from: Time,
  /** Null while it lasts. */
  to: Time.nullable(),
  /** Null for a fault, and for all but the newest fifty. */
  meanwhile: z
    .strictObject({
      verdicts: OutcomeCounts,
      /** Records that waited: when it began, at most, and when it ended; and when none of them waited any more. Null where nobody kept it. */
      waiting: z.strictObject({ begin: Count, peak: Count, end: Count.nullable(), drainedAt: Time.nullable() }).nullable(),
    })
    .nullable(),
});
export type IncidentView = z.infer<typeof IncidentView>;
const Overview = z.strictObject({
  /** When it was read. */
  at: Time,
  /** What was counted: the span asked for, widened to whole quarters of an hour. */
  from: Time,
  to: Time,
  /** Width of a slot: a quarter of an hour, an hour or a Macau day, as the span is long. */
  slotMs: z.union([z.literal(900_000), z.literal(3_600_000), z.literal(86_400_000)]),
  totals: OutcomeCounts,
  /** In the hour of `at`, whatever the span. */
  thisHour: Count,
  /** Median seconds between consecutive travellers of a lane, pauses over ten minutes left out; null with fewer than two. */
  medianGapSeconds: Seconds.nullable(),
  /** Nine in ten came within this time of the one before. */
  p90GapSeconds: Seconds.nullable(),
  pace: z.array(z.strictObject({ fromSeconds: Seconds, toSeconds: Seconds, travellers: Count })),
  converted: Count,
  /** Cases of the second line opened. */
  cases: Count,
  caseKinds: z.array(z.strictObject({ kind: z.enum(CASE_KINDS), count: Count })),
  /** Travellers let through against the rules. */
  overrides: Count,
  overrideReasons: z.array(z.strictObject({ reason: z.enum(OVERRIDE_REASONS), count: Count })),
  /** Travellers recorded without a code, in contingencies; not among the totals. */
  crossings: Count,
  queue: Status.shape.queue,
  /** Slots with work in them. */
  slots: z.array(z.strictObject({ startAt: Time, counts: OutcomeCounts, converted: Count, medianGapSeconds: Seconds.nullable() })),
  reasons: z.array(z.strictObject({ code: ReasonCode, count: Count })),
  formats: z.array(z.strictObject({ format: z.string(), count: Count })),
  /** As the codes name them, the twenty most frequent. */
  issuers: z.array(z.strictObject({ issuer: z.string(), names: NamesByLanguage.nullable(), count: Count })),
  lanes: z.array(z.strictObject({ lane: z.string(), count: Count })),
  /** What touches the span, oldest first. */
  incidents: z.array(IncidentView),
  /** What waited over the span, oldest first; the first may lie before it. */
  backlog: z.array(z.strictObject({ at: Time, waiting: Count, peak: Count })),
  /** By staff number; null unless the settings allow it and the span is a day at most. */
  officers: z.array(z.strictObject({ staffNumber: z.string().nullable(), counts: OutcomeCounts })).nullable(),
});
export type Overview = z.infer<typeof Overview>;
export const EXPORT_KINDS = ['csv', 'print'] as const;

// --- service -------------------------------------------------------------------------------------------------

const RenewKeyReply = z.strictObject({ result: z.enum([...KEY_RENEWALS, 'no-gateway']), keyId: z.string().nullable(), error: z.string().nullable() });

const ScannerView = z.strictObject({
  deviceId: z.string(),
  role: ScannerRole.nullable(),
  product: z.string(),
  /** Null for a serial port that is not on USB. */
  vendorId: Count.nullable(),
  productId: Count.nullable(),
  mode: z.enum(['hid-pos', 'hid-keyboard', 'serial']),
  profile: z.string(),
  state: z.enum(SCANNER_STATES),
  detail: z.string().nullable(),
  damage: KeyboardDamage.nullable(),
  codesRead: Count,
  tornReads: Count,
  lastReadAt: Time.nullable(),
});
export type ScannerView = z.infer<typeof ScannerView>;
/** One report, field by field; of a traveller's data only the number of bytes is told. */
const RawReport = z.strictObject({
  deviceId: z.string(),
  at: Time,
  bytes: Count,
  reading: z.enum(REPORT_READINGS),
  /** What contradicts the profile; null when it was read. */
  why: z.string().nullable(),
  /** `from` and `to`: offsets of the first byte and the last. */
  fields: z.array(z.strictObject({ from: Count, to: Count, field: z.enum(REPORT_FIELDS), value: z.string().max(40) })).max(MAX_REPORT_FIELDS),
});
export type RawReport = z.infer<typeof RawReport>;

export { ACCESS_RIGHTS, DESCRIPTOR_RESULTS, DEVICE_USES, LAYOUT_FIELDS, PROGRAMMING_SYMBOLOGIES, SCANNER_MODES } from './model/devices.ts';
export { REPORT_FIELDS, REPORT_READINGS } from './model/report-fields.ts';
export { TEST_CARD_FINDINGS, TEST_CARD_LENGTHS, TEST_CARD_RESULTS } from './model/test-card.ts';
const ProgrammingBarcode = z.strictObject({ symbology: z.enum(PROGRAMMING_SYMBOLOGIES), text: z.string(), /** Code 128 only: where function character 3 stands; null for none. */ fnc3: z.enum(['first', 'last']).nullable() });
export type ProgrammingBarcode = z.infer<typeof ProgrammingBarcode>;
/** One physical device on the machine, scanner or not. */
const DeviceView = z.strictObject({
  /** Null for a serial port that is not on USB. */
  vendorId: Count.nullable(),
  productId: Count.nullable(),
  serialNumber: z.string().nullable(),
  product: z.string(),
  manufacturer: z.string(),
  interfaces: z
    .array(
      z.strictObject({
        kind: z.enum(['hid', 'serial']),
        path: z.string(),
        usagePage: Count.nullable(),
        usage: Count.nullable(),
        rights: z.strictObject({ may: z.enum(ACCESS_RIGHTS), owner: z.string().nullable(), group: z.string().nullable(), mode: z.string().nullable() }),
        use: z.enum(DEVICE_USES),
        profile: z.string().nullable(),
        /** What the device's own descriptor says of the profile's layout; null where there is nothing to compare. */
        descriptor: z
          .strictObject({
            result: z.enum(DESCRIPTOR_RESULTS),
            why: z.string().nullable(),
            differences: z.array(z.strictObject({ field: z.enum(LAYOUT_FIELDS), profile: Count.nullable(), descriptor: Count.nullable() })).max(64),
          })
          .nullable(),
      }),
    )
    .max(MAX_LISTED_INTERFACES),
  /** The scanner that the terminal reads, or tries to. */
  scanner: ScannerView.nullable(),
  /** What it is by the models of scanners; null when nothing says that it is a scanner. */
  mode: z
    .strictObject({
      vendorName: z.string().nullable(),
      model: z.string().nullable(),
      mode: z.enum(SCANNER_MODES),
      knownBy: z.enum(['usage', 'product-id', 'vendor-id']),
      /** It is in HID POS mode. */
      right: z.boolean(),
      /** How to bring it there: codes to scan in this order (none where no document gives them), and the maker's name of the setting. */
      advice: z.strictObject({ barcodes: z.array(ProgrammingBarcode), setting: z.strictObject({ name: z.string(), manual: z.string() }) }).nullable(),
    })
    .nullable(),
});
export type DeviceView = z.infer<typeof DeviceView>;
const TestCardFindings = Object.values(TEST_CARD_FINDINGS).flat();
const TestCardView = z.strictObject({
  card: z.strictObject({ length: z.enum(TEST_CARD_LENGTHS), nonce: z.string(), text: z.string() }),
  startedAt: Time,
  /** Codes that broke off since. */
  tornReads: Count,
  /** Scans of it, newest first. */
  results: z
    .array(
      z.strictObject({
        at: Time,
        source: z.enum(SCAN_SOURCES),
        deviceId: z.string().nullable(),
        lines: z.array(z.strictObject({ check: z.enum(TEST_CARD_CHECKS), finding: z.enum(TestCardFindings), result: z.enum(TEST_CARD_RESULTS), values: z.record(z.string(), z.union([z.string(), z.number()])) })),
      }),
    )
    .max(10),
});
export type TestCardView = z.infer<typeof TestCardView>;
const TestCardState = z.strictObject({ /** Null while none is shown. */ state: TestCardView.nullable() });
const TrustView = z.strictObject({
  keySet: z.strictObject({ sequence: Count, issuedAt: Time, loadedFrom: z.string(), revokedCodes: Count }),
  keys: z.array(z.strictObject({ issuer: z.string(), keyId: z.string(), algorithm: z.string(), purposes: z.array(z.string()), validFrom: Time, validUntil: Time, inForce: z.boolean() })),
  ruleSet: z.strictObject({ id: z.string(), version: z.string(), loadedFrom: z.string(), source: z.string() }),
  rules: z.array(z.strictObject({ id: z.string(), outcome: z.enum(['refer', 'refuse']), reason: ReasonCode, description: z.string() })),
  terminalKey: z.strictObject({ keyId: z.string(), publicKeyPem: z.string() }),
  sealingKeyId: z.string().nullable(),
  policy: z.strictObject({
    /** After the end of the signed time. */
    ageingAfterMs: Count,
    staleAfterMs: Count,
    deadAfterMs: Count,
    minimumVersion: z.string().nullable(),
    deactivated: Count,
  }),
  clock: z.strictObject({
    /** No earlier time is right, and from where that is known. */
    floorAt: Time,
    floorFrom: z.enum(FLOOR_SOURCES),
    /** `withinMs`: how far the truth can be from `offsetMs`. */
    gateway: z.strictObject({ offsetMs: z.number().int(), withinMs: Count, measuredAt: Time }).nullable(),
    limitMs: Count,
  }),
});
export type TrustView = z.infer<typeof TrustView>;
/** Verdicts on made-up and on past travellers, before a set counts. */
const Expectation = z.strictObject({ outcome: Outcome, reasons: z.array(ReasonCode).nullable() });
const RehearsalView = z.strictObject({
  at: Time,
  scenarios: z.strictObject({ tried: Count, broken: Count, first: z.array(z.strictObject({ name: z.string(), expected: Expectation, found: Expectation })) }),
  travellers: z.strictObject({ tried: Count, oldestAt: Time.nullable() }),
  /** Verdicts by today's rules, and by these. */
  today: OutcomeCounts,
  then: OutcomeCounts,
  changes: z.array(z.strictObject({ from: Outcome, to: Outcome, ruleId: z.string().nullable(), reason: ReasonCode, count: Count })),
  untried: z.array(z.string()),
});
export type RehearsalView = z.infer<typeof RehearsalView>;
const Digest = z.string().regex(/^[0-9a-f]{64}$/);
const RuleSetSummary = z.strictObject({
  digest: Digest,
  /** `id@version`. */
  name: z.string(),
  source: z.string(),
  origin: z.string(),
  rules: Count,
  scenarios: Count,
  endsAt: Time.nullable(),
});
const RulesView = z.strictObject({
  /** `before`: what a roll-back leads to; null where it is not possible. */
  inForce: RuleSetSummary.extend({ since: Time.nullable(), before: z.string().nullable() }),
  /** The next one first. */
  waiting: z.array(RuleSetSummary.extend({ offeredAt: Time, startsAt: Time, rehearsal: RehearsalView.nullable() })),
  setAside: z.array(RuleSetSummary.extend({ why: z.enum(SET_ASIDE), at: Time, rehearsal: RehearsalView.nullable() })),
  /** Which set came into force when, the newest first. */
  past: z.array(z.strictObject({ name: z.string(), at: Time })),
});
export type RulesView = z.infer<typeof RulesView>;
export { RULE_REASONS, type RuleDecision, type RuleReason } from './model/rule-book.ts';
/** Why nothing is decided. `not-allowed`: nobody is signed in; `busy`: another action waits for its second person. */
export const RULE_REFUSALS = ['set-unknown', 'not-waiting', 'not-in-force', 'nothing-before', 'not-set-aside', 'not-allowed', 'busy'] as const;
const DecideReply = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), state: z.enum(['done', 'asked']) }),
  z.strictObject({ ok: z.literal(false), refusal: z.enum(RULE_REFUSALS) }),
]);
const TrustRoles = { root: Count, timestamp: Count, snapshot: Count, targets: Count };
/** What became of an attempt to bring a set; how the terminal stands by it does not depend on the newest one having worked. */
const TrustOutcome = z.strictObject({
  at: Time,
  source: z.enum(TRUST_SOURCES),
  result: z.enum(TRUST_RESULTS),
  cause: z.enum(TRUST_CAUSES).nullable(),
  /** What was offered, where it could be read. */
  versions: z.strictObject(TrustRoles).nullable(),
  /** In English, for whoever mends the source: which file, what was expected, what came. */
  detail: z.string().nullable(),
  person: z.string().nullable(),
  /** How many in a row ended alike. */
  times: Count,
});
export type TrustOutcomeView = z.infer<typeof TrustOutcome>;
const TrustDistribution = z.strictObject({
  /** Null: sets come in folders alone. */
  url: z.string().nullable(),
  /** The attempt under way; totals are 0 until they are known. */
  underWay: z.strictObject({ source: z.enum(TRUST_SOURCES), phase: z.enum(TRUST_PHASES), files: Count, ofFiles: Count, bytes: Count, ofBytes: Count }).nullable(),
  /** The set in force; null before the first, and where it was found damaged. */
  set: z
    .strictObject({
      versions: z.strictObject(TrustRoles),
      expires: z.strictObject({ root: Time, timestamp: Time, snapshot: Time, targets: Time }),
      verifiedAt: Time,
      signedAt: Time.nullable(),
      targets: Count,
      keys: Count,
      revokedCodes: Count,
      ruleSets: z.array(z.string()),
      sealingKeyId: z.string().nullable(),
      ownProfiles: z.boolean(),
      policy: z.boolean(),
      updates: z.array(z.string()),
    })
    .nullable(),
  /** What each source said last. */
  sources: z.array(TrustOutcome),
  recent: z.array(TrustOutcome),
});
export type TrustDistribution = z.infer<typeof TrustDistribution>;
/** Why nothing was tried. `no-distribution`: keys come from files that the settings name. */
export const TRUST_REFUSALS = ['busy', 'no-url', 'not-a-path', 'no-distribution'] as const;
const TrustReply = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), outcome: TrustOutcome }),
  z.strictObject({ ok: z.literal(false), refusal: z.enum(TRUST_REFUSALS) }),
]);
export type TrustReply = z.infer<typeof TrustReply>;
/** Longest path of a folder. */
export const MAX_FOLDER_CHARACTERS = 1_024;
export { PARKED_BY_HAND, QUEUE_SETS } from './model/queue.ts';
const OutboxStateName = z.enum(OUTBOX_STATES);
const QueueRow = z.strictObject({
  recordId: z.uuid(),
  state: OutboxStateName,
  createdAt: Time,
  attempts: Count,
  nextAttemptAt: Time.nullable(),
  lastError: z.string().nullable(),
  deliveredAt: Time.nullable(),
});
export type QueueRow = z.infer<typeof QueueRow>;
/** Rows of a page of the queue. */
export const QUEUE_PAGE_ROWS = 50;
/** Where a page ends and the next begins; the engine's own, not to be made up. */
const QueueCursor = z.strictObject({ at: z.int(), id: z.int() });
export type QueueCursor = z.infer<typeof QueueCursor>;
const QueuePage = z.strictObject({ rows: z.array(QueueRow).max(QUEUE_PAGE_ROWS), next: QueueCursor.nullable() });
export type QueuePage = z.infer<typeof QueuePage>;
/** Work on many records, under way or as it ended. */
const QueueWork = z.strictObject({
  kind: z.enum(QUEUE_WORK_KINDS),
  state: z.enum(QUEUE_WORK_STATES),
  done: Count,
  total: Count,
  /** The whole file that an export has written. */
  file: z.string().nullable(),
  fault: z.enum(QUEUE_FAULTS).nullable(),
});
export type QueueWork = z.infer<typeof QueueWork>;
/** Why an export was not begun. */
export const QUEUE_REFUSALS = ['busy', 'not-a-path'] as const;
/** `started` is false while other work is under way. */
const QueueStart = z.strictObject({ started: z.boolean() });
const QueueView = z.strictObject({
  counts: z.strictObject({ pending: Count, leased: Count, delivered: Count, dead: Count }),
  network: Status.shape.network,
  oldestParkedAt: Time.nullable(),
  work: QueueWork.nullable(),
});
export type QueueView = z.infer<typeof QueueView>;
const SystemView = z.strictObject({
  versions: z.record(z.string(), z.string()),
  dataDir: z.string(),
  databaseBytes: Count,
  freeDiskBytes: Count,
  startedAt: Time,
  memoryBytes: Count,
  incidents: z.array(z.strictObject({ at: Time, code: z.string(), detail: z.string() })),
  /** Databases that were set aside, newest first; `folder` lies below the data folder. */
  damages: z.array(z.strictObject({ at: Time, cause: z.enum(DAMAGE_CAUSES), folder: z.string(), saved: Count, lost: Count.nullable(), marks: z.enum(['kept', 'lost']), acknowledgedAt: Time.nullable() })),
});
export type SystemView = z.infer<typeof SystemView>;

// --- staff ---------------------------------------------------------------------------------------------------

const RoleName = z.enum(ROLES);
const StaffNumber = z.string().regex(/^[A-Z0-9]{3,12}$/);
const Pin = z.string().max(64);
const Person = z.strictObject({ staffNumber: z.string(), roles: z.array(RoleName) });
/** Why somebody is not let in. */
export const STAFF_REFUSALS = [
  'badge-malformed',
  'badge-not-proved',
  'badge-forged',
  'badge-not-yet-valid',
  'badge-expired',
  'badge-revoked',
  'staff-unknown',
  'badge-needed',
  'technician-first',
  'nobody-waiting',
  'pin-wrong',
  'pin-wait',
  'pin-blocked',
  'pin-form',
  'pin-weak',
  'busy',
  'second-person-same',
  'second-person-role',
  'second-person-badge',
  'second-person-pin-reset',
  'second-person-too-late',
] as const;
const StaffRefusal = z.enum(STAFF_REFUSALS);
export type StaffRefusal = z.infer<typeof StaffRefusal>;
const StaffReply = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true) }),
  z.strictObject({ ok: z.literal(false), refusal: StaffRefusal, waitUntil: Time.nullable() }),
]);
export type StaffReply = z.infer<typeof StaffReply>;
export const SESSION_STATES = ['open', 'uncommissioned', 'signed-out', 'signed-in', 'locked'] as const;
export const SessionView = z.strictObject({
  /** `open`: nobody has to sign in here; `uncommissioned`: a technician must sign in first. */
  state: z.enum(SESSION_STATES),
  /** Who is signed in, or who locked. */
  person: Person.nullable(),
  since: Time.nullable(),
  /** Whose PIN is awaited; `new-pin`: there is none yet. */
  waiting: Person.extend({ needs: z.enum(['pin', 'new-pin']), waitUntil: Time.nullable(), blocked: z.boolean() }).nullable(),
  /** What waits for a second person: a badge is then that person's, not a hand-over. */
  pending: z.strictObject({ action: z.enum(SECOND_ACTIONS), roles: z.array(RoleName), reason: z.string(), until: Time }).nullable(),
  /** What became of the last badge or number. */
  refusal: StaffRefusal.nullable(),
});
export type SessionView = z.infer<typeof SessionView>;
const StaffView = Person.extend({ hasPin: z.boolean(), failures: Count, blocked: z.boolean(), badgeExpiresAt: Time, badgeCounts: z.boolean() });
export type StaffView = z.infer<typeof StaffView>;
const AuditLine = z.strictObject({
  at: Time,
  action: z.enum(AUDIT_ACTIONS),
  person: z.string().nullable(),
  roles: z.array(z.string()),
  second: z.string().nullable(),
  secondRoles: z.array(z.string()),
  subject: z.string().nullable(),
  reason: z.string().nullable(),
  ruleSet: z.string().nullable(),
});
export type AuditLine = z.infer<typeof AuditLine>;

export { CONTINGENCY_REASONS, CROSSING_OUTCOMES, CROSSING_REASONS, CROSSING_REASONS_OF, EVIDENCE_KINDS } from './model/contingency.ts';

// --- contingency ---------------------------------------------------------------------------------------------

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

// --- notices -------------------------------------------------------------------------------------------------

export { parseTimeOfDay } from './model/macau-time.ts';
export { countCharacters, MAX_NOTICE_CHARACTERS, NOTICE_ENDS, NOTICE_SEVERITIES, type NoticeEnd, type NoticeSeverity, parseNoticeText } from './model/notice.ts';

/** Longest text taken for checking: what is pasted by mistake is told to be too long, not cut. */
export const MAX_TYPED_NOTICE_CHARACTERS = 8_192;
const NoticeId = z.string().min(1).max(100);
const Severity = z.enum(NOTICE_SEVERITIES);
const TypedNotice = z.strictObject({ source: z.literal('typed'), noticeId: z.uuid(), severity: Severity, text: z.string(), sentAt: Time, sentBy: z.string().nullable(), validUntil: Time.nullable() });
/** A language without words of its own is shown the traditional Chinese. */
const WordsByLanguage = z.strictObject({ 'zh-Hant': z.string(), pt: z.string().optional(), en: z.string().optional(), 'zh-Hans': z.string().optional() });
const RuleSetNotice = z.strictObject({ source: z.literal('rules'), noticeId: NoticeId, severity: Severity, text: WordsByLanguage, validUntil: Time.nullable() });
/** A notice to the desks: as a supervisor typed it, or in the desk's languages from the rule set. */
const NoticeView = z.discriminatedUnion('source', [TypedNotice, RuleSetNotice]);
export type NoticeView = z.infer<typeof NoticeView>;
const NoticeHistory = {
  withdrawn: z.strictObject({ at: Time, by: z.string().nullable() }).nullable(),
  /** In the order in which they were given; `by` is null for the lane, where nobody signs in. */
  acknowledged: z.array(z.strictObject({ at: Time, by: z.string().nullable() })),
};
const ListedNotice = z.discriminatedUnion('source', [TypedNotice.extend(NoticeHistory), RuleSetNotice.extend(NoticeHistory)]);
export type ListedNotice = z.infer<typeof ListedNotice>;
/** `minutes` after midnight: the next time that Macau's clocks show it. */
const NoticeEnding = z.discriminatedUnion('end', [
  z.strictObject({ end: z.enum(NOTICE_ENDS).exclude(['time-of-day']) }),
  z.strictObject({ end: z.literal('time-of-day'), minutes: z.int().min(0).max(1_439) }),
]);
/** Why a notice is not sent. */
export const NOTICE_REFUSALS = [...NOTICE_TEXT_FAULTS, 'too-many'] as const;
export type NoticeRefusal = (typeof NOTICE_REFUSALS)[number];

// --- drill ---------------------------------------------------------------------------------------------------

/** Travellers with health codes of this border. */
export const OWN_KINDS = ['good', 'yellow', 'red', 'blue', 'expired', 'forged', 'unknown-issuer', 'revoked', 'unreadable', 'repeated'] as const;
/** Travellers with codes from elsewhere: a good one of each format, a bad one of any, and one of a family that is not accepted. */
export const FOREIGN_KINDS = [...FOREIGN_FORMAT_IDS, 'foreign-bad', 'not-accepted'] as const;
export const TRAVELLER_KINDS = [...OWN_KINDS, ...FOREIGN_KINDS] as const;
export const TravellerKind = z.enum(TRAVELLER_KINDS);
export type TravellerKind = z.infer<typeof TravellerKind>;
export const DrillState = z.strictObject({
  /** Travellers come by themselves. */
  auto: z.boolean(),
  gateway: z.enum(['up', 'down', 'faulty']),
  scanner: z.enum(['plugged', 'unplugged']),
});
export type DrillState = z.infer<typeof DrillState>;

// --- the tables ----------------------------------------------------------------------------------------------

/** Who may make a call: anybody who can reach the terminal, or whoever is signed in with one of these roles. */
export type Callers = 'anyone' | readonly Role[];
const ANYONE: Callers = 'anyone';
/** Whoever is signed in. */
const STAFF: Callers = ROLES;
const DESK: Callers = ['officer', 'supervisor'];
const SUPERVISOR: Callers = ['supervisor'];
const TECHNICIAN: Callers = ['technician'];
const BACK_OFFICE: Callers = ['supervisor', 'technician'];

const call = <Q extends z.ZodType, R extends z.ZodType>(callers: Callers, request: Q, reply: R) => ({ callers, request, reply });

const WedgeRequest = z.strictObject({
  /** As the system made it of the keys; an input method may have left nothing of it. */
  text: z.string().max(MAX_TYPED_CODE_CHARACTERS),
  /** The keys in their order: usage on page 0x07 of the HID Usage Tables, 0 where it is not known, plus 256 times the modifiers of a boot report. */
  strokes: z.array(z.int().min(0).max(0xffff)).max(MAX_TYPED_CODE_CHARACTERS),
  /** An input method had a hand in it. */
  inputMethod: z.boolean(),
});

/** Calls of the window to the engine. */
export const calls = {
  'app:welcome': call(ANYONE, Nothing, Welcome),
  'app:status': call(ANYONE, Nothing, Status),
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
  /** Lets a traveller through whom the rules refuse; with two people, asks for the second. */
  'desk:override': call(DESK, z.strictObject({ scanId: ScanId, reason: z.enum(OVERRIDE_REASONS) }), OverrideReply),
  /** Asks for a second person to consent to stale trust at this terminal, for eight hours or until the next step; one of the two is a supervisor. */
  'trust:accept-stale': call(STAFF, Nothing, ConsentReply),
  /** Sends the traveller of a scan to the second line. */
  'case:open': call(DESK, z.strictObject({ scanId: ScanId, kind: z.enum(CASE_KINDS) }), CaseReply),
  'case:list': call(SUPERVISOR, Nothing, z.strictObject({ open: z.array(CaseView).max(100), closed: z.array(CaseView).max(20) })),
  'case:close': call(SUPERVISOR, z.strictObject({ number: CaseNumber, outcome: z.enum(CASE_OUTCOMES), reason: z.enum(CLOSING_REASONS) }), CaseReply),
  'overview:read': call(SUPERVISOR, Span, Overview),
  /** The same for a file or a printed page, without officers; audited. */
  'overview:export': call(SUPERVISOR, Span.safeExtend({ kind: z.enum(EXPORT_KINDS) }), Overview),
  'service:scanners': call(
    TECHNICIAN,
    Nothing,
    z.strictObject({
      scanners: z.array(ScannerView),
      /** Sides of the desk none of whose scanners is seen. */
      missingRoles: z.array(ScannerRole),
      /** Drivers that cannot list devices at all, with what to do. */
      driverFaults: z.array(z.strictObject({ code: z.enum(['driver-missing', 'denied', 'failed']), detail: z.string() })),
    }),
  ),
  /** Turns the live report view on or off. */
  /** Examines a code of a picture file without a traveller: nothing is journalled and nothing counts. Audited, without content. */
  'service:examine-code': call(TECHNICIAN, FoundCode, CodeExamination),
  'service:watch-reports': call(TECHNICIAN, z.strictObject({ on: z.boolean() }), Done),
  /** Everything on the machine that could be a scanner, with the reports' devices of this session. */
  'service:devices': call(TECHNICIAN, Nothing, z.strictObject({ devices: z.array(DeviceView).max(MAX_LISTED_DEVICES), recorded: z.array(z.string()) })),
  /** The reports of this session as a fixture without the traveller's bytes; null where the device sent none. */
  'service:export-reports': call(TECHNICIAN, z.strictObject({ deviceId: z.string().max(400) }), z.strictObject({ fixture: z.string().nullable() })),
  /** Shows a new test card. While it is shown, its scans are no traveller's codes. */
  'service:start-test-card': call(TECHNICIAN, z.strictObject({ length: z.enum(TEST_CARD_LENGTHS) }), TestCardState),
  'service:stop-test-card': call(TECHNICIAN, Nothing, Done),
  'service:test-card': call(TECHNICIAN, Nothing, TestCardState),
  'service:trust': call(TECHNICIAN, Nothing, TrustView),
  /** Where the signed set comes from and how it stands; null where keys come from files. */
  'trust:state': call(TECHNICIAN, Nothing, z.strictObject({ distribution: TrustDistribution.nullable() })),
  /** Asks the server now; answers when the attempt has ended. */
  'trust:update': call(TECHNICIAN, Nothing, TrustReply),
  /** Folders on sticks that look like a repository. */
  'trust:sticks': call(TECHNICIAN, Nothing, z.strictObject({ folders: z.array(z.string()) })),
  /** Takes the repository in a folder; answers when the attempt has ended. */
  'trust:import': call(TECHNICIAN, z.strictObject({ folder: z.string().min(1).max(MAX_FOLDER_CHARACTERS) }), TrustReply),
  'rules:read': call(TECHNICIAN, Nothing, RulesView),
  /** Tries a set again, on the travellers kept by now. */
  'rules:rehearse': call(TECHNICIAN, z.strictObject({ digest: Digest }), z.strictObject({ found: z.boolean() })),
  /** Refuses a set that waits; takes one back, goes back to the one before or lets one count again once a second person has confirmed it. */
  'rules:decide': call(TECHNICIAN, z.strictObject({ digest: Digest, decision: z.enum(RULE_DECISIONS), reason: z.enum(RULE_REASONS) }), DecideReply),
  'service:queue': call(BACK_OFFICE, Nothing, QueueView),
  /** Rows of one state, from the beginning or after a page: waiting and parked ones the oldest first, delivered ones the newest first. */
  'queue:page': call(BACK_OFFICE, z.strictObject({ state: OutboxStateName, after: QueueCursor.nullable() }), QueuePage),
  /** Closes the breaker and makes all waiting records due, batch by batch. */
  'service:retry-now': call(BACK_OFFICE, Nothing, QueueStart),
  /** Makes one waiting record due. */
  'queue:hasten': call(TECHNICIAN, z.strictObject({ recordId: z.uuid() }), z.strictObject({ hastened: z.boolean() })),
  /** Sets one waiting record aside: it is not sent until it is put back. */
  'queue:park': call(TECHNICIAN, z.strictObject({ recordId: z.uuid() }), z.strictObject({ parked: z.boolean() })),
  /** Puts a parked record back into the queue. */
  'service:requeue': call(TECHNICIAN, z.strictObject({ recordId: z.uuid() }), z.strictObject({ requeued: z.boolean() })),
  /** Has the gateway take a new key of this terminal in place of the one in use. */
  'service:renew-key': call(TECHNICIAN, Nothing, RenewKeyReply),
  /** Puts all parked records back, batch by batch. */
  'queue:requeue-all': call(TECHNICIAN, Nothing, QueueStart),
  /** Writes records, still sealed, into a folder as JSON Lines, batch by batch. */
  'queue:export': call(
    TECHNICIAN,
    z.strictObject({ set: z.enum(QUEUE_SETS), folder: z.string().min(1).max(MAX_FOLDER_CHARACTERS) }),
    z.discriminatedUnion('ok', [z.strictObject({ ok: z.literal(true) }), z.strictObject({ ok: z.literal(false), refusal: z.enum(QUEUE_REFUSALS) })]),
  ),
  /** Ends the work under way after its batch. */
  'queue:cancel': call(TECHNICIAN, Nothing, z.strictObject({ cancelled: z.boolean() })),
  'service:system': call(TECHNICIAN, Nothing, SystemView),
  /** Ends the alarm of a damaged database; false when none was open. */
  'service:acknowledge-damage': call(TECHNICIAN, Nothing, z.strictObject({ acknowledged: z.boolean() })),
  /** Writes a diagnostics file without traveller data into the data directory. */
  'service:diagnostics': call(TECHNICIAN, Nothing, z.strictObject({ file: z.string(), json: z.string() })),
  'staff:session': call(ANYONE, Nothing, SessionView),
  /** Names somebody whose badge is not at hand. */
  'staff:identify': call(ANYONE, z.strictObject({ staffNumber: StaffNumber }), StaffReply),
  'staff:enter-pin': call(ANYONE, z.strictObject({ pin: Pin }), StaffReply),
  /** The first PIN of somebody whose badge was just scanned. */
  'staff:choose-pin': call(ANYONE, z.strictObject({ pin: Pin }), StaffReply),
  /** Forgets whose PIN was awaited. */
  'staff:cancel': call(ANYONE, Nothing, Done),
  'staff:lock': call(STAFF, Nothing, Done),
  /** Ends the session, a locked one too. */
  'staff:sign-out': call(ANYONE, Nothing, Done),
  /** A key or a pointer moved: not idle. */
  'staff:active': call(ANYONE, Nothing, Done),
  'staff:list': call(SUPERVISOR, Nothing, z.strictObject({ staff: z.array(StaffView) })),
  'staff:release': call(SUPERVISOR, z.strictObject({ staffNumber: StaffNumber }), z.strictObject({ found: z.boolean() })),
  'staff:reset-pin': call(SUPERVISOR, z.strictObject({ staffNumber: StaffNumber }), z.strictObject({ found: z.boolean() })),
  /** The newest lines of the audit. */
  'audit:read': call(SUPERVISOR, Nothing, z.strictObject({ entries: z.array(AuditLine).max(200) })),
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
  /** Notices that stand, and the last twenty typed ones that do no more. */
  'notice:list': call(SUPERVISOR, Nothing, z.strictObject({ standing: z.array(ListedNotice), past: z.array(ListedNotice).max(20) })),
  'notice:send': call(
    SUPERVISOR,
    z.strictObject({ severity: Severity, text: z.string().max(MAX_TYPED_NOTICE_CHARACTERS), until: NoticeEnding }),
    z.discriminatedUnion('ok', [z.strictObject({ ok: z.literal(true), noticeId: z.uuid() }), z.strictObject({ ok: z.literal(false), refusal: z.enum(NOTICE_REFUSALS) })]),
  ),
  /** Typed ones alone: those of the rule set go with it. */
  'notice:withdraw': call(
    SUPERVISOR,
    z.strictObject({ noticeId: z.uuid() }),
    z.discriminatedUnion('ok', [z.strictObject({ ok: z.literal(true) }), z.strictObject({ ok: z.literal(false), refusal: z.literal('not-standing') })]),
  ),
  /** What whoever is here has not acknowledged. */
  'notice:pending': call(DESK, Nothing, z.strictObject({ notices: z.array(NoticeView) })),
  'notice:acknowledge': call(
    DESK,
    z.strictObject({ noticeId: NoticeId }),
    z.discriminatedUnion('ok', [z.strictObject({ ok: z.literal(true) }), z.strictObject({ ok: z.literal(false), refusal: z.enum(['not-standing', 'already-acknowledged']) })]),
  ),
  'drill:state': call(ANYONE, Nothing, z.strictObject({ state: DrillState.nullable() })),
  'drill:set': call(ANYONE, DrillState.partial(), z.strictObject({ state: DrillState.nullable() })),
  /** Presents the badge of one of the drill's people. Does nothing outside drill mode. */
  'drill:badge': call(ANYONE, z.strictObject({ role: RoleName }), Done),
  /** Presents one traveller now; without a kind, the next of the stream. Does nothing outside drill mode. */
  'drill:present': call(ANYONE, z.strictObject({ kind: TravellerKind.nullable() }), Done),
} as const;

/** Events of the engine to the window. */
export const events = {
  /** Bytes of a code are arriving. */
  'scan:reading': z.strictObject({ deviceId: z.string(), bytesRead: Count }),
  /** A part of a card divided over several symbols was read: the next one is awaited. */
  'scan:part': z.strictObject({ have: Count, of: Count }),
  /** A code broke off: scan again. */
  'scan:torn': z.strictObject({ deviceId: z.string(), role: ScannerRole.nullable(), cause: z.enum(['gap', 'overflow', 'lost', 'garbled']) }),
  /** A code was typed otherwise than it is. Not restored: scan again, once the cause is put right. */
  'scan:damaged': DamagedCode.extend({ role: ScannerRole.nullable() }),
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
  /** Sent only after the case is on disk. */
  'case:changed': CaseView,
  /** Sent only after the override is on disk. */
  'override:changed': OverrideView,
  'status:changed': Status,
  /** Other rules are in force, or something was offered or decided. */
  'rules:changed': Done,
  /** An attempt to bring a set has come further, or has ended. */
  'trust:changed': TrustDistribution,
  'service:report': RawReport,
  /** The test card is shown, was scanned, or is gone. */
  'service:test-card': TestCardState,
  /** Work on the queue has come further, or has ended: ask for it. */
  'queue:changed': Nothing,
  'drill:changed': DrillState,
  'staff:changed': SessionView,
  'contingency:changed': ContingencyState,
  /** What stands or who has acknowledged it: ask for what this session may see. Says nothing itself, since it goes to windows that nobody is signed in to. */
  'notice:changed': Nothing,
  /** The terminal could not keep a record, or another fault the officer must know of; codes have texts in the locales. */
  'fault:raised': z.strictObject({ code: z.enum(['record-not-kept', 'conversion-not-kept', 'engine-restarted']), incidentId: z.string() }),
} as const;

export type CallName = keyof typeof calls;
export type EventName = keyof typeof events;
export type Request<Name extends CallName> = z.infer<(typeof calls)[Name]['request']>;
export type Reply<Name extends CallName> = z.infer<(typeof calls)[Name]['reply']>;
export type EventPayload<Name extends EventName> = z.infer<(typeof events)[Name]>;
