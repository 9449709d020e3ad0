/**
 * One scanner as the hub knows it: opening, losing and retrying one device. Layer: scan.
 * States: closed -> opening -> ready -> lost -> (backoff) -> opening; `denied` in place of `lost` when rights are missing.
 */
import type { ScannerRole } from '../model/scan.ts';
import { throwApart } from '../model/throw-apart.ts';
import { type MonotonicMs, monotonicMs } from '../model/units.ts';
import type { DeviceProfile } from './device-profiles.ts';
import { createDeviceReading, type DeviceReadingParts } from './device-reading.ts';
import { type DeviceConnection, DriverError, type DriverErrorCode, type ListedDevice, type ScanDriver } from './driver.ts';
import { messageOf, toDetail } from './limits.ts';
import { layoutsByDescriptor } from './pos-descriptor.ts';
import type { ScannerState, ScannerStatus } from './scanner-status.ts';

/** Waits before the first, second ... next try to open; the last one goes on. A new path or plug starts again at once. */
const OPEN_BACKOFF_MS: readonly number[] = [500, 1_000, 2_000, 5_000];
/**
 * Longest wait for a device that was open and went away. The kernel gives the path of a pulled device to the next one, so one that is put back between two
 * listings cannot be told from a bad cable: it is back within two seconds all the same, listings every half second included.
 */
const MAX_LOSS_BACKOFF_MS = 1_000;
/** A device lost sooner than this after opening counts as a failed opening: a flapping cable must not be reopened in a tight loop. */
const STEADY_MS = 2_000;

const STATE_OF_FAILURE = { denied: 'denied', 'driver-missing': 'driver-missing', failed: 'lost' } as const satisfies Readonly<Record<DriverErrorCode, ScannerState>>;

export interface ScanDeviceParts extends DeviceReadingParts {
  readonly role: ScannerRole | null;
  readonly driver: ScanDriver;
  readonly profile: DeviceProfile;
  /** Waited for before it is opened: the closing of what held the same scanner until now. Never rejects. */
  readonly after?: Promise<void>;
}

export interface ScanDevice {
  readonly deviceId: string;
  readonly driver: ScanDriver;
  readonly profile: DeviceProfile;
  status(): ScannerStatus;
  /** Path it was last seen at. */
  path(): string;
  /** The device is listed: opens it when it is closed and its time has come. */
  seen(info: ListedDevice): void;
  /** The device is not listed any more. */
  unseen(): void;
  /** Closes it for good. */
  close(): Promise<void>;
}

/** Creates a scanner, closed; `seen` brings it to life. */
export function createScanDevice(parts: ScanDeviceParts, first: ListedDevice): ScanDevice {
  const { deviceId, driver, profile, clock, listener } = parts;
  let info = first;
  /** Where it stands by the last listing; null when it is in none. */
  let listedAt: string | null = null;
  let state: ScannerState = 'lost';
  let detail: string | null = null;
  let connection: DeviceConnection | null = null;
  let opening: Promise<void> | null = null;
  let closed = false;
  let failures = 0;
  let retryAt: MonotonicMs | null = null;
  let readyAt: MonotonicMs | null = null;
  const reading = createDeviceReading(parts, profile);
  const closings = new Set<Promise<void>>();

  const to = (next: ScannerState, why: string | null): void => {
    if (state === next && detail === why) return;
    state = next;
    detail = why;
    listener.changed();
  };
  const free = (dead: DeviceConnection): void => {
    const closing = dead.close().finally(() => closings.delete(closing));
    closings.add(closing);
  };
  const giveUp = (next: 'lost' | 'denied' | 'driver-missing', why: string, maxDelayMs = Number.POSITIVE_INFINITY): void => {
    const delay = Math.min(maxDelayMs, OPEN_BACKOFF_MS[Math.min(failures, OPEN_BACKOFF_MS.length - 1)] ?? 0);
    failures += 1;
    retryAt = monotonicMs(clock.monotonic() + delay);
    to(next, why);
  };
  const lose = (why: string): void => {
    const dead = connection;
    if (dead === null) return;
    connection = null;
    free(dead);
    reading.end();
    if (readyAt !== null && clock.monotonic() - readyAt >= STEADY_MS) failures = 0;
    readyAt = null;
    giveUp('lost', why, MAX_LOSS_BACKOFF_MS);
  };
  const open = async (target: ListedDevice): Promise<void> => {
    let opened: DeviceConnection;
    // Another device may stand at that path by now: its codes would come under this one's name.
    const isOver = (): boolean => closed || listedAt !== target.path;
    await parts.after;
    if (isOver()) return;
    // Before opening: once it is open, every moment without a listener loses reports.
    const descriptor = target.kind === 'serial' ? null : ((await driver.readReportDescriptor?.(target)) ?? null);
    // The profile, with the layouts of the device's own descriptor where it has better ones.
    const described = layoutsByDescriptor(profile, descriptor);
    try {
      opened = await driver.open(target, profile.mode === 'serial' ? profile.line : null);
    } catch (cause) {
      if (isOver()) return;
      return giveUp(cause instanceof DriverError ? STATE_OF_FAILURE[cause.code] : 'lost', toDetail(messageOf(cause)));
    }
    if (isOver()) return free(opened);
    connection = opened;
    reading.begin(described);
    readyAt = clock.monotonic();
    opened.onReport((report) => {
      if (connection === opened) reading.receive(report);
    });
    opened.onLost((why) => {
      if (connection === opened) lose(why);
    });
    // Not waited for: a device that goes meanwhile must not hold up its own coming back.
    enable(opened).catch(throwApart);
  };
  /** Tells the device to speak, where its profile asks for it, and calls it ready. */
  const enable = async (opened: DeviceConnection): Promise<void> => {
    let why: string | null = null;
    if (profile.mode === 'hid-pos' && profile.enable !== null) {
      try {
        await opened.sendFeatureReport?.(Uint8Array.of(profile.enable.reportId, ...profile.enable.data));
      } catch (cause) {
        // Some firmware speaks unasked and refuses the report: the first code will tell.
        why = toDetail(`The scanner refused feature report ${profile.enable.reportId}: ${messageOf(cause)}`);
      }
    }
    if (connection === opened) to('ready', why);
  };

  return {
    deviceId,
    driver,
    profile,
    path: () => info.path,
    status: () => ({
      deviceId,
      role: parts.role,
      product: info.product === '' ? profile.name : info.product,
      vendorId: info.vendorId,
      productId: info.productId,
      mode: profile.mode,
      profile: profile.id,
      state,
      detail,
      ...reading.counts(),
    }),
    seen(listed) {
      if (closed) return;
      if (listed.path !== info.path) {
        // It was plugged in again before its loss was noticed: the old handle is dead, and old failures mean nothing.
        if (connection !== null) lose('plugged in again');
        failures = 0;
        retryAt = null;
      }
      info = listed;
      listedAt = listed.path;
      if (connection !== null || opening !== null || (retryAt !== null && clock.monotonic() < retryAt)) return;
      to('opening', null);
      opening = open(listed)
        .catch(throwApart)
        .finally(() => {
          opening = null;
        });
    },
    unseen() {
      listedAt = null;
      lose('unplugged');
      failures = 0;
      retryAt = null;
      to('lost', 'unplugged');
    },
    async close() {
      closed = true;
      await opening;
      if (connection !== null) free(connection);
      connection = null;
      reading.end();
      await Promise.all(closings);
    },
  };
}
