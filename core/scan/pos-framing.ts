/**
 * HID POS reports to codes, for one device. Layer: scan. Layout: HID POS Usage Tables 1.02 page 0x8C and the vendors' manuals.
 *
 * A report does not say that it is the first of its code, so what was lost before it cannot be seen in it. Therefore:
 * - a code ends with the first report whose continuation flag is down; two codes back to back are two codes;
 * - a pause longer than the idle time tears the code (`gap`); what comes after it starts anew and never joins what was before;
 * - a report that contradicts its layout, or changes the AIM identifier in mid-code, tears the code (`garbled`), and
 *   everything up to the next report that ends a code, or the next pause, is dropped with it: it may be the tail of the same code;
 * - a code over the limits is torn (`overflow`) and dropped in the same way, so that a continuation that never ends costs no memory;
 * - a code of more reports than the kernel keeps may lack some in its middle, unseen: it is torn (`garbled`) when it ends, never handed over;
 * - an empty report and a report with another report id are ignored: they are not scanned data and prolong nothing;
 * - where the layout has no length byte the data ends before its padding of NUL bytes; in a seal of bytes they stay;
 * - a report of length 0 adds nothing; with the flag down it ends the code in progress, and alone it is no code.
 */
import { isOfBytes, isSealOfBytes } from '../model/symbol-content.ts';
import type { MonotonicMs } from '../model/units.ts';
import type { Assembled, Assembler } from './assembler.ts';
import { idleTimeOf, type PosProfile } from './device-profiles.ts';
import { withIdleTime } from './idle-time.ts';
import { type FramingLimits, KERNEL_QUEUE_REPORTS, POS_LIMITS } from './limits.ts';
import { readPosReport } from './pos-report.ts';

interface CodeInProgress {
  readonly parts: string[];
  /** The same with their padding. */
  readonly padded: string[];
  readonly symbology: string | null;
  readonly aimAt: number | null;
  bytes: number;
  reports: number;
}

const NOTHING: readonly Assembled[] = [];
const CARRIAGE_RETURN = '\r';

/**
 * Creates the assembler of one device.
 * @param limits - by default the usual ones with the profile's idle time.
 */
export function createPosAssembler(profile: PosProfile, limits: FramingLimits = { ...POS_LIMITS, idleMs: idleTimeOf(profile) }): Assembler {
  let code: CodeInProgress | null = null;
  /** Dropping the rest of a torn code. */
  let draining = false;
  let lastAt: MonotonicMs | null = null;

  const rest = (): void => {
    code = null;
    draining = false;
    lastAt = null;
  };
  const giveUpForGap = (): readonly Assembled[] => {
    const torn = code;
    rest();
    return torn === null ? NOTHING : [{ kind: 'torn', cause: 'gap', bytesRead: torn.bytes, why: `no report for more than ${limits.idleMs} ms` }];
  };
  /** Tears what is in progress; `more` says whether the rest must be dropped too. */
  const tear = (cause: 'overflow' | 'garbled', why: string, more: boolean, at: MonotonicMs): readonly Assembled[] => {
    const bytesRead = code?.bytes ?? 0;
    const wasDraining = draining;
    rest();
    if (more) {
      draining = true;
      lastAt = at;
    }
    return wasDraining ? NOTHING : [{ kind: 'torn', cause, bytesRead, why }];
  };

  const take = (report: Uint8Array, at: MonotonicMs): readonly Assembled[] => {
    const read = readPosReport(profile.layouts, report, code?.aimAt ?? null);
    if (read.kind === 'ignored') return NOTHING;
    // A report that cannot even tell whether more follows: better to drop the next one than to take a tail for a code.
    if (read.kind === 'garbled') return tear('garbled', read.why, read.more ?? true, at);
    if (draining) {
      if (read.more) lastAt = at;
      else rest();
      return NOTHING;
    }
    if (code !== null && read.aim !== null && (read.aim !== code.symbology || read.aimAt !== code.aimAt)) {
      return tear('garbled', 'the AIM identifier changed in mid-code', read.more, at);
    }
    code ??= { parts: [], padded: [], symbology: read.aim, aimAt: read.aimAt, bytes: 0, reports: 0 };
    code.bytes += read.data.length;
    code.reports += 1;
    if (code.bytes > limits.maxBytes || code.reports > limits.maxReports) {
      return tear('overflow', `longer than ${limits.maxBytes} bytes or ${limits.maxReports} reports`, read.more, at);
    }
    const data = toLatin1(read.data);
    code.parts.push(data);
    code.padded.push(read.padded === null ? data : toLatin1(read.padded));
    if (read.more) {
      lastAt = at;
      return [{ kind: 'reading', bytesRead: code.bytes }];
    }
    if (code.reports > KERNEL_QUEUE_REPORTS) return tear('garbled', `${code.reports} reports: the kernel keeps ${KERNEL_QUEUE_REPORTS}, some may be missing`, false, at);
    const plain = code.parts.join('');
    // A NUL may be padding or a byte of a seal: only its decoder knows where it ends.
    const text = isSealOfBytes(plain) ? code.padded.join('') : plain;
    const { symbology } = code;
    rest();
    const whole = profile.trailingCr === 'removed' && text.endsWith(CARRIAGE_RETURN) && !isOfBytes(text) ? text.slice(0, -1) : text;
    return whole === '' ? NOTHING : [{ kind: 'code', text: whole, symbology }];
  };

  return {
    ...withIdleTime({ idleMs: limits.idleMs, lastAt: () => lastAt, take, giveUp: giveUpForGap }),
    abandon() {
      const bytes = code?.bytes ?? null;
      rest();
      return bytes;
    },
  };
}

/** Copies bytes into text, one character per byte. */
function toLatin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
