/**
 * One scanner as the hub knows it: opening, reading, losing and retrying one device. Layer: scan.
 * States: closed -> opening -> ready -> lost -> (backoff) -> opening; `denied` in place of `lost` when rights are missing.
 */
import type { Clock } from '../model/clock.ts';
import type { KeyboardDamage, KeyboardLayoutName, KeyStroke } from '../model/keyboard.ts';
import type { Scan, ScannerRole, TornRead } from '../model/scan.ts';
import { throwApart } from '../model/throw-apart.ts';
import { type MonotonicMs, monotonicMs, type UtcMillis } from '../model/units.ts';
import type { Assembled, Assembler } from './assembler.ts';
import { type DeviceProfile, idleTimeOf } from './device-profiles.ts';
import { type DeviceConnection, DriverError, type DriverErrorCode, type ListedDevice, type ScanDriver } from './driver.ts';
import { createKeyboardAssembler, UNTYPED } from './keyboard-framing.ts';
import { KEYBOARD_LAYOUTS } from './keyboard-layouts/index.ts';
import { KEYBOARD_LIMITS, messageOf, toDetail } from './limits.ts';
import { damageAfter, type KeyboardSettings, mendTyped } from './mend-typed.ts';
import { layoutsByDescriptor } from './pos-descriptor.ts';
import { createPosAssembler } from './pos-framing.ts';
import { createSerialAssembler } from './serial-framing.ts';

/** `none`: nothing plugged in; `denied`: no access rights, or held by another program; `driver-missing`: its library did not load. */
export type ScannerState = 'none' | 'opening' | 'ready' | 'lost' | 'denied' | 'driver-missing';

/** One scanner as the service view lists it. */
export interface ScannerStatus {
  readonly deviceId: string;
  /** Side of the desk; null where the settings give it none. */
  readonly role: ScannerRole | null;
  readonly product: string;
  /** Null for a serial port that is not on USB. */
  readonly vendorId: number | null;
  readonly productId: number | null;
  readonly mode: DeviceProfile['mode'];
  /** Profile id. */
  readonly profile: string;
  readonly state: ScannerState;
  readonly detail: string | null;
  /** What the last code shows to be wrong with a scanner in keyboard mode, or with the settings for it; null once one came in sound. */
  readonly damage: KeyboardDamage | null;
  readonly codesRead: number;
  readonly tornReads: number;
  readonly lastReadAt: UtcMillis | null;
}

/** One report as it came in, the traveller's bytes in it: for the doctor, who takes them out. */
export interface SeenReport {
  readonly deviceId: string;
  readonly profile: DeviceProfile;
  /** The receiver's only during the call. */
  readonly report: Uint8Array;
  readonly at: UtcMillis;
  readonly receivedAt: MonotonicMs;
}

/** Told of what the scanners do. Called in order, synchronously; must not throw. */
export interface ScannerListener {
  scan(scan: Scan): void;
  reading(deviceId: string, bytesRead: number): void;
  torn(torn: TornRead): void;
  /** Keys of a whole code of a scanner in keyboard mode, before it is told: the window sees them too. */
  typed(strokes: readonly KeyStroke[]): void;
  /** A typed code was damaged; what was not put right is not told as a scan. */
  damaged(deviceId: string, damage: KeyboardDamage): void;
  report(report: SeenReport): void;
  /** A status changed: ask `scanners()` and `bestState()`. */
  changed(): void;
}

/** Runs `run` once after `ms`; returns what cancels it. */
export type SetTimer = (run: () => void, ms: number) => () => void;

/** Waits before the first, second ... next try to open; the last one goes on. A new path or plug starts again at once. */
const OPEN_BACKOFF_MS: readonly number[] = [500, 1_000, 2_000, 5_000];
/**
 * Longest wait for a device that was open and went away. The kernel gives the path of a pulled device to the next one, so one that is put back between two
 * listings cannot be told from a bad cable: it is back within two seconds all the same, listings every half second included.
 */
const MAX_LOSS_BACKOFF_MS = 1_000;
/** Torn codes are all counted, but told at most this often: a device that sends nonsense must not flood the desk. */
const TORN_NOTICE_MS = 100;
/** A device lost sooner than this after opening counts as a failed opening: a flapping cable must not be reopened in a tight loop. */
const STEADY_MS = 2_000;

const STATE_OF_FAILURE = { denied: 'denied', 'driver-missing': 'driver-missing', failed: 'lost' } as const satisfies Readonly<Record<DriverErrorCode, ScannerState>>;

export interface ScanDeviceParts {
  readonly deviceId: string;
  readonly role: ScannerRole | null;
  readonly driver: ScanDriver;
  readonly profile: DeviceProfile;
  readonly clock: Clock;
  readonly keyboard: KeyboardSettings;
  readonly listener: ScannerListener;
  readonly setTimer: SetTimer;
  readonly isWatched: () => boolean;
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
  let cancelExpiry: (() => void) | null = null;
  let damage: KeyboardDamage | null = null;
  let codesRead = 0;
  let tornReads = 0;
  let lastReadAt: UtcMillis | null = null;
  let lastTornNotice: MonotonicMs | null = null;
  /** The profile, with the layouts of the device's own descriptor where it has better ones. */
  let reading = profile;
  let assembler = createAssembler(reading, parts.keyboard.layout);
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
  const tell = (cause: TornRead['cause'], bytesRead: number): void => {
    tornReads += 1;
    const now = clock.monotonic();
    if (lastTornNotice !== null && now - lastTornNotice < TORN_NOTICE_MS) return;
    lastTornNotice = now;
    listener.torn({ deviceId, source: profile.mode, cause, bytesRead, at: clock.now() });
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
        listener.scan({ text, symbology: result.symbology, source: profile.mode, deviceId, completedAt, at });
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
    if (parts.isWatched()) listener.report({ deviceId, profile: reading, report, at: clock.now(), receivedAt: now });
    // Reports queue in the driver while the event loop is busy. One that comes before the expiry has run was waiting
    // already: it counts as in time, however late it is handed over.
    const deadline = assembler.deadline();
    const arrival = deadline === null ? now : Math.min(now, deadline);
    for (const result of assembler.push(report, monotonicMs(arrival))) deliver(result, now);
    armExpiry();
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
    cancelExpiry?.();
    cancelExpiry = null;
    free(dead);
    const bytesRead = assembler.abandon();
    if (bytesRead !== null) tell('lost', bytesRead);
    if (readyAt !== null && clock.monotonic() - readyAt >= STEADY_MS) failures = 0;
    readyAt = null;
    giveUp('lost', why, MAX_LOSS_BACKOFF_MS);
  };
  const open = async (target: ListedDevice): Promise<void> => {
    let opened: DeviceConnection;
    await parts.after;
    if (closed) return;
    // Before opening: once it is open, every moment without a listener loses reports.
    const descriptor = target.kind === 'serial' ? null : ((await driver.readReportDescriptor?.(target)) ?? null);
    const described = layoutsByDescriptor(profile, descriptor);
    try {
      opened = await driver.open(target, profile.mode === 'serial' ? profile.line : null);
    } catch (cause) {
      if (closed || listedAt !== target.path) return;
      return giveUp(cause instanceof DriverError ? STATE_OF_FAILURE[cause.code] : 'lost', toDetail(messageOf(cause)));
    }
    // Another device may stand at that path by now: its codes would come under this one's name.
    if (closed || listedAt !== target.path) return free(opened);
    connection = opened;
    reading = described;
    assembler = createAssembler(reading, parts.keyboard.layout);
    readyAt = clock.monotonic();
    opened.onReport((report) => {
      if (connection === opened) receive(report);
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
      damage,
      codesRead,
      tornReads,
      lastReadAt,
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
      cancelExpiry?.();
      cancelExpiry = null;
      const bytesRead = assembler.abandon();
      if (connection !== null) free(connection);
      connection = null;
      if (bytesRead !== null) tell('lost', bytesRead);
      await Promise.all(closings);
    },
  };
}

/** Creates what puts the reports, or the bytes, of a device with this profile together. */
export function createAssembler(profile: DeviceProfile, keyboardLayout: KeyboardLayoutName): Assembler {
  switch (profile.mode) {
    case 'hid-pos':
      return createPosAssembler(profile);
    case 'serial':
      return createSerialAssembler(profile.framing, idleTimeOf(profile));
    case 'hid-keyboard':
      return createKeyboardAssembler(
        { layout: KEYBOARD_LAYOUTS[keyboardLayout], terminators: profile.terminators },
        { ...KEYBOARD_LIMITS, idleMs: idleTimeOf(profile) },
      );
    default:
      return profile satisfies never;
  }
}
