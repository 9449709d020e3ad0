/**
 * Keeps the reports of one session, to be exported as a fixture. A traveller's bytes never enter it: what is kept is masked at once, and the true bytes of a
 * code are held beside that only while a test card is shown, until it is known whether they are the card's. Layer: scan.
 */
import type { Scan, TornRead } from '../../model/scan.ts';
import type { MonotonicMs } from '../../model/units.ts';
import type { DeviceProfile } from '../device-profiles.ts';
import { createKeyMask, FILLER, type KeyMask, maskPosReport } from './mask-report.ts';

/** What one device sent in a session. */
export interface RecordedReports {
  readonly deviceId: string;
  readonly profile: DeviceProfile;
  /** In order; `atMs` since the first, whole milliseconds. */
  readonly reports: readonly { readonly atMs: number; readonly bytes: Uint8Array }[];
  /** What the terminal made of them, with the same replacement as in the reports. */
  readonly codes: readonly { readonly text: string; readonly symbology: string | null }[];
  readonly torn: readonly TornRead['cause'][];
  /** More came than is kept: the end is missing. */
  readonly full: boolean;
}

export interface ReportRecorder {
  /** Forgets all and begins anew. */
  restart(): void;
  /** Takes a report; copied. @param mayBeCard - a test card is shown. */
  report(seen: { readonly deviceId: string; readonly profile: DeviceProfile; readonly report: Uint8Array; readonly receivedAt: MonotonicMs }, mayBeCard: boolean): void;
  /** A code came of the reports so far. @param isCard - it is the test card, whose bytes are nobody's. */
  code(scan: Pick<Scan, 'deviceId' | 'text' | 'symbology'>, isCard: boolean): void;
  torn(deviceId: string, cause: TornRead['cause']): void;
  /** What a device sent; null when it sent nothing. */
  recorded(deviceId: string): RecordedReports | null;
  /** Devices that sent something. */
  devices(): readonly string[];
}

/** Ten long codes in keyboard mode, or hundreds as HID POS: 1.3 MB at most for a device. */
const MAX_REPORTS = 20_000;
/** As many scanners as a hub opens. */
const MAX_DEVICES = 16;

interface Kept {
  readonly at: MonotonicMs;
  bytes: Uint8Array;
  /** The true bytes, while they may turn out to be the test card's. */
  raw: Uint8Array | null;
}
interface Recording {
  readonly profile: DeviceProfile;
  readonly keys: KeyMask | null;
  readonly reports: Kept[];
  /** Index of the first report of the code in progress. */
  begin: number;
  readonly codes: { readonly text: string; readonly symbology: string | null }[];
  readonly torn: TornRead['cause'][];
  full: boolean;
}

/** Creates a recorder with nothing in it. */
export function createReportRecorder(): ReportRecorder {
  const recordings = new Map<string, Recording>();
  /** The code in progress has ended: its true bytes are used or gone. */
  const settle = (recording: Recording, isCard: boolean): void => {
    for (const kept of recording.reports.slice(recording.begin)) {
      if (isCard && kept.raw !== null) kept.bytes = kept.raw;
      kept.raw = null;
    }
    recording.begin = recording.reports.length;
  };
  return {
    restart: () => recordings.clear(),
    report({ deviceId, profile, report, receivedAt }, mayBeCard) {
      let recording = recordings.get(deviceId);
      if (recording === undefined) {
        if (recordings.size >= MAX_DEVICES) return;
        recording = { profile, keys: profile.mode === 'hid-keyboard' ? createKeyMask(profile) : null, reports: [], begin: 0, codes: [], torn: [], full: false };
        recordings.set(deviceId, recording);
      }
      if (recording.full) return;
      const masked = profile.mode === 'hid-pos' ? maskPosReport(profile, report) : (recording.keys?.mask(report) ?? null);
      // A report that says nothing when masked is needed only where it may be a card's.
      if (masked === null && !mayBeCard) return;
      if (recording.reports.length >= MAX_REPORTS) {
        // What is kept ends with the last whole code.
        recording.full = true;
        recording.reports.length = recording.begin;
        return;
      }
      recording.reports.push({ at: receivedAt, bytes: masked ?? NOTHING, raw: mayBeCard ? Uint8Array.from(report) : null });
    },
    code({ deviceId, text, symbology }, isCard) {
      const recording = deviceId === null ? undefined : recordings.get(deviceId);
      if (recording === undefined || recording.full) return;
      const isRaw = isCard && recording.reports.slice(recording.begin).every(({ raw }) => raw !== null);
      settle(recording, isRaw);
      const typed = recording.keys?.takeText();
      recording.codes.push({ text: isRaw ? text : (typed ?? FILLER.repeat(text.length)), symbology });
    },
    torn(deviceId, cause) {
      const recording = recordings.get(deviceId);
      if (recording === undefined || recording.full) return;
      settle(recording, false);
      recording.keys?.takeText();
      recording.torn.push(cause);
    },
    recorded(deviceId) {
      const recording = recordings.get(deviceId);
      if (recording === undefined) return null;
      const { profile, reports, codes, torn, full } = recording;
      const [first] = reports;
      const told = reports.filter(({ bytes }) => bytes !== NOTHING).map(({ at, bytes }) => ({ atMs: Math.round(at - (first?.at ?? at)), bytes }));
      return { deviceId, profile, reports: told, codes: [...codes], torn: [...torn], full };
    },
    devices: () => [...recordings.keys()],
  };
}

/** Stands for a masked report that says nothing. */
const NOTHING = new Uint8Array();
