/** The scanners of the desk, those that type among them, what is kept and told of them, and the doctor who looks after them. Composes. */
import { randomInt } from 'node:crypto';
import type { EngineParts } from '../engine-parts.ts';
import { STATE_INCIDENTS } from '../model/journal.ts';
import type { Scan } from '../model/scan.ts';
import { createDeskKeyboard, type DeskDamage, type DeskKeyboard } from '../scan/desk-keyboard.ts';
import type { DeviceProfiles } from '../scan/device-profiles.ts';
import { createScannerDoctor, type ScannerDoctor } from '../scan/doctor/scanner-doctor.ts';
import { setMachineTimer } from '../scan/machine-timer.ts';
import { createScannerHub, type ScannerHub } from '../scan/scanner-hub.ts';
import type { RoleState } from '../scan/scanner-roles.ts';
import type { IncidentLog } from '../service/incident-log.ts';
import { toTestCardView } from '../service/scanner-doctor-view.ts';
import type { Emit } from './windows.ts';

export interface DeskScannersParts extends Pick<EngineParts, 'settings' | 'drivers' | 'profiles' | 'models' | 'clock'> {
  readonly emit: Emit;
  readonly incidents: Pick<IncidentLog, 'watch'>;
  readonly listener: {
    /** A whole code, from a scanner or from the keys that a window saw. */
    scan(scan: Scan): void;
    /** The state of a scanner is another. */
    scannersChanged(): void;
    /** Damage by the keyboard may have come or gone. */
    keyboardChanged(): void;
  };
}

export interface DeskScanners {
  readonly hub: ScannerHub;
  readonly doctor: ScannerDoctor;
  readonly keyboard: DeskKeyboard;
  /** Takes other profiles from now on. */
  useProfiles(profiles: DeviceProfiles): void;
  /** Resolves after the first listing of every driver. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createDeskScanners({ settings, drivers, profiles: own, models, clock, emit, incidents, listener }: DeskScannersParts): DeskScanners {
  let profiles = own;
  const hub = createScannerHub({
    drivers,
    profiles,
    serialPorts: settings.serialPorts ?? [],
    roles: settings.scannerRoles ?? [],
    clock,
    keyboard: settings.keyboard,
    listener: {
      scan: (scan) => listener.scan(scan),
      reading: (deviceId, bytesRead) => emit('scan:reading', { deviceId, bytesRead }),
      torn: ({ deviceId, cause }) => {
        doctor.torn({ deviceId, cause });
        emit('scan:torn', { deviceId, role: hub.roleOf(deviceId), cause });
      },
      typed: (strokes) => keyboard.byReports(strokes),
      damaged: (deviceId, damage) => emit('scan:damaged', { ...damage, deviceId, role: hub.roleOf(deviceId) }),
      report: (report) => doctor.report(report),
      changed: () => {
        incidents.watch('scanner', hub.shownState(), STATE_INCIDENTS.scanner, describeRoles(hub.roleStates()));
        watchKeyboard();
        listener.scannersChanged();
      },
    },
  });
  const doctor = createScannerDoctor({
    hub: () => hub,
    profiles: () => profiles,
    models,
    clock,
    nonce: () => randomInt(1_000_000).toString().padStart(6, '0'),
    listener: {
      report: (report) => emit('service:report', { ...report, fields: [...report.fields] }),
      testCard: (state) => emit('service:test-card', { state: toTestCardView(state) }),
    },
  });
  const keyboard = createDeskKeyboard({
    settings: settings.keyboard,
    clock,
    setTimer: setMachineTimer,
    scanners: () => hub.scanners(),
    code: (text) => listener.scan({ text, symbology: null, source: 'wedge', deviceId: null, completedAt: clock.monotonic(), at: clock.now() }),
    damaged: (damage) => emit('scan:damaged', { ...damage, role: null }),
    changed: () => {
      watchKeyboard();
      listener.keyboardChanged();
    },
  });
  const watchKeyboard = (): void => {
    const damage = keyboard.damage();
    incidents.watch('keyboard', damage?.cause ?? 'sound', STATE_INCIDENTS.keyboard, damage === null ? undefined : describeDamage(damage));
  };
  return {
    hub,
    doctor,
    keyboard,
    useProfiles(next) {
      profiles = next;
      hub.useProfiles(next);
    },
    async start() {
      await hub.start();
      // What was wrong before a restart is not known to be wrong now: until the next code the desk shows nothing either.
      watchKeyboard();
    },
    async stop() {
      keyboard.stop();
      await hub.stop();
    },
  };
}

/** Which side's scanner it is that a change was about; nothing where the desk has no sides. */
function describeRoles(roles: readonly RoleState[]): string | undefined {
  return roles.length === 0 ? undefined : roles.map(({ role, state }) => `${role}: ${state}`).join(', ');
}

const describeDamage = ({ cause, scannerLayout, hostLayout, deviceId }: DeskDamage): string =>
  `${cause === 'layout' ? `scanner ${scannerLayout ?? 'unknown'}, read as ${hostLayout ?? 'another'}; ` : ''}${deviceId ?? 'by the window'}`;
