/** Scanners as a technician sees them, and the doctor for them. */
import type { scannerCalls } from '../contract.ts';
import { examineDry } from '../desk/dry-examination.ts';
import type { EngineSettings } from '../engine-parts.ts';
import type { RecordAct } from '../model/audit.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import type { ScannerDoctor } from '../scan/doctor/scanner-doctor.ts';
import type { ScannerHub } from '../scan/scanner-hub.ts';
import { toDeviceView, toTestCardView } from '../service/scanner-doctor-view.ts';
import type { ClockGuard } from '../trust/clock-guard.ts';
import type { KeySet } from '../trust/key-set.ts';
import type { HandlersOf } from '../wire.ts';

export interface ScannerHandlerParts {
  readonly settings: Pick<EngineSettings, 'terminal'>;
  readonly hub: Pick<ScannerHub, 'scanners' | 'missingRoles' | 'driverFaults'>;
  readonly doctor: ScannerDoctor;
  /** Those in force now. */
  readonly keys: () => KeySet;
  readonly book: Pick<RuleBook, 'at'>;
  readonly clockGuard: Pick<ClockGuard, 'read'>;
  readonly record: RecordAct;
}

export function scannerHandlers({ settings, hub, doctor, keys, book, clockGuard, record }: ScannerHandlerParts): HandlersOf<typeof scannerCalls> {
  return {
    'service:scanners': () => ({
      scanners: hub.scanners().map((scanner) => ({ ...scanner })),
      missingRoles: [...hub.missingRoles()],
      driverFaults: hub.driverFaults().map((fault) => ({ ...fault })),
    }),
    'service:examine-code': ({ text }) => {
      const { at } = clockGuard.read();
      const examined = examineDry(text, keys(), book.at(at), settings.terminal, at);
      record('code-examined', examined.format);
      return examined;
    },
    'service:watch-reports': ({ on }) => {
      if (on) record('reports-watched', null);
      doctor.watch(on);
      return {};
    },
    'service:devices': async () => ({ devices: (await doctor.devices()).map(toDeviceView), recorded: [...doctor.recorded()] }),
    'service:export-reports': async ({ deviceId }) => {
      const fixture = await doctor.exported(deviceId);
      // On disk before the reports leave.
      if (fixture !== null) record('reports-exported', deviceId);
      return { fixture };
    },
    'service:start-test-card': ({ length }) => {
      record('test-card-shown', length);
      return { state: toTestCardView(doctor.testCard.start(length)) };
    },
    'service:stop-test-card': () => {
      doctor.testCard.stop();
      return {};
    },
    'service:test-card': () => ({ state: toTestCardView(doctor.testCard.state()) }),
  };
}
