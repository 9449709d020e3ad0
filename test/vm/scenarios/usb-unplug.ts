import { until } from '../../support/until.ts';
import { compareTexts } from '../guest/codes.ts';
import { openRig } from '../guest/rig.ts';
import type { Scenario } from '../guest/scenario.ts';
import { sharedNow } from '../guest/shared-clock.ts';
import { usbKeyboardProfile } from '../guest/usb-keyboard-profile.ts';

const KEYS = ['shift-m', 'shift-o', '1', 'shift-semicolon', 'a', 'b', '7', 'ret'];
const TEXT = 'MO1:ab7';
/** The control waits in vain. */
const CONTROL_LIMIT_MS = 5_000;

export const usbUnplug: Scenario = {
  name: 'usb-unplug',
  title: 'a keyboard-mode scanner on a real USB bus is read, pulled out in the middle of a code, put back and read again',
  short: false,
  control: 'the hub does not look for scanners again',
  async run({ monitor, profiles }, control) {
    const rig = await openRig({ profiles: [usbKeyboardProfile, ...profiles], ...(control ? { pollMs: 3_600_000 } : {}) });
    await until(() => rig.hub.scanners().length > 0);
    const deviceId = rig.hub.scanners()[0]?.deviceId ?? '';
    await rig.usable(deviceId);
    await monitor.type(KEYS);
    await rig.settled(1);
    await monitor.type(KEYS.slice(0, 4));
    const pulledAt = sharedNow();
    monitor.unplugKeyboard();
    const toLost = (await rig.reached('lost', deviceId, pulledAt)) - pulledAt;
    const pluggedAt = sharedNow();
    monitor.plugKeyboard();
    const broken: string[] = [];
    let toReady = Number.NaN;
    try {
      toReady = (await rig.usable(deviceId, pluggedAt, control ? CONTROL_LIMIT_MS : undefined)) - pluggedAt;
      const soFar = rig.scans.length + rig.tears.length;
      await monitor.type(KEYS);
      await rig.settled(soFar + 1);
    } catch (cause) {
      broken.push(`not ready again: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
    await rig.stop();
    broken.push(...compareTexts([TEXT, TEXT], rig.scans.map(({ text }) => text)));
    if (rig.tears.length !== 1) broken.push(`told as torn ${rig.tears.length} times`);
    return { figure: `lost after ${toLost.toFixed(0)} ms, ready after ${toReady.toFixed(0)} ms`, broken };
  },
};
