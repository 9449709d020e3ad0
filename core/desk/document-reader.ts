/** Documents among what scanners read: a zone, whole or line by line, becomes a document, or is said to be damaged; a code is left alone. Layer: desk. */
import { createZoneLines, LINE_WAIT_MS } from '../codes/mrz-lines.ts';
import { readTypedMrz, type TypedMrz } from '../codes/typed-mrz.ts';
import type { DocumentFault, MrzField } from '../model/document-check.ts';
import type { Scan } from '../model/scan.ts';
import type { UtcMillis } from '../model/units.ts';

export interface DocumentReaderParts {
  /** The instant, from the clock that never runs backwards. */
  readonly now: () => UtcMillis;
  readonly listener: {
    read(document: TypedMrz): void;
    /** @param fields - where a character is wrong; empty for any other fault. */
    unreadable(fault: DocumentFault, fields: readonly MrzField[]): void;
  };
}

export interface DocumentReader {
  /** @returns whether it was of a document. Never throws on input. */
  take(scan: Pick<Scan, 'text' | 'source' | 'deviceId' | 'completedAt'>): boolean;
  /** Forgets lines that wait for the next one. */
  clear(): void;
}

export function createDocumentReader({ now, listener }: DocumentReaderParts): DocumentReader {
  const lines = createZoneLines();
  let timer: NodeJS.Timeout | null = null;
  const stopWaiting = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const giveUp = (): void => {
    stopWaiting();
    if (lines.clear()) listener.unreadable('incomplete', []);
  };
  return {
    take({ text, source, deviceId, completedAt }) {
      stopWaiting();
      const read = lines.add(text, completedAt, source !== 'manual', deviceId);
      if (read.abandoned) listener.unreadable('incomplete', []);
      if (read.state === 'no-zone') return false;
      if (read.state === 'waiting') {
        timer = setTimeout(giveUp, LINE_WAIT_MS).unref();
        return true;
      }
      const document = readTypedMrz(read.text, new Date(now()).getUTCFullYear());
      if (document.ok) listener.read(document.mrz);
      // The rest of lines that were given up says no more than that.
      else if (!read.abandoned) listener.unreadable(document.fault, document.fault === 'check-digit' ? document.fields : []);
      return true;
    },
    clear() {
      stopWaiting();
      lines.clear();
    },
  };
}
