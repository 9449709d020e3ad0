/** Conversions at the desk: what the traveller consents to is mapped, sealed and kept, and what becomes of it is told. Layer: desk. */
import type { ConversionState, Reply, Request } from '../contract.ts';
import { parseConversionDetails } from '../convert/details.ts';
import { sealRecord, type SealingKey } from '../convert/seal.ts';
import { toMainlandRecord } from '../convert/to-mainland-record.ts';
import type { Receipt } from '../model/outbox.ts';
import type { Person } from '../model/staff.ts';
import type { ClockGuard } from '../trust/clock-guard.ts';
import { toAudit } from './desk-audit.ts';
import type { DeskRecords } from './desk-records.ts';
import { newRecordId } from './record-id.ts';
import type { Traveller, Travellers } from './travellers.ts';
import type { VerdictViews } from './verdict-views.ts';

export interface ConversionParts {
  readonly terminalId: string;
  readonly laneName: string;
  readonly sealingKey: () => SealingKey | null;
  readonly clockGuard: ClockGuard;
  readonly records: Pick<DeskRecords, 'recordConversion' | 'stateOf'>;
  /** Who is at the desk; null where nobody has to sign in. */
  readonly person: () => Person | null;
  /** Told of what happens, in order. */
  readonly listener: {
    conversion(state: ConversionState): void;
    /** A row was put into the outbox. */
    queued(): void;
    /** A conversion could not be kept: none was made, and the traveller still stands here. */
    conversionNotKept(cause: unknown): void;
  };
}

export interface Conversions {
  /** @throws what the store throws, after it was told. */
  convert(request: Request<'desk:convert'>): Reply<'desk:convert'>;
  /** The gateway has a record. */
  delivered(receipt: Receipt): void;
  /** Records may have changed state in the outbox. */
  refresh(): void;
}

export function createConversions(parts: ConversionParts, views: VerdictViews, travellers: Travellers): Conversions {
  const { records, listener } = parts;
  const announce = (traveller: Traveller, state: ConversionState): void => {
    traveller.conversion = state;
    listener.conversion(state);
  };
  return {
    convert(request) {
      const refuse = (refusal: 'scan-gone' | 'already-converted'): Reply<'desk:convert'> => ({ ok: false, refusal, barrier: null, fields: [] });
      const traveller = travellers.find(({ view }) => view.scanId === request.scanId);
      if (!traveller?.facts) return refuse('scan-gone');
      if (traveller.conversion !== null) return refuse('already-converted');
      const { facts, verdict } = traveller;
      const { at } = parts.clockGuard.read();
      // Asked again at the moment of consent: a code can grow too old while the traveller thinks.
      const offered = views.offer(traveller, at);
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
        records.recordConversion({ recordId, scanId: request.scanId, at, lane: parts.laneName, consent: toAudit('consent-recorded', request.scanId, parts.person(), at, verdict, null) }, sealed);
      } catch (cause) {
        listener.conversionNotKept(cause);
        throw cause;
      }
      announce(traveller, { scanId: request.scanId, recordId, state: 'sealed', mainlandCode: null, validUntil: null });
      listener.queued();
      return { ok: true, recordId };
    },
    delivered(receipt) {
      const traveller = travellers.find(({ conversion }) => conversion?.recordId === receipt.recordId);
      if (!traveller?.conversion) return;
      announce(traveller, { ...traveller.conversion, state: 'delivered', mainlandCode: receipt.mainlandCode, validUntil: receipt.validUntil });
    },
    refresh() {
      for (const traveller of travellers.all()) {
        const { conversion } = traveller;
        if (conversion?.state !== 'sealed') continue;
        if (records.stateOf(conversion.recordId) === 'dead') announce(traveller, { ...conversion, state: 'dead' });
      }
    },
  };
}
