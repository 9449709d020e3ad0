/**
 * Contingency: a supervisor says that codes cannot be relied upon, and officers record travellers by hand. Travellers with good codes are judged as ever.
 * What an officer enters of a traveller is sealed or forgotten within the call. Layer: desk.
 */
import { randomUUID } from 'node:crypto';
import { readTypedMrz } from '../codes/typed-mrz.ts';
import type { ContingencyReport, ContingencyState, DeclareRefusal, Reply, Request, Status } from '../contract.ts';
import { isRealDate } from '../convert/dates.ts';
import { type HandDetails, parseHandEntry, toHandRecord } from '../convert/hand-entered.ts';
import { parsePermit } from '../convert/permit.ts';
import { sealRecord, type SealingKey } from '../convert/seal.ts';
import type { AuditAction, AuditEntry } from '../model/audit.ts';
import { type Contingency, type ContingencyOffer, type ContingencyReason, type ContingencyRecords, type Crossing, type CrossingConversion, isReasonOf } from '../model/contingency.ts';
import type { DiskState } from '../model/disk.ts';
import type { Person } from '../model/staff.ts';
import type { UtcMillis } from '../model/units.ts';
import type { ClockGuard } from '../trust/clock-guard.ts';
import { newRecordId } from './record-id.ts';
import { needRoom } from './room.ts';

export interface ContingencyParts {
  readonly terminalId: string;
  readonly laneName: string;
  readonly direction: 'to-guangdong' | 'to-macau';
  /** Whether any code could be proved at an instant, by keys that are fresh enough to count. */
  readonly provesCodes: (at: UtcMillis) => boolean;
  /** Whether the rules in force say that no codes can be had. */
  readonly issuerDown: (at: UtcMillis) => boolean;
  readonly sealingKey: () => SealingKey | null;
  /** Whether this terminal may pass anybody: not when it is out of service. */
  readonly mayPass: (at: UtcMillis) => boolean;
  readonly clockGuard: ClockGuard;
  /** `id@version`, for the audit. */
  readonly ruleSet: () => string;
  readonly records: ContingencyRecords;
  /** Room for records, looked at anew before one is written. */
  readonly disk: () => DiskState;
  readonly scanner: () => Status['scanner'];
  /** Who is at the terminal; null where nobody has to sign in. */
  readonly person: () => Person | null;
  readonly listener: {
    changed(state: ContingencyState): void;
    /** A row was put into the outbox. */
    queued(): void;
    /** A crossing could not be kept. */
    notKept(cause: unknown): void;
  };
}

export interface ContingencyDesk {
  state(): ContingencyState;
  /** @returns null when it is declared. */
  declare(reason: ContingencyReason): DeclareRefusal | null;
  /** @returns false when none is open. */
  end(): boolean;
  readMrz(text: string): Reply<'contingency:read-mrz'>;
  record(request: Request<'contingency:record'>): Reply<'contingency:record'>;
  report(contingencyId: string | null): Reply<'contingency:report'>;
  /** Scanner or keys may have changed: tells when that changes the offer. */
  refresh(): void;
}

/** Contingencies to choose a report from. */
const MAX_LISTED = 50;

export function createContingencyDesk(parts: ContingencyParts): ContingencyDesk {
  const { records, listener } = parts;
  let told: ContingencyOffer | null = null;

  const offer = (at: UtcMillis): ContingencyOffer | null => {
    if (!parts.mayPass(at)) return null;
    if (!parts.provesCodes(at)) return 'trust-dead';
    if (['lost', 'denied', 'driver-missing'].includes(parts.scanner())) return 'scanner-gone';
    return parts.issuerDown(at) ? 'issuer-down' : null;
  };
  const state = (): ContingencyState => {
    const active = records.current();
    const { at } = parts.clockGuard.read();
    return { active: active === null ? null : { ...active, crossings: records.countOf(active.contingencyId) }, offer: active === null ? offer(at) : null };
  };
  const announce = (): void => {
    const now = state();
    told = now.offer;
    listener.changed(now);
  };
  const act = (action: AuditAction, at: UtcMillis, subject: string, reason: string | null): AuditEntry => {
    const person = parts.person();
    return { at, action, person: person?.staffNumber ?? null, roles: person?.roles ?? [], second: null, subject, reason, ruleSet: parts.ruleSet() };
  };

  /** The sealed record of a parsed entry, and the audit of the consent; null when there can be none. */
  const seal = (details: HandDetails, { crossingId, evidence, at }: Crossing): CrossingConversion | null => {
    const record = toHandRecord(details, { recordId: newRecordId(at), terminalId: parts.terminalId, evidence, at });
    const sealingKey = parts.sealingKey();
    if (record === null || sealingKey === null || parts.disk() !== 'ok') return null;
    return { sealed: sealRecord(record, sealingKey, at), consent: act('consent-recorded', at, crossingId, 'contingency') };
  };

  return {
    state,
    declare(reason) {
      if (records.current() !== null) return 'already-declared';
      const { at } = parts.clockGuard.read();
      if (!parts.mayPass(at)) return 'out-of-service';
      const contingencyId = randomUUID();
      const contingency: Contingency = { contingencyId, reason, startedAt: at, startedBy: parts.person()?.staffNumber ?? null, endedAt: null, endedBy: null };
      records.begin(contingency, act('contingency-declared', at, contingencyId, reason));
      parts.clockGuard.raise(at);
      announce();
      return null;
    },
    end() {
      const open = records.current();
      if (open === null) return false;
      const { at } = parts.clockGuard.read();
      records.end(open.contingencyId, at, parts.person()?.staffNumber ?? null, act('contingency-ended', at, open.contingencyId, open.reason));
      parts.clockGuard.raise(at);
      announce();
      return true;
    },
    readMrz(text) {
      const { at } = parts.clockGuard.read();
      const read = readTypedMrz(text, new Date(at).getUTCFullYear());
      if (!read.ok) return { ok: false, fault: read.fault };
      const { layout, kind, name, sex, nationality, birthDate, number } = read.mrz;
      return {
        ok: true,
        name,
        sex,
        nationality,
        birthDate: birthDate !== null && isRealDate(birthDate) ? birthDate : null,
        // A card whose number has the permit's form; a passport's number may look like one.
        permitNumber: layout === 'TD1' && kind === 'C' ? (parsePermit(number)?.number ?? null) : null,
      };
    },
    record({ evidence, outcome, reason, conversion }) {
      const open = records.current();
      const refuse = (refusal: 'no-contingency' | 'reason-mismatch' | 'out-of-service' | 'not-convertible') => ({ ok: false as const, refusal, fields: [] });
      if (open === null) return refuse('no-contingency');
      if (!isReasonOf(reason, outcome)) return refuse('reason-mismatch');
      const { at } = parts.clockGuard.read();
      if (outcome === 'passed' && !parts.mayPass(at)) return refuse('out-of-service');
      const crossing: Crossing = { crossingId: newRecordId(at), contingencyId: open.contingencyId, at, lane: parts.laneName, staffNumber: parts.person()?.staffNumber ?? null, evidence, outcome, reason };
      let converted: CrossingConversion | null = null;
      if (conversion !== null) {
        // An identity document shows no test, and whoever passes without evidence has none to send.
        if (outcome !== 'passed' || reason !== 'in-order' || evidence === 'identity-document' || parts.direction !== 'to-guangdong') return refuse('not-convertible');
        const entry = parseHandEntry(conversion, at);
        if (!entry.ok) return { ok: false, refusal: 'fields', fields: entry.faults.map((fault) => ({ ...fault })) };
        converted = seal(entry.value, crossing);
        if (converted === null) return refuse('not-convertible');
      }
      try {
        needRoom(parts.disk());
        records.recordCrossing(crossing, act('crossing-recorded', at, crossing.crossingId, reason), converted);
      } catch (cause) {
        listener.notKept(cause);
        throw cause;
      }
      parts.clockGuard.raise(at);
      if (converted !== null) listener.queued();
      announce();
      return { ok: true, recordId: converted?.sealed.recordId ?? null, crossings: records.countOf(open.contingencyId) };
    },
    report(contingencyId) {
      const contingencies = records.recent(MAX_LISTED).map((each) => ({ ...each }));
      const wanted = contingencyId === null ? (contingencies[0] ?? null) : records.find(contingencyId);
      return { report: wanted === null ? null : toReport(wanted, records, parts.clockGuard.read().at), contingencies };
    },
    refresh() {
      if (state().offer !== told) announce();
    },
  };
}

function toReport(contingency: Contingency, records: ContingencyRecords, at: UtcMillis): ContingencyReport {
  const { reasons, ...figures } = records.figures(contingency.contingencyId);
  return { contingency: { ...contingency }, durationMs: (contingency.endedAt ?? at) - contingency.startedAt, ...figures, reasons: [...reasons] };
}
