/**
 * What each action makes of the desk's state. Pure: times come in with the actions, on the window's monotonic clock (`now`, milliseconds), so that a wall
 * clock that jumps neither holds nor clears a traveller.
 */
import type { CaseReply, ConversionState, OverrideView, RecentScan, Reply, VerdictView } from '../../core/contract.ts';
import { editField, fillForm, openForm } from './conversion-form.ts';
import { type DeskAction, type DeskLimits, type DeskState, emptyDesk, isUnfinished, RECENT_SCANS, UNTOUCHED } from './desk-state.ts';

/** The state after an action. */
export function reduceDesk(state: DeskState, action: DeskAction): DeskState {
  switch (action.type) {
    case 'limits':
      return { ...state, limits: action.limits };
    case 'reading':
      return { ...state, reading: { bytes: action.bytes, now: action.now }, torn: null, damaged: null };
    case 'part':
      return { ...state, reading: null, torn: null, damaged: null, part: { have: action.have, of: action.of } };
    case 'quiet':
      return { ...state, reading: null, torn: null, damaged: null, part: state.reading === null && state.torn === null && state.damaged === null ? null : state.part };
    case 'torn':
      return { ...state, reading: null, damaged: null, torn: { cause: action.cause, role: action.role, now: action.now } };
    case 'damaged':
      return { ...state, reading: null, torn: null, damaged: action.document };
    case 'document-waits':
      return { ...state, reading: null, torn: null, damaged: null, documentWaits: action.waiting };
    case 'changed':
      return takeChange(state, action.verdict, action.now);
    case 'verdict':
      return takeVerdict(state, action.verdict, action.now);
    case 'restored':
      return action.verdict === null ? state : { ...show(state, action.verdict, action.now), conversion: action.conversion, secondLine: action.case, override: action.override };
    case 'overridden':
      return takeOverride(state, action.override, action.now);
    case 'case':
      return state.verdict?.scanId === action.case.scanId ? { ...state, secondLine: action.case, secondLineRefusal: null } : state;
    case 'case-answered':
      return takeCaseAnswer(state, action.scanId, action.reply);
    case 'conversion':
      return takeConversion(state, action.conversion, action.now);
    case 'recent':
      return { ...state, recent: action.scans.slice(0, RECENT_SCANS) };
    case 'edited':
      return state.form === null ? state : putOff({ ...state, form: editField(state.form, action.field, action.value), refusal: null }, action.now);
    case 'consent':
      return state.form === null ? state : putOff({ ...state, form: { ...state.form, consent: action.given, begun: true } }, action.now);
    case 'sending':
      return { ...state, sending: true, refusal: null };
    case 'answered':
      return takeAnswer(state, action.scanId, action.reply, action.now);
    case 'not-answered':
      return state.verdict?.scanId === action.scanId ? { ...state, sending: false, refusal: { kind: 'fault', barrier: null } } : state;
    case 'keep':
      return putOff({ ...state, asking: false }, action.now);
    case 'drop':
    case 'clear':
      return clear(state, action.now);
    case 'forgotten':
      return { ...emptyDesk(state.limits), recent: state.recent };
    case 'hold':
      return hold(state, action.now);
  }
}

function takeVerdict(state: DeskState, verdict: VerdictView, now: number): DeskState {
  const listed = { ...state, reading: null, part: null, torn: null, damaged: null, recent: remember(state.recent, verdict) };
  // Asked once: while one new verdict waits already, the next takes its place without another question.
  if (isUnfinished(state)) return { ...listed, waiting: verdict, asking: state.asking || state.waiting === null };
  return show(listed, verdict, now);
}

/** The verdict of a traveller who stands here already, or waits. What was entered for a conversion stays as long as one is possible. */
function takeChange(state: DeskState, verdict: VerdictView, now: number): DeskState {
  const { scanId, outcome, reasons } = verdict;
  const recent = state.recent.map((scan) => (scan.scanId === scanId ? { ...scan, outcome, reason: reasons[0]?.code ?? null } : scan));
  const quiet = { ...state, recent, reading: null, torn: null, damaged: null };
  if (state.waiting?.scanId === scanId) return { ...quiet, waiting: verdict };
  if (state.verdict?.scanId !== scanId) return quiet;
  const form = state.conversion === null && verdict.conversion.possible ? (state.form === null ? openForm(verdict.conversion) : fillForm(state.form, verdict.conversion)) : null;
  return { ...quiet, verdict, form, refusal: null, ...freshTimes(state.limits, now) };
}

function show(state: DeskState, verdict: VerdictView, now: number): DeskState {
  return {
    ...state,
    verdict,
    ...UNTOUCHED,
    form: openForm(verdict.conversion),
    ...freshTimes(state.limits, now),
  };
}

function freshTimes({ clearAfterMs, holdLimitMs }: DeskLimits, now: number): Pick<DeskState, 'clearsAt' | 'holdsUntil' | 'held'> {
  return { clearsAt: now + clearAfterMs, holdsUntil: now + Math.max(clearAfterMs, holdLimitMs), held: false };
}

/** The officer's work puts the clearing off, never beyond the limit. */
function putOff(state: DeskState, now: number): DeskState {
  return { ...state, clearsAt: Math.max(state.clearsAt, Math.min(now + state.limits.clearAfterMs, state.holdsUntil)) };
}

function hold(state: DeskState, now: number): DeskState {
  if (state.verdict === null) return state;
  return state.held
    ? { ...state, held: false, clearsAt: Math.min(now + state.limits.clearAfterMs, state.holdsUntil) }
    : { ...state, held: true, clearsAt: state.holdsUntil };
}

function takeConversion(state: DeskState, conversion: ConversionState, now: number): DeskState {
  const recent = state.recent.map((scan) => (scan.scanId === conversion.scanId ? { ...scan, converted: true } : scan));
  if (state.verdict?.scanId !== conversion.scanId) return { ...state, recent };
  const settled = { ...state, recent, conversion, sending: false, refusal: null, form: null };
  // The record is safe: what waited comes now. Otherwise the traveller gets the full time again to scan the mainland code.
  if (state.waiting !== null) return show(settled, state.waiting, now);
  return { ...settled, ...freshTimes(state.limits, now) };
}

function takeAnswer(state: DeskState, scanId: string, reply: Reply<'desk:convert'>, now: number): DeskState {
  if (state.verdict?.scanId !== scanId) return state;
  if (reply.ok) {
    if (state.conversion !== null) return { ...state, sending: false };
    return takeConversion(state, { scanId, recordId: reply.recordId, state: 'sealed', mainlandCode: null, validUntil: null }, now);
  }
  const faults = Object.fromEntries(reply.fields.map(({ field, fault }) => [field, fault]));
  const form = state.form === null ? null : { ...state.form, faults };
  return { ...state, form, sending: false, refusal: { kind: reply.refusal, barrier: reply.barrier } };
}

/** The traveller's data stands for the full time again: the decision wants to be read. */
function takeOverride(state: DeskState, override: OverrideView, now: number): DeskState {
  const recent = state.recent.map((scan) => (scan.scanId === override.scanId ? { ...scan, overridden: true } : scan));
  return state.verdict?.scanId === override.scanId ? { ...state, recent, override, ...freshTimes(state.limits, now) } : { ...state, recent };
}

function takeCaseAnswer(state: DeskState, scanId: string, reply: CaseReply | 'fault'): DeskState {
  if (state.verdict?.scanId !== scanId) return state;
  if (reply === 'fault') return { ...state, secondLineRefusal: 'fault' };
  return reply.ok ? { ...state, secondLine: reply.case, secondLineRefusal: null } : { ...state, secondLineRefusal: reply.refusal };
}

/** Forgets the traveller; a verdict that waited takes the place. */
function clear(state: DeskState, now: number): DeskState {
  if (state.waiting !== null) return show(state, state.waiting, now);
  return { ...emptyDesk(state.limits), recent: state.recent, reading: state.reading, documentWaits: state.documentWaits };
}

function remember(recent: readonly RecentScan[], { scanId, at, outcome, format, reasons }: VerdictView): readonly RecentScan[] {
  const scan: RecentScan = { scanId, at, outcome, format, reason: reasons[0]?.code ?? null, converted: false, overridden: false };
  return [scan, ...recent.filter((other) => other.scanId !== scanId)].slice(0, RECENT_SCANS);
}
