/** A terminal of a user without rights: finds the scanner as root, so that everything is loaded, then becomes nobody and opens the hub. */
import { createNodeHidDriver } from '../../../core/scan/node-hid-driver.ts';
import { until } from '../../support/until.ts';
import { NOBODY } from './nobody.ts';
import { openRig } from './rig.ts';
import { genericScanner } from './scanners.ts';

const driver = createNodeHidDriver();
const { vendorId } = genericScanner();
await until(async () => (await driver.list()).some((listed) => listed.vendorId === vendorId));
if (process.argv[2] === 'nobody') {
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}
const rig = await openRig({ profiles: [], driver });
const scanner = () => rig.hub.scanners().find((each) => each.vendorId === vendorId);
await until(() => ['ready', 'denied', 'lost'].includes(scanner()?.state ?? ''));
const told = { state: scanner()?.state, detail: scanner()?.detail ?? null, uid: process.getuid?.() };
await rig.stop();
process.send?.(told, () => process.disconnect());
