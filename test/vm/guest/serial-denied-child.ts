/**
 * A terminal of a user without rights, or of root, that opens the serial scanner when it is told to: `try` answers how that ended and stops, `open` goes on,
 * and `ready` answers once it has the scanner after all.
 */
import { throwApart } from '../../../core/model/throw-apart.ts';
import { loadDeviceProfiles } from '../../../core/scan/device-profiles.ts';
import { createSerialPortDriver } from '../../../core/scan/serialport-driver.ts';
import { until } from '../../support/until.ts';
import { NOBODY } from './nobody.ts';
import { openRig, type Rig } from './rig.ts';

export interface SerialTold {
  readonly state: string;
  readonly detail: string | null;
}

export type SerialOrder = 'try' | 'open' | 'ready';

/** Far longer than the terminal waits between two tries. */
const READY_LIMIT_MS = 30_000;

const [, , user, profilesFile] = process.argv;
const profiles = loadDeviceProfiles(profilesFile ?? '');
if (user === 'nobody') {
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}
let rig: Rig | null = null;
const told = (): SerialTold => {
  const [scanner] = rig?.hub.scanners() ?? [];
  return { state: scanner?.state ?? 'none', detail: scanner?.detail ?? null };
};

async function answer(order: SerialOrder): Promise<void> {
  if (order === 'ready') {
    await until(() => told().state === 'ready', READY_LIMIT_MS).catch(() => undefined);
  } else {
    rig = await openRig({ profiles, driver: createSerialPortDriver() });
    await until(() => ['ready', 'denied', 'lost'].includes(told().state));
  }
  const answered = told();
  if (order === 'try') await rig?.stop();
  process.send?.(answered);
}
process.on('message', (order: SerialOrder) => {
  answer(order).catch(throwApart);
});
process.on('disconnect', () => process.exit());
