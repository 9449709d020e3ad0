/** What the scan tests share: profiles, reports, and time that stands still. */
import { fileURLToPath } from 'node:url';
import type { Clock } from '../../../core/model/clock.ts';
import { type KeyboardDamage, type KeyboardLayoutName, NO_AFFIXES } from '../../../core/model/keyboard.ts';
import type { Scan, TornRead } from '../../../core/model/scan.ts';
import { monotonicMs, utcMillis } from '../../../core/model/units.ts';
import type { Assembled, Assembler } from '../../../core/scan/assembler.ts';
import { type DeviceProfile, type DeviceProfiles, GENERIC_POS_PROFILE, type KeyboardProfile, loadDeviceProfiles, type PosProfile, type SerialProfile } from '../../../core/scan/device-profiles.ts';
import type { ScannerListener, SeenReport } from '../../../core/scan/scanner-status.ts';
import type { SetTimer } from '../../../core/scan/set-timer.ts';
import type { KeyboardSettings } from '../../../core/scan/mend-typed.ts';

const PROFILES_FILE = fileURLToPath(new URL('../../../resources/device-profiles.json', import.meta.url));
export const PROFILES: DeviceProfiles = loadDeviceProfiles(PROFILES_FILE);
/** A serial scanner that ends its codes with CR or LF and puts the AIM identifier before them. */
export const SERIAL: SerialProfile = findSerial();
export const POS_PROFILES: readonly PosProfile[] = [...PROFILES.filter((profile) => profile.mode === 'hid-pos'), GENERIC_POS_PROFILE];

export function profileNamed(id: string): DeviceProfile {
  const found = [...PROFILES, GENERIC_POS_PROFILE].find((profile) => profile.id === id);
  if (found === undefined) throw new Error(`no profile ${id}`);
  return found;
}
export function posProfile(id: string): PosProfile {
  const profile = profileNamed(id);
  if (profile.mode !== 'hid-pos') throw new Error(`${id} is not HID POS`);
  return profile;
}
export function keyboardProfile(id: string): KeyboardProfile {
  const profile = profileNamed(id);
  if (profile.mode !== 'hid-keyboard') throw new Error(`${id} is not a keyboard`);
  return profile;
}

export const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

/** Pushes all reports at one instant. */
export function pushAll(assembler: Assembler, reports: readonly Uint8Array[], at = 0): Assembled[] {
  return reports.flatMap((report) => [...assembler.push(report, monotonicMs(at))]);
}
export const codesOf = (results: readonly Assembled[]): { text: string; symbology: string | null }[] =>
  results.flatMap((result) => (result.kind === 'code' ? [{ text: result.text, symbology: result.symbology }] : []));
export const tornOf = (results: readonly Assembled[]): { cause: string; bytesRead: number }[] =>
  results.flatMap((result) => (result.kind === 'torn' ? [{ cause: result.cause, bytesRead: result.bytesRead }] : []));

/** A clock and timers that move only when told to. */
export interface StillTime {
  readonly clock: Clock;
  readonly setTimer: SetTimer;
  /** Moves on by `ms`, running due timers in order and letting promises settle after each. */
  advance(ms: number): Promise<void>;
  /** Moves the clock on without running any timer: a busy event loop. */
  stall(ms: number): void;
  /** Timers that wait. */
  waiting(): number;
}

/** What scanners in keyboard mode are taken to be set to. */
export const keyboardSet = (layout: KeyboardLayoutName = 'us'): KeyboardSettings => ({ layout, affixes: NO_AFFIXES });

const EPOCH = Date.UTC(2021, 4, 7, 8);

export function createStillTime(): StillTime {
  let now = 0;
  const timers = new Set<{ at: number; run: () => void }>();
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  return {
    clock: { now: () => utcMillis(EPOCH + now), monotonic: () => monotonicMs(now) },
    setTimer(run, ms) {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const until = now + ms;
      await settle();
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.run();
        await settle();
      }
      now = Math.max(now, until);
    },
    stall(ms) {
      now += ms;
    },
    waiting: () => timers.size,
  };
}

/** A listener that keeps what it is told. */
export interface Heard extends ScannerListener {
  readonly scans: Scan[];
  readonly tears: TornRead[];
  readonly readings: { deviceId: string; bytesRead: number }[];
  readonly reports: SeenReport[];
  readonly typings: number[];
  readonly damages: { deviceId: string; damage: KeyboardDamage }[];
  changes: number;
}
export function createHeard(): Heard {
  const heard: Heard = {
    scans: [],
    tears: [],
    readings: [],
    reports: [],
    typings: [],
    damages: [],
    changes: 0,
    scan: (scan) => void heard.scans.push(scan),
    torn: (torn) => void heard.tears.push(torn),
    reading: (deviceId, bytesRead) => void heard.readings.push({ deviceId, bytesRead }),
    typed: (strokes) => void heard.typings.push(strokes.length),
    damaged: (deviceId, damage) => void heard.damages.push({ deviceId, damage }),
    report: (report) => void heard.reports.push(report),
    changed() {
      heard.changes += 1;
    },
  };
  return heard;
}

function findSerial(): SerialProfile {
  const found = PROFILES.find((profile) => profile.mode === 'serial');
  if (found === undefined) throw new Error('no serial profile');
  return found;
}
