/** The rule sets in force, waiting and set aside, and what a technician decides on them. */
import * as z from 'zod';
import { RULE_DECISIONS, RULE_REASONS, SET_ASIDE } from '../model/rule-book.ts';
import { call, TECHNICIAN } from './call.ts';
import { Count, Done, Nothing, Outcome, OutcomeCounts, ReasonCode, Time } from './words.ts';

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
export { RULE_REASONS, type RuleDecision, type RuleReason } from '../model/rule-book.ts';
/** Why nothing is decided. `not-allowed`: nobody is signed in; `busy`: another action waits for its second person. */
export const RULE_REFUSALS = ['set-unknown', 'not-waiting', 'not-in-force', 'nothing-before', 'not-set-aside', 'not-allowed', 'busy'] as const;
const DecideReply = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), state: z.enum(['done', 'asked']) }),
  z.strictObject({ ok: z.literal(false), refusal: z.enum(RULE_REFUSALS) }),
]);

export const ruleCalls = {
  'rules:read': call(TECHNICIAN, Nothing, RulesView),
  /** Tries a set again, on the travellers kept by now. */
  'rules:rehearse': call(TECHNICIAN, z.strictObject({ digest: Digest }), z.strictObject({ found: z.boolean() })),
  /** Refuses a set that waits; takes one back, goes back to the one before or lets one count again once a second person has confirmed it. */
  'rules:decide': call(TECHNICIAN, z.strictObject({ digest: Digest, decision: z.enum(RULE_DECISIONS), reason: z.enum(RULE_REASONS) }), DecideReply),
} as const;

export const ruleEvents = {
  /** Other rules are in force, or something was offered or decided. */
  'rules:changed': Done,
} as const;
