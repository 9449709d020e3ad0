/**
 * The desk: takes scans, keeps the one traveller who stands there in memory, and keeps records.
 * A verdict is announced only when its journal row is on disk, a conversion only when its sealed row is.
 */
import type { ConversionState, Reply, Request, VerdictView } from '../contract.ts';
import { parseConversionDetails } from '../convert/details.ts';
import { offerConversion } from '../convert/offer.ts';
import { sealRecord, type SealingKey } from '../convert/seal.ts';
import { toMainlandRecord } from '../convert/to-mainland-record.ts';
import type { AuditEntry } from '../model/audit.ts';
import type { TypedMrz } from '../codes/typed-mrz.ts';
import type { Clock } from '../model/clock.ts';
import type { DiskState } from '../model/disk.ts';
import type { DocumentCheckEntry, DocumentRule } from '../model/document-check.ts';
import type { Facts } from '../model/facts.ts';
import type { ConversionEntry, JournalEntry, PastPass } from '../model/journal.ts';
import type { OutboxState, Receipt, SealedRecord } from '../model/outbox.ts';
import type { ReasonCode } from '../model/reasons.ts';
import type { Scan, ScannerRole } from '../model/scan.ts';
import type { Person } from '../model/staff.ts';
import { toMacauDate } from '../model/macau-time.ts';
import { type DurationMs, type MonotonicMs, type UtcMillis, utcMillis } from '../model/units.ts';
import type { Verdict } from '../model/verdict.ts';
import { toKeptTraveller } from '../rules/kept-facts.ts';
import { isOverridable } from '../rules/overridable.ts';
import { roadReason, withReason } from '../rules/verdict.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import type { ClockGuard } from '../trust/clock-guard.ts';
import type { KeySet } from '../trust/key-set.ts';
import { compareDocument, type DocumentComparison, withDocument } from './document-check.ts';
import { type CountCrossings, type Examination, examine, type Lane } from './examine.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { newRecordId } from './record-id.ts';
import { limitsCrossings, travellerIdentityOf } from './traveller-identity.ts';
import { needRoom } from './room.ts';
import { toDocumentView, toReasonViews, toTravellerView } from './views.ts';
import { createWaitingDocument } from './waiting-document.ts';

/** What the desk needs of the store; each write is on disk when it returns. */
export interface DeskRecords {
  /** @param check - of a document that was read before the code. */
  recordScan(entry: JournalEntry, check: DocumentCheckEntry | null): void;
  recordDocumentCheck(check: DocumentCheckEntry): void;
  recordConversion(entry: ConversionEntry, sealed: SealedRecord): void;
  findPass(codeHashes: readonly Uint8Array[], since: UtcMillis): PastPass | null;
  countPasses(travellerHashes: readonly Uint8Array[], since: UtcMillis): number;
  stateOf(recordId: string): OutboxState | null;
}

export interface DeskParts {
  readonly terminalId: string;
  readonly laneName: string;
  readonly lane: Lane;
  /** Those in force now; read once a scan. */
  readonly keys: () => KeySet;
  /** Rules in force at an instant. */
  readonly rules: (at: UtcMillis) => RuleSet;
  readonly sealingKey: () => SealingKey | null;
  /** Whether the settings let anybody set the rules' refusal aside. */
  readonly mayOverride: boolean;
  readonly repeatWindowMs: number;
  /** Longest time for which a displaced traveller stays in memory, from the verdict on. */
  readonly holdLimitMs: number;
  /** Whether a pass counts without a document that agrees. */
  readonly document: DocumentRule;
  /** For how long a document that was read first waits for its code. */
  readonly documentWaitMs: DurationMs;
  /** A wall clock that stands this far before the newest record makes every pass a refer. */
  readonly clock: Clock;
  readonly clockGuard: ClockGuard;
  /** What speaks against any pass at an instant, by what the terminal trusts and whether it may work. */
  readonly reasonsAgainst: (at: UtcMillis) => readonly ReasonCode[];
  readonly records: DeskRecords;
  /** Room for records, looked at anew before each is written. */
  readonly disk: () => DiskState;
  readonly pseudonyms: Pick<Pseudonyms, 'hash' | 'hashes'>;
  /** Who is at the desk; null where nobody has to sign in. */
  readonly person: () => Person | null;
  /** Told of what happens, in order. */
  readonly listener: {
    verdict(view: VerdictView): void;
    /** A document was read for the traveller who stands here. */
    changed(view: VerdictView): void;
    documentWaits(waiting: boolean): void;
    conversion(state: ConversionState): void;
    /** A row was put into the outbox. */
    queued(): void;
    /** The record of a scan, or of the check of a document, could not be kept: nothing was shown, and nobody stands here. */
    scanNotKept(cause: unknown): void;
    /** A conversion could not be kept: none was made, and the traveller still stands here. */
    conversionNotKept(cause: unknown): void;
  };
}

export interface Desk {
  /** @param role - side of the desk whose scanner read it; null for none. */
  take(scan: Scan, role?: ScannerRole | null): void;
  /** A document was read: it is compared with the code of whoever stands here, or waits for the next one. */
  takeDocument(document: TypedMrz): void;
  convert(request: Request<'desk:convert'>): Reply<'desk:convert'>;
  /** Forgets the traveller; a document that waits is the next one's, and goes where nobody stands. */
  clear(): void;
  /** Forgets whoever stands here, and a document that waits. */
  forgetAll(): void;
  current(): Omit<Reply<'desk:current'>, 'case' | 'override'>;
  /** Verdict of a traveller who stands here; null when cleared. */
  verdictOf(scanId: string): Verdict | null;
  /** The gateway has a record. */
  delivered(receipt: Receipt): void;
  /** Records may have changed state in the outbox. */
  refresh(): void;
}

/** The window shows one traveller and keeps one more waiting. */
const MAX_DISPLACED = 2;

/** The traveller at the desk, in memory alone. */
interface Standing {
  view: VerdictView;
  readonly facts: Facts | null;
  /** On the code alone, as the journal has it. */
  readonly codeVerdict: Verdict;
  /** With what the document says. */
  verdict: Verdict;
  /** The last document that was compared with the code. */
  document: DocumentComparison | null;
  /** What the code is known by; null for what is no code. */
  readonly identity: string | null;
  readonly shownAt: MonotonicMs;
  conversion: ConversionState | null;
}

export function createDesk(parts: DeskParts): Desk {
  let standing: Standing | null = null;
  /** Travellers whom a newer scan has displaced before their conversion was made: the officer may still finish it. */
  let displaced: readonly Standing[] = [];
  /** Newer scans on a busy lane must not keep those before them: each goes at its own time. */
  const dropOld = (): void => {
    displaced = displaced.filter(({ shownAt }) => ageOf(shownAt) < parts.holdLimitMs);
  };
  const waiting = createWaitingDocument(parts.documentWaitMs, (waits) => parts.listener.documentWaits(waits));
  const find = (is: (each: Standing) => boolean): Standing | null => {
    dropOld();
    return [standing, ...displaced].find((each) => each !== null && is(each)) ?? null;
  };
  const ageOf = (shownAt: MonotonicMs): number => parts.clock.monotonic() - shownAt;
  const displace = (traveller: Standing): void => {
    displaced = [traveller, ...displaced].slice(0, MAX_DISPLACED);
    // By itself too, when nobody comes after; a process that wants to end need not wait for it.
    setTimeout(() => {
      displaced = displaced.filter((each) => each !== traveller);
    }, Math.max(0, parts.holdLimitMs - ageOf(traveller.shownAt))).unref();
  };

  /** Whatever it was that could not be read or written: without a record there is no verdict, and nobody stands here. */
  const notKept = (cause: unknown): void => {
    standing = null;
    displaced = [];
    parts.listener.scanNotKept(cause);
  };

  const take = (scan: Scan, role: ScannerRole | null = null): void => {
    try {
      const traveller = keep(scan, role);
      if (traveller === null) return;
      if (standing !== null && isUnfinished(standing)) displace(standing);
      dropOld();
      standing = traveller;
    } catch (cause) {
      return notKept(cause);
    }
    parts.listener.verdict(standing.view);
  };

  /** Judges a scan and keeps its record; null for the code of the traveller who stands here. @throws what the store throws. */
  const keep = (scan: Scan, role: ScannerRole | null): Standing | null => {
    const { at, behindMs } = parts.clockGuard.read();
    const keys = parts.keys();
    const rules = parts.rules(at);
    const examination = examine(scan.text, keys, rules, parts.lane, at, countCrossings);
    const identity = identityOf(examination, scan.text);
    // The same phone shown again while its traveller still stands here is the same scan.
    if (identity !== null && identity === standing?.identity) return null;
    needRoom(parts.disk());
    const judged = withTerminalReasons(examination.verdict, identity, at, behindMs);
    const document = examination.facts === null ? null : waiting.take();
    const comparison = document === null || examination.facts === null ? null : compareAt(examination.facts, document, at);
    const verdict = comparison === null ? judged.verdict : withDocument(judged.verdict, comparison);
    const travellerIdentity = examination.facts !== null && limitsCrossings(rules) ? travellerIdentityOf(examination.facts) : null;
    const scanId = newRecordId(at);
    const elapsed = (): number => Math.max(0, parts.clock.monotonic() - scan.completedAt);
    const entry: JournalEntry = {
      scanId,
      at,
      lane: parts.laneName,
      source: scan.source,
      format: examination.format,
      issuer: examination.issuer,
      keyId: examination.keyId,
      codeHash: identity === null ? null : parts.pseudonyms.hash(identity),
      verdict: judged.verdict,
      staffNumber: parts.person()?.staffNumber ?? null,
      // Kept only where a rule counts by it.
      travellerHash: travellerIdentity === null ? null : parts.pseudonyms.hash(travellerIdentity),
      forRehearsal: examination.facts === null ? null : toKeptTraveller(examination.facts, at),
      elapsedUs: elapsed() * 1_000,
    };
    parts.records.recordScan(entry, comparison === null ? null : toCheck(scanId, at, comparison, judged.verdict, verdict));
    parts.clockGuard.raise(at);
    const view: VerdictView = {
      scanId,
      at,
      ...verdictView(examination.facts, verdict, comparison, at),
      format: examination.format,
      issuer: examination.issuer,
      issuerNames: issuerNamesOf(examination, keys),
      source: scan.source,
      scannerRole: role,
      traveller: examination.facts === null ? null : toTravellerView(examination.facts),
      document: comparison === null ? null : toDocumentView(comparison, at),
      seenBefore: judged.seenBefore,
      elapsedMs: elapsed(),
    };
    return { view, facts: examination.facts, codeVerdict: judged.verdict, verdict, document: comparison, identity, shownAt: parts.clock.monotonic(), conversion: null };
  };

  /** What of a view hangs on the verdict. */
  const verdictView = (
    facts: Facts | null,
    verdict: Verdict,
    document: DocumentComparison | null,
    at: UtcMillis,
  ): Pick<VerdictView, 'outcome' | 'reasons' | 'ruleSet' | 'documentAwaited' | 'conversion' | 'overridable'> => ({
    outcome: verdict.outcome,
    reasons: toReasonViews(verdict),
    ruleSet: verdict.ruleSet,
    documentAwaited: parts.document === 'required' && verdict.outcome === 'pass' && document === null,
    conversion: offer(facts, verdict, document, at),
    overridable: parts.mayOverride && isOverridable(verdict),
  });

  const takeDocument = (document: TypedMrz): void => {
    const { at } = parts.clockGuard.read();
    const traveller = standing;
    if (!traveller?.facts) return waiting.put(document);
    const comparison = compareAt(traveller.facts, document, at);
    // Whoever is proved by one document already does not lose that by the document of whoever comes next.
    if (traveller.document?.outcome === 'same' && comparison.outcome !== 'same') return waiting.put(document);
    const verdict = withDocument(traveller.codeVerdict, comparison);
    try {
      needRoom(parts.disk());
      parts.records.recordDocumentCheck(toCheck(traveller.view.scanId, at, comparison, traveller.verdict, verdict));
    } catch (cause) {
      return notKept(cause);
    }
    parts.clockGuard.raise(at);
    traveller.document = comparison;
    traveller.verdict = verdict;
    traveller.view = { ...traveller.view, ...verdictView(traveller.facts, verdict, comparison, at), document: toDocumentView(comparison, at) };
    parts.listener.changed(traveller.view);
  };

  /** @param before, after - the verdict without this document, and with it. */
  const toCheck = (scanId: string, at: UtcMillis, { outcome, expired, fields }: DocumentComparison, before: Verdict, after: Verdict): DocumentCheckEntry => {
    const person = parts.person();
    const differing = fields.flatMap(({ field, result }) => (result === 'differs' ? [field] : []));
    return {
      scanId,
      at,
      outcome,
      differing,
      expired,
      staffNumber: person?.staffNumber ?? null,
      lane: parts.laneName,
      endedPassBy: before.outcome === 'pass' ? (after.reasons[0]?.code ?? null) : null,
      audit: outcome === 'differs' ? toAudit('document-differs', scanId, person, at, after, differing.join(' ')) : null,
    };
  };

  const countCrossings: CountCrossings = (facts, since) => {
    const identity = travellerIdentityOf(facts);
    return identity === null ? null : parts.records.countPasses(parts.pseudonyms.hashes(identity), since);
  };

  const withTerminalReasons = (
    verdict: Verdict,
    identity: string | null,
    at: UtcMillis,
    behindMs: number,
  ): { verdict: Verdict; seenBefore: PastPass | null } => {
    const against: readonly ReasonCode[] = [...(behindMs > 0 ? (['clock-behind'] as const) : []), ...parts.reasonsAgainst(at)];
    const referred = against.reduce((judged, code) => withReason(judged, roadReason(code)), verdict);
    const seenBefore =
      identity !== null && verdict.outcome === 'pass' ? parts.records.findPass(parts.pseudonyms.hashes(identity), utcMillis(at - parts.repeatWindowMs)) : null;
    return {
      verdict: seenBefore === null ? referred : withReason(referred, roadReason('code-repeated')),
      seenBefore,
    };
  };

  const lacksDocument = (document: DocumentComparison | null): boolean => parts.document === 'required' && document?.outcome !== 'same';
  const offer = (facts: Facts | null, verdict: Verdict, document: DocumentComparison | null, at: UtcMillis): VerdictView['conversion'] => {
    if (facts === null) return { possible: false, barrier: 'not-a-pass' };
    const offered = offerConversion(facts, verdict, { at, direction: parts.lane.direction, lacksDocument: lacksDocument(document), hasSealingKey: parts.sealingKey() !== null, hasRoom: parts.disk() === 'ok' });
    return offered.possible ? { possible: true, known: { ...offered.known }, missing: [...offered.missing] } : offered;
  };

  const convert = (request: Request<'desk:convert'>): Reply<'desk:convert'> => {
    const refuse = (refusal: 'scan-gone' | 'already-converted'): Reply<'desk:convert'> => ({ ok: false, refusal, barrier: null, fields: [] });
    const traveller = find(({ view }) => view.scanId === request.scanId);
    if (!traveller?.facts) return refuse('scan-gone');
    if (traveller.conversion !== null) return refuse('already-converted');
    const { facts, verdict, document } = traveller;
    const { at } = parts.clockGuard.read();
    // Asked again at the moment of consent: a code can grow too old while the traveller thinks.
    const offered = offer(facts, verdict, document, at);
    if (!offered.possible) return { ok: false, refusal: 'not-convertible', barrier: offered.barrier, fields: [] };
    const details = parseConversionDetails(request, facts, at);
    if (!details.ok) return { ok: false, refusal: 'fields', barrier: null, fields: [...details.faults] };
    const recordId = newRecordId(at);
    const converted = toMainlandRecord(facts, details.value, { recordId, terminalId: parts.terminalId, at });
    if (!converted.ok) return { ok: false, refusal: 'not-convertible', barrier: converted.barrier, fields: [] };
    const sealingKey = parts.sealingKey();
    if (sealingKey === null) return { ok: false, refusal: 'not-convertible', barrier: 'sealing-key-missing', fields: [] };
    const sealed = sealRecord(converted.record, sealingKey, at);
    try {
      parts.records.recordConversion({ recordId, scanId: request.scanId, at, lane: parts.laneName, consent: toAudit('consent-recorded', request.scanId, parts.person(), at, verdict, null) }, sealed);
    } catch (cause) {
      parts.listener.conversionNotKept(cause);
      throw cause;
    }
    announce(traveller, { scanId: request.scanId, recordId, state: 'sealed', mainlandCode: null, validUntil: null });
    parts.listener.queued();
    return { ok: true, recordId };
  };

  const announce = (traveller: Standing, state: ConversionState): void => {
    traveller.conversion = state;
    parts.listener.conversion(state);
  };

  const forgetTravellers = (): void => {
    standing = null;
    displaced = [];
  };
  return {
    take,
    takeDocument,
    convert,
    clear() {
      if (standing === null) waiting.clear();
      forgetTravellers();
    },
    forgetAll() {
      waiting.clear();
      forgetTravellers();
    },
    current: () => ({ verdict: standing?.view ?? null, conversion: standing?.conversion ?? null }),
    verdictOf: (scanId) => find(({ view }) => view.scanId === scanId)?.verdict ?? null,
    delivered(receipt) {
      const traveller = find(({ conversion }) => conversion?.recordId === receipt.recordId);
      if (!traveller?.conversion) return;
      announce(traveller, { ...traveller.conversion, state: 'delivered', mainlandCode: receipt.mainlandCode, validUntil: receipt.validUntil });
    },
    refresh() {
      for (const traveller of [standing, ...displaced]) {
        const conversion = traveller?.conversion ?? null;
        if (traveller === null || conversion?.state !== 'sealed') continue;
        if (parts.records.stateOf(conversion.recordId) === 'dead') announce(traveller, { ...conversion, state: 'dead' });
      }
    },
  };
}

/** A line of the audit: a traveller's consent, or a document that differs; which scan, before whom, under which rules. */
function toAudit(action: 'consent-recorded' | 'document-differs', scanId: string, person: Person | null, at: UtcMillis, { ruleSet }: Verdict, reason: string | null): AuditEntry {
  return { at, action, person: person?.staffNumber ?? null, roles: person?.roles ?? [], second: null, subject: scanId, reason, ruleSet };
}

const compareAt = (facts: Facts, document: TypedMrz, at: UtcMillis): DocumentComparison => compareDocument(facts, document, toMacauDate(at) ?? '');

/** Names of a proved issuer; what an unproved code says of its issuer earns no name. */
function issuerNamesOf({ facts, issuer }: Examination, keys: KeySet): VerdictView['issuerNames'] {
  const names = facts === null || issuer === null ? null : keys.issuerNames(issuer);
  return names === null ? null : { ...names };
}

/** A conversion was offered and has not been made. */
const isUnfinished = ({ view, conversion }: Standing): boolean => view.conversion.possible && conversion === null;

/**
 * What the pseudonym of a scan is made of. A verified code is known by its own identifier, since the same signed claims can be
 * compressed into other text; an unverified one by its text; what is no code at all has none.
 */
function identityOf({ facts, format }: Examination, text: string): string | null {
  if (facts !== null) return `${facts.format}|${facts.issuer}|${facts.codeId}`;
  return format === null ? null : `text|${text}`;
}
