/** What a supervisor sees of a span of time: figures, incidents, the backlog. */
import * as z from 'zod';
import { CASE_KINDS } from '../model/case.ts';
import { INCIDENT_PARTS } from '../model/journal.ts';
import { OVERRIDE_REASONS } from '../model/override.ts';
import { call, SUPERVISOR } from './call.ts';
import { Status } from './status.ts';
import { Count, NamesByLanguage, OutcomeCounts, ReasonCode, Time } from './words.ts';

/** Longest span the overview reads: a month of Macau days. */
export const MAX_SPAN_MS = 31 * 86_400_000;
export const MAX_SHOWN_INCIDENTS = 500;
const Span = z
  .strictObject({ from: Time, to: Time })
  .refine(({ from, to }) => from <= to && to - from <= MAX_SPAN_MS, 'expected a span of 31 days at most that does not end before it begins');
const Seconds = z.number().nonnegative();
export { INCIDENT_PARTS, STATE_INCIDENTS } from '../model/journal.ts';
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

export const overviewCalls = {
  'overview:read': call(SUPERVISOR, Span, Overview),
  /** The same for a file or a printed page, without officers; audited. */
  'overview:export': call(SUPERVISOR, Span.safeExtend({ kind: z.enum(EXPORT_KINDS) }), Overview),
} as const;
