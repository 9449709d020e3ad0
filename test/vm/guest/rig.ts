/** The terminal's own scan layer on the real driver: hub, node-hid's hidraw driver, assemblers; what it tells is kept. */
import { setTimeout as pause } from 'node:timers/promises';
import { type KeyboardLayoutName, NO_AFFIXES } from '../../../core/model/keyboard.ts';
import type { Scan, TornRead } from '../../../core/model/scan.ts';
import type { DeviceProfiles } from '../../../core/scan/device-profiles.ts';
import type { RoleAssignment } from '../../../core/scan/scanner-roles.ts';
import type { SerialPortSettings } from '../../../core/scan/serial-ports.ts';
import type { ScanDriver } from '../../../core/scan/driver.ts';
import { createNodeHidDriver } from '../../../core/scan/node-hid-driver.ts';
import { createScannerHub, type ScannerHub } from '../../../core/scan/scanner-hub.ts';
import type { ScannerState } from '../../../core/scan/scanner-status.ts';
import { systemClock } from '../../../core/system-clock.ts';
import { until } from '../../support/until.ts';
import { sharedNow } from './shared-clock.ts';

export interface RigOptions {
  readonly profiles: DeviceProfiles;
  readonly driver?: ScanDriver;
  readonly keyboardLayout?: KeyboardLayoutName;
  readonly pollMs?: number;
  readonly serialPorts?: readonly SerialPortSettings[];
  readonly roles?: readonly RoleAssignment[];
}

export interface Rig {
  readonly hub: ScannerHub;
  readonly scans: readonly Scan[];
  readonly tears: readonly TornRead[];
  /** Bytes that the driver handed over, of reports or of a line. */
  received(): number;
  /** Waits until it has handed over as many as these since there were `before`. Ends quietly at the limit, as `settled`. */
  settledBytes(before: number, sent: readonly Uint8Array[], limitMs?: number): Promise<void>;
  /** Waits until a scanner is open and the quiet time after its opening is over, as it is long before a hand has presented the first code. */
  usable(deviceId: string, sinceMs?: number, limitMs?: number): Promise<number>;
  /** Waits until a scanner is in a state. @returns the instant at which it came to be, on the shared clock. */
  reached(state: ScannerState, deviceId: string, sinceMs?: number, limitMs?: number): Promise<number>;
  /** Waits until this many codes were scanned or torn. Ends quietly at the limit: the scenario then says what is missing. */
  settled(results: number, limitMs?: number): Promise<void>;
  stop(): Promise<void>;
}

/** Far longer than anything takes: a scenario that waits in vain says so. */
const REACH_LIMIT_MS = 60_000;
const SETTLE_LIMIT_MS = 15_000;
const HAND_MS = 200;

/** Hubs of rigs that were not stopped yet. */
const running = new Set<ScannerHub>();

/** Stops what a scenario that broke off left behind: it would hold the devices of the next one. */
export async function stopRigs(): Promise<void> {
  for (const hub of running) await hub.stop();
  running.clear();
}

export async function openRig({ profiles, driver = createNodeHidDriver(), keyboardLayout = 'us', pollMs, serialPorts = [], roles = [] }: RigOptions): Promise<Rig> {
  const scans: Scan[] = [];
  const tears: TornRead[] = [];
  let received = 0;
  const states: { readonly deviceId: string; readonly state: ScannerState; readonly atMs: number }[] = [];
  const note = (): void => {
    for (const { deviceId, state } of hub.scanners()) {
      const last = states.findLast((each) => each.deviceId === deviceId);
      if (last?.state !== state) states.push({ deviceId, state, atMs: sharedNow() });
    }
  };
  const hub = createScannerHub({
    drivers: [driver],
    profiles,
    serialPorts,
    roles,
    clock: systemClock,
    keyboard: { layout: keyboardLayout, affixes: NO_AFFIXES },
    ...(pollMs === undefined ? {} : { pollMs }),
    listener: {
      scan: (scan) => void scans.push(scan),
      torn: (torn) => void tears.push(torn),
      reading: () => undefined,
      typed: () => undefined,
      damaged: () => undefined,
      report: ({ report }) => void (received += report.length),
      changed: note,
    },
  });
  const reached: Rig['reached'] = async (state, deviceId, sinceMs = 0, limitMs = REACH_LIMIT_MS) => {
    const find = () => states.find((each) => each.deviceId === deviceId && each.state === state && each.atMs >= sinceMs);
    await until(() => find() !== undefined, limitMs, 2);
    return find()?.atMs ?? 0;
  };
  running.add(hub);
  hub.watchReports(true);
  await hub.start();
  return {
    hub,
    scans,
    tears,
    received: () => received,
    async settledBytes(before, sent, limitMs = SETTLE_LIMIT_MS) {
      const wanted = before + sent.reduce((sum, chunk) => sum + chunk.length, 0);
      await until(() => received >= wanted, limitMs, 2).catch(() => undefined);
    },
    reached,
    async usable(deviceId, sinceMs, limitMs) {
      const atMs = await reached('ready', deviceId, sinceMs, limitMs);
      await pause(HAND_MS);
      return atMs;
    },
    async settled(results, limitMs = SETTLE_LIMIT_MS) {
      await until(() => scans.length + tears.length >= results, limitMs, 5).catch(() => undefined);
    },
    stop() {
      running.delete(hub);
      return hub.stop();
    },
  };
}
