import { createNodeHidDriver } from '../../../core/scan/node-hid-driver.ts';
import { compareTexts, makeText } from '../guest/codes.ts';
import { openRig } from '../guest/rig.ts';
import type { Scenario } from '../guest/scenario.ts';
import { deviceIdOf, genericScanner, posReports } from '../guest/scanners.ts';

const ROUNDS = 5;

export const stale: Scenario = {
  name: 'stale',
  title: 'what a scanner had in store when it was opened is nobody’s code: it is dropped, and the next code is read',
  short: false,
  control: 'reports count from the moment of opening',
  async run({ player, profiles }, control) {
    const identity = genericScanner();
    const scanner = player.device(identity);
    const shown: string[] = [];
    const read: string[] = [];
    let sent = 0;
    for (let round = 0; round < ROUNDS; round++) {
      await scanner.plug();
      const [before, atOpening] = [posReports(makeText(300, `before ${round}`)), posReports(makeText(300, `opening ${round}`))];
      // Nobody reads yet.
      await scanner.play(before);
      await scanner.behave({ onOpen: atOpening });
      sent += before.length + atOpening.length;
      const rig = await openRig({ profiles, ...(control ? { driver: createNodeHidDriver({ quietMs: 0 }) } : {}) });
      await rig.usable(deviceIdOf(identity));
      const text = makeText(300, `shown ${round}`);
      shown.push(text);
      await scanner.play(posReports(text), { spacingMs: 1 });
      await rig.settled(control ? 2 : 1);
      await rig.stop();
      read.push(...rig.scans.map((scan) => scan.text));
      await scanner.unplug();
    }
    return { figure: `${ROUNDS} openings, ${sent} stale reports, ${read.length} codes read`, broken: compareTexts(shown, read) };
  },
};
