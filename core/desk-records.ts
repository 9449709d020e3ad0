/** The store as the desk asks for it. Composes. */
import type { DeskRecords } from './desk/desk-records.ts';
import type { Store } from './store/open-store.ts';

export function deskRecordsOf({ journal, documentChecks, outbox }: Pick<Store, 'journal' | 'documentChecks' | 'outbox'>): DeskRecords {
  return {
    recordScan: (entry, check) => journal.recordScan(entry, check),
    recordDocumentCheck: (check) => documentChecks.record(check),
    recordConversion: (entry, sealed) => journal.recordConversion(entry, sealed),
    findPass: (codeHashes, since) => journal.findPass(codeHashes, since),
    countPasses: (travellerHashes, since) => journal.countPasses(travellerHashes, since),
    stateOf: (recordId) => outbox.stateOf(recordId),
  };
}
