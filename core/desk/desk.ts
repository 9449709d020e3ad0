/**
 * The desk: takes scans and documents, and keeps the one traveller who stands there in memory.
 * A verdict is announced only when its journal row is on disk, a conversion only when its sealed row is.
 */
import type { Reply, VerdictView } from '../contract.ts';
import type { TypedMrz } from '../codes/typed-mrz.ts';
import type { Scan, ScannerRole } from '../model/scan.ts';
import type { DurationMs } from '../model/units.ts';
import type { Verdict } from '../model/verdict.ts';
import { type ConversionParts, type Conversions, createConversions } from './conversions.ts';
import type { DeskRecords } from './desk-records.ts';
import { createDocumentInHand, type DocumentInHandParts } from './document-in-hand.ts';
import { createScanJudge, type ScanJudgeParts } from './judge-scan.ts';
import { createTravellers } from './travellers.ts';
import { createVerdictViews, type VerdictViewParts } from './verdict-views.ts';
import { createWaitingDocument } from './waiting-document.ts';

export interface DeskParts extends ScanJudgeParts, DocumentInHandParts, ConversionParts, VerdictViewParts {
  readonly records: DeskRecords;
  /** Longest time for which a displaced traveller stays in memory, from the verdict on. */
  readonly holdLimitMs: number;
  /** For how long a document that was read first waits for its code. */
  readonly documentWaitMs: DurationMs;
  readonly listener: ConversionParts['listener'] & {
    verdict(view: VerdictView): void;
    /** A document was read for the traveller who stands here. */
    changed(view: VerdictView): void;
    documentWaits(waiting: boolean): void;
    /** The record of a scan, or of the check of a document, could not be kept: nothing was shown, and nobody stands here. */
    scanNotKept(cause: unknown): void;
  };
}

export interface Desk extends Conversions {
  /** @param role - side of the desk whose scanner read it; null for none. */
  take(scan: Scan, role?: ScannerRole | null): void;
  /** A document was read: it is compared with the code of whoever stands here, or waits for the next one. */
  takeDocument(document: TypedMrz): void;
  /** Forgets the traveller; a document that waits is the next one's, and goes where nobody stands. */
  clear(): void;
  /** Forgets whoever stands here, and a document that waits. */
  forgetAll(): void;
  current(): Omit<Reply<'desk:current'>, 'case' | 'override'>;
  /** Verdict of a traveller who stands here; null when cleared. */
  verdictOf(scanId: string): Verdict | null;
}

export function createDesk(parts: DeskParts): Desk {
  const { listener } = parts;
  const travellers = createTravellers(parts.clock, parts.holdLimitMs);
  const waiting = createWaitingDocument(parts.documentWaitMs, (waits) => listener.documentWaits(waits));
  const views = createVerdictViews(parts);
  const documents = createDocumentInHand(parts, views);
  const judge = createScanJudge(parts, views, documents.toCheck, () => waiting.take());

  /** Whatever it was that could not be read or written: without a record there is no verdict, and nobody stands here. */
  const notKept = (cause: unknown): void => {
    travellers.forget();
    listener.scanNotKept(cause);
  };

  return {
    ...createConversions(parts, views, travellers),
    take(scan, role = null) {
      let traveller;
      try {
        traveller = judge(scan, role, travellers.here());
      } catch (cause) {
        return notKept(cause);
      }
      if (traveller === null) return;
      travellers.arrive(traveller);
      listener.verdict(traveller.view);
    },
    takeDocument(document) {
      const here = travellers.here();
      let isTheirs;
      try {
        isTheirs = here !== null && documents.check(here, document);
      } catch (cause) {
        return notKept(cause);
      }
      if (here !== null && isTheirs) listener.changed(here.view);
      else waiting.put(document);
    },
    clear() {
      if (travellers.here() === null) waiting.clear();
      travellers.forget();
    },
    forgetAll() {
      waiting.clear();
      travellers.forget();
    },
    current() {
      const here = travellers.here();
      return { verdict: here?.view ?? null, conversion: here?.conversion ?? null };
    },
    verdictOf: (scanId) => travellers.find(({ view }) => view.scanId === scanId)?.verdict ?? null,
  };
}
