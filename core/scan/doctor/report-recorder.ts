/**
 * Keeps the reports of one session, to be exported as a fixture. A traveller's bytes never enter it: what is kept is masked at once, and the true bytes of a
 * code are held beside that only while a test card is shown, until it is known whether they are the card's. Layer: scan.
 */
import type { Scan, TornRead } from '../../model/scan.ts';
import { isSealOfBytes } from '../../model/symbol-content.ts';
import type { MonotonicMs } from '../../model/units.ts';
import type { Assembled } from '../assembler.ts';
import { type DeviceProfile, idleTimeOf } from '../device-profiles.ts';
import { createAssembler } from '../create-assembler.ts';
import { toEvenTimes } from './even-times.ts';
import { createKeyMask, FILLER, type KeyMask, maskPosReport, maskSerialChunk } from './mask-report.ts';

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

/** Ten long codes in keyboard mode, or hundreds as HID POS. */
const MAX_REPORTS = 20_000;
/** A serial line hands over up to 4 KiB at once, and a report can be as long: what is kept of a device is bounded by its size too. */
const MAX_BYTES = 2 * 1_024 * 1_024;
/** What a code costs beside its text: a chunk can hold hundreds. */
const CODE_BYTES = 64;
/** Longer between two reports of keys is a pause. */
const RUN_PAUSE_MS = 100;
/** As many scanners as a hub opens. */
const MAX_DEVICES = 16;

interface Kept {
  readonly at: MonotonicMs;
  bytes: Uint8Array;
  /** With the data in it, while that may turn out to be the test card's. */
  raw: Uint8Array | null;
}
interface Recording {
  readonly profile: DeviceProfile;
  readonly keys: KeyMask | null;
  readonly reports: Kept[];
  /** Index of the first report of the code in progress. */
  begin: number;
  bytes: number;
  readonly codes: { readonly text: string; readonly symbology: string | null }[];
  readonly torn: TornRead['cause'][];
  /** Where the reports of the code begin that a pause tore last, and where they end. */
  lastGap: { readonly from: number; readonly to: number } | null;
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
        // What such a scanner puts around its codes cannot be told from data, and without it the codes are torn.
        if (profile.mode === 'serial' && profile.framing.prefix + profile.framing.suffix !== '') return;
        if (recordings.size >= MAX_DEVICES) return;
        recording = { profile, keys: profile.mode === 'hid-keyboard' ? createKeyMask(profile) : null, reports: [], begin: 0, bytes: 0, codes: [], torn: [], lastGap: null, full: false };
        recordings.set(deviceId, recording);
      }
      if (recording.full) return;
      const masked = maskReport(recording, report);
      // A report that says nothing when masked is needed only where it may be a card's.
      if (masked === null && !mayBeCard) return;
      if (recording.reports.length >= MAX_REPORTS || recording.bytes >= MAX_BYTES) {
        // What is kept ends with the last whole code.
        recording.full = true;
        recording.reports.length = recording.begin;
        return;
      }
      recording.bytes += report.length * (mayBeCard ? 2 : 1);
      recording.reports.push({ at: receivedAt, bytes: masked ?? NOTHING, raw: mayBeCard ? withData(profile, report) : null });
    },
    code({ deviceId, text, symbology }, isCard) {
      const recording = deviceId === null ? undefined : recordings.get(deviceId);
      if (recording === undefined || recording.full) return;
      const from = recording.begin;
      if (recording.profile.mode === 'serial' && isSealOfBytes(text)) {
        // What ends a seal of bytes is a pause, and its bytes are control characters too: nothing of it is kept.
        settle(recording, false);
        recording.reports.length = from;
        recording.begin = from;
        return;
      }
      const isRaw = isCard && isNothingElse(recording, text);
      settle(recording, isRaw);
      recording.bytes += text.length + CODE_BYTES;
      const typed = recording.keys?.takeText();
      recording.codes.push(isRaw ? { text, symbology } : maskCode(recording.profile, typed ?? null, text, symbology));
    },
    torn(deviceId, cause) {
      const recording = recordings.get(deviceId);
      if (recording === undefined || recording.full) return;
      const from = recording.begin;
      settle(recording, false);
      recording.keys?.takeText();
      if (cause === 'lost') {
        // Pulling the plug shows in no report.
        recording.reports.length = from;
        recording.begin = from;
        return;
      }
      recording.torn.push(cause);
      if (cause === 'gap') recording.lastGap = { from, to: recording.begin };
    },
    recorded(deviceId) {
      const recording = recordings.get(deviceId);
      if (recording === undefined) return null;
      const { profile, codes, full, lastGap } = recording;
      // A pause shows only in what comes after it.
      const isGapLast = lastGap?.to === recording.reports.length;
      const reports = isGapLast ? recording.reports.slice(0, lastGap.from) : recording.reports;
      const torn = isGapLast ? recording.torn.slice(0, -1) : recording.torn;
      const [first] = reports;
      const told = reports.filter(({ bytes }) => bytes !== NOTHING);
      const times = told.map(({ at }) => Math.round(at - (first?.at ?? at)));
      const atMs = profile.mode === 'hid-keyboard' ? toEvenTimes(times, Math.min(RUN_PAUSE_MS, idleTimeOf(profile) / 2)) : times;
      return { deviceId, profile, reports: told.map(({ bytes }, index) => ({ atMs: atMs[index] ?? 0, bytes })), codes: [...codes], torn: [...torn], full };
    },
    devices: () => [...recordings.keys()],
  };
}

/** A report with its data and with nothing else that a device may have left in it. */
function withData(profile: DeviceProfile, report: Uint8Array): Uint8Array {
  return profile.mode === 'hid-pos' ? maskPosReport(profile, report, true) : Uint8Array.from(report);
}

/**
 * Whether the reports since the last code are those of this card alone. A code that broke off unnoticed before it, or one that begins behind it in the
 * same chunk, is a traveller's. Keys are read by a layout that need not be the scanner's: one code of them and no rest is enough.
 */
function isNothingElse({ profile, reports, begin }: Recording, text: string): boolean {
  const assembler = createAssembler(profile, 'us');
  const results: Assembled[] = [];
  for (const { at, raw } of reports.slice(begin)) {
    if (raw === null) return false;
    results.push(...assembler.push(raw, at).filter(({ kind }) => kind !== 'reading'));
  }
  const [code] = results;
  return results.length === 1 && code?.kind === 'code' && (profile.mode === 'hid-keyboard' || code.text === text) && assembler.abandon() === null;
}

function maskReport({ profile, keys }: Recording, report: Uint8Array): Uint8Array | null {
  switch (profile.mode) {
    case 'hid-pos':
      return maskPosReport(profile, report);
    case 'hid-keyboard':
      return keys?.mask(report) ?? null;
    case 'serial':
      return maskSerialChunk(profile.framing, report);
    default:
      return profile satisfies never;
  }
}

/** What comes of the masked reports of a code. A serial line's AIM identifier stands among the data, and is masked with it. */
function maskCode(profile: DeviceProfile, typed: string | null, text: string, symbology: string | null): Recording['codes'][number] {
  if (profile.mode === 'serial') return { text: FILLER.repeat(text.length + (symbology?.length ?? 0)), symbology: null };
  return { text: typed ?? FILLER.repeat(text.length), symbology };
}

/** Stands for a masked report that says nothing. */
const NOTHING = new Uint8Array();
