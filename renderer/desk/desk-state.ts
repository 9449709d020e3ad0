/** The desk's state, and the actions that change it (reduce-desk.ts). */
import {
  type CaseRefusal,
  type CaseReply,
  type CaseView,
  COLOUR_REASONS,
  type ConversionBarrier,
  type ConversionField,
  type ConversionState,
  type EventPayload,
  type OverrideView,
  type RecentScan,
  type Reply,
  type ScannerRole,
  type VerdictView,
} from '../../core/contract.ts';
import type { ConversionForm } from './conversion-form.ts';

/** Scans listed in the strip: what fits on one line at 1280 pixels with the longest words. */
export const RECENT_SCANS = 12;

/** Why a read came to nothing: it broke off, or the keyboard damaged it. */
export type TornCause = EventPayload<'scan:torn'>['cause'] | EventPayload<'scan:damaged'>['cause'];

export type Refusal = Extract<Reply<'desk:convert'>, { ok: false }>['refusal'] | 'fault';

export interface DeskLimits {
  readonly clearAfterMs: number;
  readonly holdLimitMs: number;
}

export interface DeskState {
  readonly limits: DeskLimits;
  readonly verdict: VerdictView | null;
  readonly conversion: ConversionState | null;
  readonly form: ConversionForm | null;
  readonly sending: boolean;
  readonly refusal: { readonly kind: Refusal; readonly barrier: ConversionBarrier | null } | null;
  /** The case of this traveller at the second line. */
  readonly secondLine: CaseView | null;
  readonly secondLineRefusal: CaseRefusal | 'fault' | null;
  /** By whom this traveller was let through against the rules. */
  readonly override: OverrideView | null;
  /** A newer verdict that waits while a conversion is unfinished. */
  readonly waiting: VerdictView | null;
  /** The officer is being asked whether to drop the unfinished conversion. */
  readonly asking: boolean;
  /** When the traveller's data goes, and the latest instant to which it may be put off. */
  readonly clearsAt: number;
  readonly holdsUntil: number;
  readonly held: boolean;
  readonly reading: { readonly bytes: number; readonly now: number } | null;
  /** A card divided over several symbols, as far as it was read. */
  readonly part: { readonly have: number; readonly of: number } | null;
  readonly torn: { readonly cause: TornCause; readonly role: ScannerRole | null; readonly now: number } | null;
  /** A document was read that waits for its code. */
  readonly documentWaits: boolean;
  /** A document that has to be scanned again. */
  readonly damaged: EventPayload<'document:unreadable'> | null;
  readonly recent: readonly RecentScan[];
}

export type DeskAction =
  | { readonly type: 'limits'; readonly limits: DeskLimits }
  | { readonly type: 'reading'; readonly bytes: number; readonly now: number }
  | { readonly type: 'part'; readonly have: number; readonly of: number }
  | { readonly type: 'quiet' }
  | { readonly type: 'torn'; readonly cause: TornCause; readonly role: ScannerRole | null; readonly now: number }
  | { readonly type: 'verdict'; readonly verdict: VerdictView; readonly now: number }
  /** What a document says of a traveller whose verdict was shown. */
  | { readonly type: 'changed'; readonly verdict: VerdictView; readonly now: number }
  | { readonly type: 'document-waits'; readonly waiting: boolean }
  | { readonly type: 'damaged'; readonly document: EventPayload<'document:unreadable'> }
  | { readonly type: 'restored'; readonly verdict: VerdictView | null; readonly conversion: ConversionState | null; readonly case: CaseView | null; readonly override: OverrideView | null; readonly now: number }
  | { readonly type: 'overridden'; readonly override: OverrideView; readonly now: number }
  | { readonly type: 'case'; readonly case: CaseView }
  | { readonly type: 'case-answered'; readonly scanId: string; readonly reply: CaseReply | 'fault' }
  | { readonly type: 'conversion'; readonly conversion: ConversionState; readonly now: number }
  | { readonly type: 'recent'; readonly scans: readonly RecentScan[] }
  | { readonly type: 'edited'; readonly field: ConversionField; readonly value: string; readonly now: number }
  | { readonly type: 'consent'; readonly given: boolean; readonly now: number }
  | { readonly type: 'sending' }
  | { readonly type: 'answered'; readonly scanId: string; readonly reply: Reply<'desk:convert'>; readonly now: number }
  | { readonly type: 'not-answered'; readonly scanId: string }
  | { readonly type: 'keep'; readonly now: number }
  | { readonly type: 'drop'; readonly now: number }
  | { readonly type: 'hold'; readonly now: number }
  | { readonly type: 'clear'; readonly now: number }
  /** A scan's record could not be kept: the engine forgot whoever stood there, so nothing shown is true any more. */
  | { readonly type: 'forgotten' };

/** Nothing has been done for a traveller yet. */
export const UNTOUCHED = { conversion: null, sending: false, refusal: null, secondLine: null, secondLineRefusal: null, override: null, waiting: null, asking: false } as const satisfies Partial<DeskState>;

export function emptyDesk(limits: DeskLimits): DeskState {
  return {
    limits,
    verdict: null,
    ...UNTOUCHED,
    form: null,
    clearsAt: 0,
    holdsUntil: 0,
    held: false,
    reading: null,
    part: null,
    torn: null,
    documentWaits: false,
    damaged: null,
    recent: [],
  };
}

/** Whether a rule spoke of the colour of a code whose signature holds: that can be appealed. */
export function isContestable(verdict: VerdictView | null): boolean {
  if (!verdict?.traveller) return false;
  return verdict.reasons.some(({ code, ruleId }) => ruleId !== null && COLOUR_REASONS.some((colour) => colour === code));
}

/** Whether the officer has begun a conversion that is not on disk yet. */
export function isUnfinished({ form, conversion }: DeskState): boolean {
  return form?.begun === true && conversion === null;
}
