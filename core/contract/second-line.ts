/** Travellers sent to the second line, as cases without personal data. */
import * as z from 'zod';
import { CASE_KINDS, CASE_OUTCOMES, CLOSING_REASONS } from '../model/case.ts';
import { call, DESK, SUPERVISOR } from './call.ts';
import { Nothing, ReasonCode, ScanId, Time } from './words.ts';

export { COLOUR_REASONS } from '../model/case.ts';

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

export const secondLineCalls = {
  /** Sends the traveller of a scan to the second line. */
  'case:open': call(DESK, z.strictObject({ scanId: ScanId, kind: z.enum(CASE_KINDS) }), CaseReply),
  'case:list': call(SUPERVISOR, Nothing, z.strictObject({ open: z.array(CaseView).max(100), closed: z.array(CaseView).max(20) })),
  'case:close': call(SUPERVISOR, z.strictObject({ number: CaseNumber, outcome: z.enum(CASE_OUTCOMES), reason: z.enum(CLOSING_REASONS) }), CaseReply),
} as const;

export const secondLineEvents = {
  /** Sent only after the case is on disk. */
  'case:changed': CaseView,
} as const;
