/** What a technician sees of scanners: all devices, their reports field by field, a test card, and a session's reports as a fixture. Composes this folder. Layer: scan. */
import type { Clock } from '../../model/clock.ts';
import type { Scan, TornRead } from '../../model/scan.ts';
import type { UtcMillis } from '../../model/units.ts';
import type { DeviceProfiles } from '../device-profiles.ts';
import { type ReportView, viewReport } from '../report-view.ts';
import type { ScannerModels } from '../scanner-models.ts';
import type { ScannerHub } from '../scanner-hub.ts';
import type { SeenReport } from '../scanner-status.ts';
import { listDevices, type PhysicalDevice } from './device-list.ts';
import { createReportRecorder } from './report-recorder.ts';
import { toFixture } from './to-fixture.ts';
import { createTestCardDesk, type TestCardDesk, type TestCardState } from './test-card-desk.ts';

/** One report as the technician sees it. */
export interface ViewedReport extends ReportView {
  readonly deviceId: string;
  readonly at: UtcMillis;
}

export interface ScannerDoctorParts {
  readonly hub: () => Pick<ScannerHub, 'listed' | 'watchReports'>;
  readonly profiles: () => DeviceProfiles;
  readonly models: ScannerModels;
  readonly clock: Clock;
  /** Six digits that nobody can foresee. */
  readonly nonce: () => string;
  readonly listener: {
    report(report: ViewedReport): void;
    /** The test card is shown, was scanned or is taken away (null). */
    testCard(state: TestCardState | null): void;
  };
}

export interface ScannerDoctor {
  readonly devices: () => Promise<readonly PhysicalDevice[]>;
  /** Shows reports as they come, and begins a new session of them. */
  watch(on: boolean): void;
  readonly testCard: Pick<TestCardDesk, 'start' | 'stop' | 'state'>;
  /** The session's reports of one device as the text of a fixture; null when it sent none. */
  exported(deviceId: string): Promise<string | null>;
  /** Devices that sent reports in this session. */
  recorded(): readonly string[];
  /** Whoever watched is gone. */
  leave(): void;
  /** A scanner's report came in. */
  report(seen: SeenReport): void;
  torn(torn: Pick<TornRead, 'deviceId' | 'cause'>): void;
  /** @returns true for a test card while one is shown: it is no traveller's code. */
  take(scan: Scan): boolean;
}

/** Creates the doctor; nothing is watched. */
export function createScannerDoctor({ hub, profiles, models, clock, nonce, listener }: ScannerDoctorParts): ScannerDoctor {
  const recorder = createReportRecorder();
  let isViewing = false;
  let isCardShown = false;
  const watchReports = (): void => hub().watchReports(isViewing || isCardShown);
  const testCard = createTestCardDesk({
    clock,
    nonce,
    changed(state) {
      isCardShown = state !== null;
      watchReports();
      listener.testCard(state);
    },
  });
  return {
    devices: () => listDevices({ profiles: profiles(), models, listed: hub().listed() }),
    watch(on) {
      if (on) recorder.restart();
      isViewing = on;
      watchReports();
    },
    testCard: {
      start(length) {
        if (!isViewing) recorder.restart();
        return testCard.start(length);
      },
      stop: () => testCard.stop(),
      state: () => testCard.state(),
    },
    async exported(deviceId) {
      const recorded = recorder.recorded(deviceId);
      if (recorded === null) return null;
      const collection = hub().listed().find(({ scanner }) => scanner?.deviceId === deviceId);
      return toFixture(recorded, (await collection?.readDescriptor()) ?? null);
    },
    recorded: () => recorder.devices(),
    leave() {
      recorder.restart();
      isViewing = false;
      testCard.stop();
      watchReports();
    },
    report(seen) {
      const { deviceId, profile, report, at, receivedAt } = seen;
      recorder.report(seen, isCardShown);
      testCard.report(deviceId, receivedAt);
      if (isViewing) listener.report({ deviceId, at, ...viewReport(profile, report) });
    },
    torn({ deviceId, cause }) {
      recorder.torn(deviceId, cause);
      testCard.torn(deviceId);
    },
    take(scan) {
      const isCard = testCard.take(scan);
      recorder.code(scan, isCard);
      return isCard;
    },
  };
}
