/** The document in hand changes the verdict of the traveller who stands here, once its check is a kept record. Layer: desk. */
import type { TypedMrz } from '../codes/typed-mrz.ts';
import type { DiskState } from '../model/disk.ts';
import type { DocumentCheckEntry } from '../model/document-check.ts';
import type { Facts } from '../model/facts.ts';
import { toMacauDate } from '../model/macau-time.ts';
import type { Person } from '../model/staff.ts';
import type { UtcMillis } from '../model/units.ts';
import type { Verdict } from '../model/verdict.ts';
import type { ClockGuard } from '../trust/clock-guard.ts';
import { toAudit } from './desk-audit.ts';
import type { DeskRecords } from './desk-records.ts';
import { compareDocument, type DocumentComparison, withDocument } from './document-check.ts';
import { needRoom } from './room.ts';
import type { Traveller } from './travellers.ts';
import type { VerdictViews } from './verdict-views.ts';
import { toDocumentView } from './views.ts';

export interface DocumentInHandParts {
  readonly laneName: string;
  readonly clockGuard: ClockGuard;
  readonly records: Pick<DeskRecords, 'recordDocumentCheck'>;
  /** Room for records, looked at anew before each is written. */
  readonly disk: () => DiskState;
  /** Who is at the desk; null where nobody has to sign in. */
  readonly person: () => Person | null;
}

export interface DocumentInHand {
  /** @param before, after - the verdict without this document, and with it. */
  readonly toCheck: (scanId: string, at: UtcMillis, comparison: DocumentComparison, before: Verdict, after: Verdict) => DocumentCheckEntry;
  /** Compares a document with the code of a traveller, and changes the traveller. @returns false where it is the next one's. @throws what the store throws: nothing is changed then. */
  check(traveller: Traveller, document: TypedMrz): boolean;
}

export function createDocumentInHand({ laneName, clockGuard, records, disk, person }: DocumentInHandParts, views: VerdictViews): DocumentInHand {
  const toCheck: DocumentInHand['toCheck'] = (scanId, at, { outcome, expired, fields }, before, after) => {
    const who = person();
    const differing = fields.flatMap(({ field, result }) => (result === 'differs' ? [field] : []));
    return {
      scanId,
      at,
      outcome,
      differing,
      expired,
      staffNumber: who?.staffNumber ?? null,
      lane: laneName,
      endedPassBy: before.outcome === 'pass' ? (after.reasons[0]?.code ?? null) : null,
      audit: outcome === 'differs' ? toAudit('document-differs', scanId, who, at, after, differing.join(' ')) : null,
    };
  };
  return {
    toCheck,
    check(traveller, document) {
      const { at } = clockGuard.read();
      const { facts } = traveller;
      if (facts === null) return false;
      const comparison = compareAt(facts, document, at);
      // Whoever is proved by one document already does not lose that by the document of whoever comes next.
      if (traveller.document?.outcome === 'same' && comparison.outcome !== 'same') return false;
      const verdict = withDocument(traveller.codeVerdict, comparison);
      needRoom(disk());
      records.recordDocumentCheck(toCheck(traveller.view.scanId, at, comparison, traveller.verdict, verdict));
      clockGuard.raise(at);
      traveller.document = comparison;
      traveller.verdict = verdict;
      traveller.view = { ...traveller.view, ...views.view(traveller, at), document: toDocumentView(comparison, at) };
      return true;
    },
  };
}

/** As of today in Macau. */
export const compareAt = (facts: Facts, document: TypedMrz, at: UtcMillis): DocumentComparison => compareDocument(facts, document, toMacauDate(at) ?? '');
