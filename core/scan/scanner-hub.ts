/**
 * All scanners of a desk, HID and serial: finds them by polling (HID has no hot-plug event that node-hid passes on), keeps each
 * one open and hands over what they read. Nothing is ever merged across two devices: each has its own assembler. Layer: scan.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../model/clock.ts';
import type { ScannerRole } from '../model/scan.ts';
import { throwApart } from '../model/throw-apart.ts';
import { findCandidates, MAX_SCANNERS, nameCandidates } from './device-identity.ts';
import type { DeviceProfiles } from './device-profiles.ts';
import { DriverError, type DriverErrorCode, type ListedDevice, type ScanDriver } from './driver.ts';
import type { KeyboardSettings } from './mend-typed.ts';
import { messageOf, toDetail } from './limits.ts';
import { setMachineTimer } from './machine-timer.ts';
import { createScanDevice, type ScanDevice } from './scan-device.ts';
import type { ScannerListener, ScannerState, ScannerStatus } from './scanner-status.ts';
import type { SetTimer } from './set-timer.ts';
import { bestOf, missingRoles, type RoleAssignment, roleOf, type RoleState, stateByRole, worstOf } from './scanner-roles.ts';
import { type SerialPortSettings, toSettingsPorts } from './serial-ports.ts';


export interface ScannerHubParts {
  readonly drivers: readonly ScanDriver[];
  readonly profiles: DeviceProfiles;
  /** Serial ports that the settings name, whatever the profiles say of them. */
  readonly serialPorts?: readonly SerialPortSettings[];
  /** Sides of the desk; none where it has one scanner. */
  readonly roles?: readonly RoleAssignment[];
  readonly clock: Clock;
  /** For scanners in keyboard mode. */
  readonly keyboard: KeyboardSettings;
  readonly listener: ScannerListener;
  /** Between two listings, milliseconds. */
  readonly pollMs?: number;
  readonly setTimer?: SetTimer;
}

/** Why a driver lists nothing. */
export interface DriverFault {
  readonly code: DriverErrorCode;
  readonly detail: string;
}

/** A HID collection or serial port as a driver lists it, and what the terminal makes of it. */
export interface ListedInterface {
  readonly info: ListedDevice;
  /** Null where Portas opens nothing at this path. */
  readonly scanner: ScannerStatus | null;
  /** The device's own report descriptor; null where the system does not give it. Never rejects. */
  readonly readDescriptor: () => Promise<Uint8Array | null>;
}

export interface ScannerHub {
  /** Starts polling; resolves after the first listing of every driver. */
  start(): Promise<void>;
  /** Stops polling and closes every device; nothing is told to the listener afterwards. */
  stop(): Promise<void>;
  scanners(): readonly ScannerStatus[];
  /** The best that the desk has: ready, else opening, denied, lost, driver-missing, none. */
  bestState(): ScannerState;
  /** Every HID collection and serial port of the last listing, whatever it is, and the scanner that is taken to stand at its path. */
  listed(): readonly ListedInterface[];
  /** What the desk shows: the worst of the roles that the settings give, and without roles the best. */
  shownState(): ScannerState;
  /** How the scanner of each role stands; empty without roles. */
  roleStates(): readonly RoleState[];
  /** Roles none of whose scanners was ever plugged in. */
  missingRoles(): readonly ScannerRole[];
  /** @param deviceId - null for what no scanner read. */
  roleOf(deviceId: string | null): ScannerRole | null;
  /** Drivers that cannot list, for the service view and the incident log. */
  driverFaults(): readonly DriverFault[];
  /** Takes other profiles from the next listing on. A scanner that is open and still has one keeps what it was opened with. */
  useProfiles(profiles: DeviceProfiles): void;
  /** Turns `listener.report` on or off. */
  watchReports(on: boolean): void;
}

/** A listing takes about 16 ms on the driver's thread; twice a second finds a re-plugged scanner well within two seconds. */
const POLL_MS = 500;
/** A library that does not load is tried seldom: each try searches the disk. */
const MISSING_POLL_FACTOR = 20;

/** Creates the hub; nothing happens before `start`. */
export function createScannerHub(parts: ScannerHubParts): ScannerHub {
  const { drivers, clock, listener } = parts;
  let { profiles } = parts;
  const roles = parts.roles ?? [];
  const settingsPorts = toSettingsPorts(parts.serialPorts ?? []);
  const pollMs = parts.pollMs ?? POLL_MS;
  const setTimer = parts.setTimer ?? setMachineTimer;
  const devices = new Map<string, ScanDevice>();
  const listings = new Map<ScanDriver, readonly ListedDevice[]>();
  const faults = new Map<ScanDriver, DriverFault>();
  const timers = new Map<ScanDriver, () => void>();
  const polls = new Map<ScanDriver, Promise<void>>();
  /** Of devices that are forgotten. */
  const closings = new Set<Promise<void>>();
  let running = false;
  let watched = false;

  // After stop() the devices are being closed; what still trickles in must not reach an engine that is shutting down.
  const guarded: ScannerListener = {
    scan: (scan) => running && listener.scan(scan),
    reading: (deviceId, bytesRead) => running && listener.reading(deviceId, bytesRead),
    torn: (torn) => running && listener.torn(torn),
    typed: (strokes) => running && listener.typed(strokes),
    damaged: (deviceId, damage) => running && listener.damaged(deviceId, damage),
    report: (report) => running && listener.report(report),
    changed: () => running && listener.changed(),
  };

  const devicesOf = (driver: ScanDriver): readonly ScanDevice[] => [...devices.values()].filter((device) => device.driver === driver);

  const settle = (driver: ScanDriver, listed: readonly ListedDevice[]): void => {
    const mine = devicesOf(driver);
    const named = nameCandidates(findCandidates(profiles, listed, settingsPorts), new Map(mine.map((device) => [device.deviceId, device.path()])));
    for (const device of mine) {
      if (!named.has(device.deviceId)) device.unseen();
    }
    for (const [deviceId, { info, profile }] of named) {
      let device = devices.get(deviceId);
      // One scanner by two roads would deliver each code twice: the first that has it keeps it.
      if (device !== undefined && device.driver !== driver && device.status().state !== 'lost') continue;
      let after: Promise<void> | undefined;
      if (device !== undefined && (device.driver !== driver || !isDeepStrictEqual(device.profile, profile))) {
        // The same scanner in another mode is another kind of reader.
        after = forget(device);
        device = undefined;
      }
      if (device === undefined) {
        if (!makeRoom()) continue;
        device = createScanDevice(
          { deviceId, role: roleOf(roles, deviceId), driver, profile, clock, keyboard: parts.keyboard, listener: guarded, setTimer, isWatched: () => watched, ...(after === undefined ? {} : { after }) },
          info,
        );
        devices.set(deviceId, device);
      }
      device.seen(info);
    }
  };
  /** Forgets the longest known of the lost scanners when the list is full. @returns false when all are in use. */
  const makeRoom = (): boolean => {
    if (devices.size < MAX_SCANNERS) return true;
    const lost = [...devices.values()].find((device) => device.status().state === 'lost');
    if (lost === undefined) return false;
    forget(lost).catch(throwApart);
    return true;
  };
  /** @returns its closing. */
  const forget = (device: ScanDevice): Promise<void> => {
    devices.delete(device.deviceId);
    const closing = device.close().finally(() => closings.delete(closing));
    closings.add(closing);
    return closing;
  };

  const poll = async (driver: ScanDriver): Promise<void> => {
    const before = faults.get(driver);
    try {
      const listed = await driver.list();
      if (!running) return;
      faults.delete(driver);
      listings.set(driver, listed);
      settle(driver, listed);
    } catch (cause) {
      // Open devices stay open: a listing that fails says nothing of them.
      faults.set(driver, {
        code: cause instanceof DriverError ? cause.code : 'failed',
        detail: toDetail(messageOf(cause)),
      });
    }
    if (before?.code !== faults.get(driver)?.code) guarded.changed();
  };
  const loop = (driver: ScanDriver): Promise<void> => {
    const round = poll(driver).finally(() => {
      if (!running) return;
      const wait = faults.get(driver)?.code === 'driver-missing' ? pollMs * MISSING_POLL_FACTOR : pollMs;
      const again = (): void => {
        loop(driver).catch(throwApart);
      };
      timers.set(driver, setTimer(again, wait));
    });
    polls.set(driver, round);
    return round;
  };

  const scanners = (): readonly ScannerStatus[] => [...devices.values()].map((device) => device.status());
  /** What is said where no scanner is listed. */
  const unseen = (): 'none' | 'driver-missing' => ([...faults.values()].some(({ code }) => code === 'driver-missing') ? 'driver-missing' : 'none');
  const bestState = (): ScannerState => bestOf([...scanners().map(({ state }) => state), unseen()]);
  const roleStates = (): readonly RoleState[] => stateByRole(roles, scanners(), unseen());

  return {
    async start() {
      if (running) return;
      running = true;
      await Promise.all(drivers.map(loop));
    },
    async stop() {
      running = false;
      for (const cancel of timers.values()) cancel();
      timers.clear();
      await Promise.allSettled(polls.values());
      await Promise.all([...devices.values()].map(forget));
      await Promise.all(closings);
    },
    scanners,
    bestState,
    roleStates,
    shownState: () => (roles.length === 0 ? bestState() : worstOf(roleStates())),
    missingRoles: () => missingRoles(roles, scanners()),
    roleOf: (deviceId) => roleOf(roles, deviceId),
    listed() {
      const byPath = new Map([...devices.values()].map((device) => [device.path(), device.status()]));
      return [...listings].flatMap(([driver, infos]) =>
        infos.map((info): ListedInterface => {
          // A lost scanner's path may be another device's by now.
          const scanner = byPath.get(info.path);
          return {
            info,
            scanner: scanner?.vendorId === info.vendorId && scanner.productId === info.productId ? scanner : null,
            readDescriptor: () => (info.kind === 'serial' ? null : driver.readReportDescriptor?.(info)) ?? Promise.resolve(null),
          };
        }),
      );
    },
    driverFaults: () => [...faults.values()],
    useProfiles(next) {
      profiles = next;
    },
    watchReports(on) {
      watched = on;
    },
  };
}
