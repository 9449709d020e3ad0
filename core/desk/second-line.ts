/**
 * The second line: travellers whom an officer sends on, or who contest the colour of their code, until a supervisor closes the case.
 * A case decides on the person and the documents in hand; it changes no verdict. Layer: desk.
 */
import type { CaseView, Reply, Request } from '../contract.ts';
import type { AuditAction, AuditEntry } from '../model/audit.ts';
import { type Case, type CaseRecords, COLOUR_REASONS } from '../model/case.ts';
import type { JournalledReason } from '../model/journal.ts';
import type { Person } from '../model/staff.ts';
import type { UtcMillis } from '../model/units.ts';

/** A supervisor who has more than this open does not need to see the rest to know what to do. */
const OPEN_LISTED = 100;
const CLOSED_LISTED = 20;

export interface SecondLineParts {
  readonly records: CaseRecords;
  /** Reasons of a scan that is on disk; null for one that this terminal never made. */
  readonly reasonsOf: (scanId: string) => readonly JournalledReason[] | null;
  readonly lane: string;
  readonly ruleSet: () => string;
  readonly person: () => Person | null;
  /** The instant, from the clock that never runs backwards. */
  readonly now: () => UtcMillis;
  readonly changed: (view: CaseView) => void;
}

export interface SecondLine {
  open(request: Request<'case:open'>): Reply<'case:open'>;
  close(request: Request<'case:close'>): Reply<'case:close'>;
  list(): Reply<'case:list'>;
  ofScan(scanId: string): CaseView | null;
}

export function createSecondLine(parts: SecondLineParts): SecondLine {
  const { records, now } = parts;
  const auditOf = (action: AuditAction, at: UtcMillis, scanId: string, reason: string): AuditEntry => {
    const person = parts.person();
    return { at, action, person: person?.staffNumber ?? null, roles: person?.roles ?? [], second: null, subject: scanId, reason, ruleSet: parts.ruleSet() };
  };
  const tell = (changed: Case): CaseView => {
    const view = toView(changed);
    parts.changed(view);
    return view;
  };
  return {
    open({ scanId, kind }) {
      const reasons = parts.reasonsOf(scanId);
      if (reasons === null) return { ok: false, refusal: 'scan-unknown' };
      if (kind === 'appeal' && !isContestable(reasons)) return { ok: false, refusal: 'no-colour' };
      const at = now();
      const opened = records.open({
        scanId,
        kind,
        reasons: reasons.map(({ code }) => code),
        openedAt: at,
        openedBy: parts.person()?.staffNumber ?? null,
        lane: parts.lane,
        audit: auditOf('case-opened', at, scanId, kind),
      });
      return opened === null ? { ok: false, refusal: 'already-open' } : { ok: true, case: tell(opened) };
    },
    close({ number, outcome, reason }) {
      const found = records.find(number);
      if (found === null) return { ok: false, refusal: 'case-unknown' };
      const at = now();
      const by = parts.person()?.staffNumber ?? null;
      const closed = records.close({ number, at, by, outcome, reason, audit: auditOf(`case-${outcome}`, at, found.scanId, reason) });
      return closed === null ? { ok: false, refusal: 'already-closed' } : { ok: true, case: tell(closed) };
    },
    list() {
      const { open, closed } = records.list({ open: OPEN_LISTED, closed: CLOSED_LISTED });
      return { open: open.map(toView), closed: closed.map(toView) };
    },
    ofScan(scanId) {
      const found = records.ofScan(scanId);
      return found === null ? null : toView(found);
    },
  };
}

/** A colour that a rule spoke of: rules speak only of codes whose signature holds. */
const isContestable = (reasons: readonly JournalledReason[]): boolean => reasons.some(({ code, ruleId }) => ruleId !== null && COLOUR_REASONS.some((colour) => colour === code));

const toView = ({ reasons, ...rest }: Case): CaseView => ({ ...rest, reasons: [...reasons] });
