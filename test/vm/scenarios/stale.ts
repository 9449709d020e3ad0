import { createNodeHidDriver } from '../../../core/scan/node-hid-driver.ts';
import { compareTexts, makeText } from '../guest/codes.ts';
import { openRig } from '../guest/rig.ts';
import type { Scenario } from '../guest/scenario.ts';
import { deviceIdOf, genericScanner, posReports } from '../guest/scanners.ts';

const ROUNDS = 5;
const MAX_TRIES = 30;
/** What is sent later than this after the opening is new: the terminal waits for 50 ms of silence. */
const AT_OPENING_MS = 25;

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
    let late = 0;
    for (let round = 0; round < ROUNDS + late && round < MAX_TRIES; round++) {
      await scanner.plug();
      const [before, atOpening] = [posReports(makeText(300, `before ${round}`)), posReports(makeText(300, `opening ${round}`))];
      // Nobody reads yet.
      await scanner.play(before);
      await scanner.behave({ onOpen: atOpening });
      const rig = await openRig({ profiles, ...(control ? { driver: createNodeHidDriver({ quietMs: 0 }) } : {}) });
      const readyAt = await rig.usable(deviceIdOf(identity));
      const text = makeText(300, `shown ${round}`);
      await scanner.play(posReports(text), { spacingMs: 1 });
      await rig.settled(control ? 2 : 1);
      await rig.stop();
      await scanner.unplug();
      // On a busy machine the player hears of the opening when it is long over.
      if ((scanner.openedAtMs() ?? 0) - readyAt > AT_OPENING_MS) {
        late += 1;
        continue;
      }
      shown.push(text);
      read.push(...rig.scans.map((scan) => scan.text));
      sent += before.length + atOpening.length;
    }
    return { figure: `${shown.length} openings, ${sent} stale reports, ${read.length} codes read`, broken: [...compareTexts(shown, read), ...(shown.length < ROUNDS ? [`only ${shown.length} of ${ROUNDS} openings in time`] : [])] };
  },
};
