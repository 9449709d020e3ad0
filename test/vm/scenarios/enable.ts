import { compareTexts, makeText } from '../guest/codes.ts';
import { openRig } from '../guest/rig.ts';
import type { Scenario } from '../guest/scenario.ts';
import { deviceIdOf, genericProfileWith, honeywellScanner, posReports } from '../guest/scanners.ts';

const REPORT_ID = 254;
/** "Broken pipe": what a USB device's refusal looks like. */
const EPIPE = 32;

export const enable: Scenario = {
  name: 'enable',
  title: 'a Honeywell scanner is told to speak by feature report 254 each time it is opened; one that refuses it is read all the same',
  short: true,
  control: 'the profile asks for no feature report',
  async run({ player, profiles }, control) {
    const identity = honeywellScanner();
    const scanner = player.device(identity);
    const shown: string[] = [];
    const read: string[] = [];
    for (const errno of [0, EPIPE]) {
      await scanner.plug();
      await scanner.behave({ errno });
      const rig = await openRig({ profiles: control ? [genericProfileWith(identity.vendorId, {}), ...profiles] : profiles });
      await rig.usable(deviceIdOf(identity));
      shown.push(makeText(300, `enable ${errno}`));
      await scanner.play(posReports(shown.at(-1) ?? ''), { spacingMs: 1 });
      await rig.settled(1);
      await rig.stop();
      read.push(...rig.scans.map(({ text }) => text));
      await scanner.unplug();
    }
    const broken = compareTexts(shown, read);
    const features = scanner.features();
    if (features.length !== 2 || features.some((report) => report[0] !== REPORT_ID || report[1] !== 1)) broken.push(`expected two feature reports ${REPORT_ID} = 1, found ${features.map((report) => [...report].join(' ')).join('; ') || 'none'}`);
    return { figure: `${features.length} feature reports, ${read.length} codes`, broken };
  },
};
