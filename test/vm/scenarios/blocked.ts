import { HID } from 'node-hid';
import { createNodeHidDriver, type NodeHidModule } from '../../../core/scan/node-hid-driver.ts';
import { compareTexts, makeText } from '../guest/codes.ts';
import { openRig } from '../guest/rig.ts';
import type { Scenario } from '../guest/scenario.ts';
import { deviceIdOf, genericScanner, posReports, REPORT_DATA_BYTES } from '../guest/scanners.ts';

const CODES = 50;
const REPORTS_PER_CODE = 20;
const BLOCKED_MS = 2_000;
const SPACING_MS = 1;

export const blocked: Scenario = {
  name: 'blocked',
  title: `${CODES * REPORTS_PER_CODE} reports, ${SPACING_MS} ms apart, arrive whole while the engine’s event loop is blocked for ${BLOCKED_MS / 1_000} s`,
  short: true,
  control: 'the devices are read by node-hid’s synchronous class',
  async run({ player, profiles }, control) {
    const identity = genericScanner();
    const scanner = player.device(identity);
    await scanner.plug();
    const rig = await openRig({ profiles, ...(control ? { driver: createNodeHidDriver({ load: synchronousNodeHid }) } : {}) });
    await rig.usable(deviceIdOf(identity));
    // The last byte of a code is the suffix.
    const shown = Array.from({ length: CODES }, (_, index) => makeText(REPORTS_PER_CODE * REPORT_DATA_BYTES - 1, `blocked ${index}`));
    // The first code is over before the rest comes, so that opening plays no part.
    await scanner.play(posReports(shown[0] ?? ''), { spacingMs: SPACING_MS });
    await rig.settled(1);
    const before = performance.now();
    const played = scanner.play(shown.slice(1).flatMap((text) => [...posReports(text)]), { spacingMs: SPACING_MS });
    while (performance.now() - before < BLOCKED_MS);
    await played;
    await rig.settled(CODES, control ? 1_500 : undefined);
    await rig.stop();
    const broken = compareTexts(shown, rig.scans.map(({ text }) => text));
    if (rig.tears.length > 0) broken.push(`${rig.tears.length} codes torn`);
    return { figure: `${CODES * REPORTS_PER_CODE} reports, ${rig.scans.length} of ${CODES} codes`, broken };
  },
};

/** node-hid with its synchronous class in the place of the asynchronous one. */
async function synchronousNodeHid(): Promise<NodeHidModule> {
  const real = (await import('node-hid')).default;
  return {
    setDriverType: (type) => real.setDriverType(type),
    devicesAsync: () => real.devicesAsync(),
    HIDAsync: {
      open(path) {
        const device = new HID(path);
        return Promise.resolve({
          on: (event: 'data' | 'error', listener: (argument: never) => void) => device.on(event, listener as (argument: unknown) => void),
          sendFeatureReport: (report) => Promise.resolve(device.sendFeatureReport(report)),
          close: () => Promise.resolve(device.close()),
        });
      },
    },
  };
}
