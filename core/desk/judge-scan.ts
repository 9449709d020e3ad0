/** A scan becomes a verdict and a kept record: the code is examined, what the terminal knows besides is added, and the journal row is written. Layer: desk. */
import type { VerdictView } from '../contract.ts';
import type { TypedMrz } from '../codes/typed-mrz.ts';
import type { Clock } from '../model/clock.ts';
import type { DiskState } from '../model/disk.ts';
import type { JournalEntry, PastPass } from '../model/journal.ts';
import type { ReasonCode } from '../model/reasons.ts';
import type { Scan, ScannerRole } from '../model/scan.ts';
import type { Person } from '../model/staff.ts';
import { type UtcMillis, utcMillis } from '../model/units.ts';
import type { Verdict } from '../model/verdict.ts';
import { toKeptTraveller } from '../rules/kept-facts.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { roadReason, withReason } from '../rules/verdict.ts';
import type { ClockGuard } from '../trust/clock-guard.ts';
import type { KeySet } from '../trust/key-set.ts';
import { codeIdentityOf } from './code-identity.ts';
import type { DeskRecords } from './desk-records.ts';
import { compareAt, type DocumentInHand } from './document-in-hand.ts';
import { withDocument } from './document-check.ts';
import { type CountCrossings, type Examination, examine, type Lane } from './examine.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { newRecordId } from './record-id.ts';
import { needRoom } from './room.ts';
import { limitsCrossings, travellerIdentityOf } from './traveller-identity.ts';
import type { Traveller } from './travellers.ts';
import type { VerdictViews } from './verdict-views.ts';
import { toDocumentView, toTravellerView } from './views.ts';

export interface ScanJudgeParts {
  readonly laneName: string;
  readonly lane: Lane;
  /** Those in force now; read once a scan. */
  readonly keys: () => KeySet;
  /** Rules in force at an instant. */
  readonly rules: (at: UtcMillis) => RuleSet;
  readonly repeatWindowMs: number;
  readonly clock: Clock;
  /** A wall clock that stands this far before the newest record makes every pass a refer. */
  readonly clockGuard: ClockGuard;
  /** What speaks against any pass at an instant, by what the terminal trusts and whether it may work. */
  readonly reasonsAgainst: (at: UtcMillis) => readonly ReasonCode[];
  readonly records: Pick<DeskRecords, 'recordScan' | 'findPass' | 'countPasses'>;
  /** Room for records, looked at anew before each is written. */
  readonly disk: () => DiskState;
  readonly pseudonyms: Pick<Pseudonyms, 'hash' | 'hashes'>;
  /** Who is at the desk; null where nobody has to sign in. */
  readonly person: () => Person | null;
}

/**
 * Judges a scan and keeps its record.
 * @param here - who stands here now.
 * @returns null for the code of the traveller who stands here. @throws what the store throws.
 */
export type JudgeScan = (scan: Scan, role: ScannerRole | null, here: Traveller | null) => Traveller | null;

/** @param takeDocument - the document that was read before its code, taken once; null for none. */
export function createScanJudge(parts: ScanJudgeParts, views: VerdictViews, toCheck: DocumentInHand['toCheck'], takeDocument: () => TypedMrz | null): JudgeScan {
  const countCrossings: CountCrossings = (facts, since) => {
    const identity = travellerIdentityOf(facts);
    return identity === null ? null : parts.records.countPasses(parts.pseudonyms.hashes(identity), since);
  };

  const withTerminalReasons = (verdict: Verdict, identity: string | null, at: UtcMillis, behindMs: number): { verdict: Verdict; seenBefore: PastPass | null } => {
    const against: readonly ReasonCode[] = [...(behindMs > 0 ? (['clock-behind'] as const) : []), ...parts.reasonsAgainst(at)];
    const referred = against.reduce((judged, code) => withReason(judged, roadReason(code)), verdict);
    const seenBefore =
      identity !== null && verdict.outcome === 'pass' ? parts.records.findPass(parts.pseudonyms.hashes(identity), utcMillis(at - parts.repeatWindowMs)) : null;
    return {
      verdict: seenBefore === null ? referred : withReason(referred, roadReason('code-repeated')),
      seenBefore,
    };
  };

  return (scan, role, here) => {
    const { at, behindMs } = parts.clockGuard.read();
    const keys = parts.keys();
    const rules = parts.rules(at);
    const examination = examine(scan.text, keys, rules, parts.lane, at, countCrossings);
    const { facts, format, issuer, keyId } = examination;
    const identity = codeIdentityOf(examination, scan.text);
    // The same phone shown again while its traveller still stands here is the same scan.
    if (identity !== null && identity === here?.identity) return null;
    needRoom(parts.disk());
    const { verdict: codeVerdict, seenBefore } = withTerminalReasons(examination.verdict, identity, at, behindMs);
    const taken = facts === null ? null : takeDocument();
    const document = taken === null || facts === null ? null : compareAt(facts, taken, at);
    const verdict = document === null ? codeVerdict : withDocument(codeVerdict, document);
    const travellerIdentity = facts !== null && limitsCrossings(rules) ? travellerIdentityOf(facts) : null;
    const scanId = newRecordId(at);
    const elapsed = (): number => Math.max(0, parts.clock.monotonic() - scan.completedAt);
    const entry: JournalEntry = {
      scanId,
      at,
      lane: parts.laneName,
      source: scan.source,
      format,
      issuer,
      keyId,
      codeHash: identity === null ? null : parts.pseudonyms.hash(identity),
      verdict: codeVerdict,
      staffNumber: parts.person()?.staffNumber ?? null,
      // Kept only where a rule counts by it.
      travellerHash: travellerIdentity === null ? null : parts.pseudonyms.hash(travellerIdentity),
      forRehearsal: facts === null ? null : toKeptTraveller(facts, at),
      elapsedUs: elapsed() * 1_000,
    };
    parts.records.recordScan(entry, document === null ? null : toCheck(scanId, at, document, codeVerdict, verdict));
    parts.clockGuard.raise(at);
    const view: VerdictView = {
      scanId,
      at,
      ...views.view({ facts, verdict, document }, at),
      format,
      issuer,
      issuerNames: issuerNamesOf(examination, keys),
      source: scan.source,
      scannerRole: role,
      traveller: facts === null ? null : toTravellerView(facts),
      document: document === null ? null : toDocumentView(document, at),
      seenBefore,
      elapsedMs: elapsed(),
    };
    return { view, facts, codeVerdict, verdict, document, identity, shownAt: parts.clock.monotonic(), conversion: null };
  };
}

/** Names of a proved issuer; what an unproved code says of its issuer earns no name. */
function issuerNamesOf({ facts, issuer }: Examination, keys: KeySet): VerdictView['issuerNames'] {
  const names = facts === null || issuer === null ? null : keys.issuerNames(issuer);
  return names === null ? null : { ...names };
}
