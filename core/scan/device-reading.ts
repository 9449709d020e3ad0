/** From the reports of one open scanner to what is told of them: codes, progress, torn reads, damage. Layer: scan. */
import type { Clock } from '../model/clock.ts';
import type { KeyboardDamage, KeyStroke } from '../model/keyboard.ts';
import type { TornRead } from '../model/scan.ts';
import { type MonotonicMs, monotonicMs, type UtcMillis } from '../model/units.ts';
import type { Assembled } from './assembler.ts';
import { createAssembler } from './create-assembler.ts';
import type { DeviceProfile } from './device-profiles.ts';
import { UNTYPED } from './keyboard-framing.ts';
import { damageAfter, type KeyboardSettings, mendTyped } from './mend-typed.ts';
import type { ScannerListener, ScannerStatus } from './scanner-status.ts';
import type { SetTimer } from './set-timer.ts';

/** Torn codes are all counted, but told at most this often: a device that sends nonsense must not flood the desk. */
const TORN_NOTICE_MS = 100;

export interface DeviceReadingParts {
  readonly deviceId: string;
  readonly clock: Clock;
  readonly keyboard: KeyboardSettings;
  readonly listener: ScannerListener;
  readonly setTimer: SetTimer;
  /** Whether somebody wants to see the reports themselves. */
  readonly isWatched: () => boolean;
}

export interface DeviceReading {
  /** Begins anew with these layouts: the device was opened. */
  begin(profile: DeviceProfile): void;
  /** Takes a report, or a chunk of a serial line; copied, never kept. */
  receive(report: Uint8Array): void;
  /** The device is gone or was closed: a code in progress is torn. */
  end(): void;
  counts(): Pick<ScannerStatus, 'damage' | 'codesRead' | 'tornReads' | 'lastReadAt'>;
}

/** @param profile - of the device, until `begin` brings one with its own layouts. */
export function createDeviceReading(parts: DeviceReadingParts, profile: DeviceProfile): DeviceReading {
  const { deviceId, clock, listener } = parts;
  let current = profile;
  let assembler = createAssembler(profile, parts.keyboard.layout);
  let cancelExpiry: (() => void) | null = null;
  let damage: KeyboardDamage | null = null;
  let codesRead = 0;
  let tornReads = 0;
  let lastReadAt: UtcMillis | null = null;
  let lastTornNotice: MonotonicMs | null = null;

  const tell = (cause: TornRead['cause'], bytesRead: number): void => {
    tornReads += 1;
    const now = clock.monotonic();
    if (lastTornNotice !== null && now - lastTornNotice < TORN_NOTICE_MS) return;
    lastTornNotice = now;
    listener.torn({ deviceId, source: current.mode, cause, bytesRead, at: clock.now() });
    listener.changed();
  };
  /** Puts a typed code right. @returns null for one that is no code; that has been told then. */
  const mend = (text: string, strokes: readonly KeyStroke[]): string | null => {
    listener.typed(strokes);
    const mended = mendTyped({ text, strokes, typedAs: parts.keyboard.layout, inputMethod: false }, parts.keyboard);
    damage = damageAfter(mended, damage);
    if (mended.damage !== null) listener.damaged(deviceId, mended.damage);
    if (mended.kind === 'damaged') {
      tornReads += 1;
      return null;
    }
    if (!mended.text.includes(UNTYPED)) return mended.text === '' ? null : mended.text;
    tell('garbled', mended.text.length);
    return null;
  };
  const deliver = (result: Assembled, completedAt: MonotonicMs): void => {
    switch (result.kind) {
      case 'reading':
        return listener.reading(deviceId, result.bytesRead);
      case 'torn':
        return tell(result.cause, result.bytesRead);
      case 'code': {
        const text = result.strokes === undefined ? result.text : mend(result.text, result.strokes);
        if (text === null) return listener.changed();
        const at = clock.now();
        codesRead += 1;
        lastReadAt = at;
        listener.scan({ text, symbology: result.symbology, source: current.mode, deviceId, completedAt, at });
        return listener.changed();
      }
      default:
        return result satisfies never;
    }
  };
  const armExpiry = (): void => {
    cancelExpiry?.();
    cancelExpiry = null;
    const deadline = assembler.deadline();
    if (deadline === null) return;
    cancelExpiry = parts.setTimer(() => {
      cancelExpiry = null;
      // A timer that fires early, on another clock than ours, must not leave the code waiting for ever.
      const now = Math.max(clock.monotonic(), deadline);
      for (const result of assembler.expire(monotonicMs(now))) deliver(result, clock.monotonic());
      armExpiry();
    }, Math.max(0, deadline - clock.monotonic()));
  };
  const receive = (report: Uint8Array): void => {
    const now = clock.monotonic();
    if (parts.isWatched()) listener.report({ deviceId, profile: current, report, at: clock.now(), receivedAt: now });
    // Reports queue in the driver while the event loop is busy. One that comes before the expiry has run was waiting
    // already: it counts as in time, however late it is handed over.
    const deadline = assembler.deadline();
    const arrival = deadline === null ? now : Math.min(now, deadline);
    for (const result of assembler.push(report, monotonicMs(arrival))) deliver(result, now);
    armExpiry();
  };

  return {
    begin(described) {
      current = described;
      assembler = createAssembler(described, parts.keyboard.layout);
    },
    receive,
    end() {
      cancelExpiry?.();
      cancelExpiry = null;
      const bytesRead = assembler.abandon();
      if (bytesRead !== null) tell('lost', bytesRead);
    },
    counts: () => ({ damage, codesRead, tornReads, lastReadAt }),
  };
}
