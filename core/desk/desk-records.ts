/** What the desk needs of the store; each write is on disk when it returns. Layer: desk. */
import type { DocumentCheckEntry } from '../model/document-check.ts';
import type { ConversionEntry, JournalEntry, PastPass } from '../model/journal.ts';
import type { OutboxState, SealedRecord } from '../model/outbox.ts';
import type { UtcMillis } from '../model/units.ts';

export interface DeskRecords {
  /** @param check - of a document that was read before the code. */
  recordScan(entry: JournalEntry, check: DocumentCheckEntry | null): void;
  recordDocumentCheck(check: DocumentCheckEntry): void;
  recordConversion(entry: ConversionEntry, sealed: SealedRecord): void;
  findPass(codeHashes: readonly Uint8Array[], since: UtcMillis): PastPass | null;
  countPasses(travellerHashes: readonly Uint8Array[], since: UtcMillis): number;
  stateOf(recordId: string): OutboxState | null;
}
