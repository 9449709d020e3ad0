/** Where a whole scan goes: to the technician's test card, the session, the document reader or the desk. Composes. */
import { createPartJoiner } from '../codes/shc-parts.ts';
import type { TypedMrz } from '../codes/typed-mrz.ts';
import { createDocumentReader } from '../desk/document-reader.ts';
import type { Scan } from '../model/scan.ts';
import { durationMs, SECOND_MS, type UtcMillis } from '../model/units.ts';
import type { ScannerDoctor } from '../scan/doctor/scanner-doctor.ts';
import { createRereadWindow } from '../scan/reread-window.ts';
import type { Alarm } from '../service/alarm.ts';
import type { IncidentLog } from '../service/incident-log.ts';
import type { Session } from '../staff/session.ts';
import type { Emit } from './windows.ts';

/** Who works the desk. */
const DESK_ROLES = ['officer', 'supervisor'] as const;

export interface ReceptionParts {
  readonly rereadSeconds: number;
  readonly doctor: Pick<ScannerDoctor, 'take'>;
  readonly session: Pick<Session, 'take' | 'may' | 'view'>;
  /** Locks the terminal that nobody uses. */
  readonly idle: Pick<Alarm, 'restart'>;
  /** The instant, from the clock that never runs backwards. */
  readonly now: () => UtcMillis;
  readonly emit: Emit;
  readonly incidents: Pick<IncidentLog, 'fault'>;
  readonly listener: {
    /** A traveller's code, whole. */
    code(scan: Scan): void;
    /** The document in the traveller's hand, by its machine readable zone. */
    document(document: TypedMrz): void;
  };
}

export interface Reception {
  take(scan: Scan): void;
  /** What was read came to nothing: the same code may be read again at once. */
  readAgain(): void;
  /** Forgets the parts of a card that wait for the others. */
  clear(): void;
  /** Forgets the lines of a document too. */
  forgetAll(): void;
}

export function createReception({ rereadSeconds, doctor, session, idle, now, emit, incidents, listener }: ReceptionParts): Reception {
  const cardParts = createPartJoiner();
  // The same code held still is read once.
  const rereads = createRereadWindow(durationMs(rereadSeconds * SECOND_MS));
  const documents = createDocumentReader({
    now,
    listener: {
      read: (document) => listener.document(document),
      unreadable: (fault, fields) => {
        // The same lines may come again at once.
        rereads.forget();
        emit('document:unreadable', { fault, fields: [...fields] });
      },
    },
  });
  return {
    take(scan) {
      // The technician's own card, while one is shown.
      if (doctor.take(scan)) return;
      if (rereads.isReread(scan)) return;
      idle.restart();
      // A badge goes to the session, but none out of a file: nobody holds it. A traveller's code only to a desk that somebody works.
      if (scan.source !== 'picture' && session.take(scan.text)) return;
      if (!session.may(DESK_ROLES)) return emit('staff:changed', session.view());
      if (documents.take(scan)) return;
      const joined = cardParts.add(scan.text, scan.completedAt, scan.deviceId);
      if (joined.abandoned !== null) incidents.fault('parts-incomplete', `${joined.abandoned.have} of ${joined.abandoned.of} parts of a card were read`);
      if (joined.state === 'waiting') return emit('scan:part', { have: joined.have, of: joined.of });
      listener.code({ ...scan, text: joined.text });
    },
    readAgain: () => rereads.forget(),
    clear: () => cardParts.clear(),
    forgetAll() {
      cardParts.clear();
      documents.clear();
    },
  };
}
