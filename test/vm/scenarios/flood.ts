import { setTimeout as pause } from 'node:timers/promises';
import { makeText } from '../guest/codes.ts';
import { openRig } from '../guest/rig.ts';
import type { Scenario } from '../guest/scenario.ts';
import { deviceIdOf, genericProfileWith, genericScanner, posReports } from '../guest/scanners.ts';

const ROUNDS = 20;
const REPORTS = 200;
const DATA_BYTES = 10;
/** Longer than the pause that tears a code. */
const BETWEEN_MS = 350;
const RESULT_LIMIT_MS = 3_000;

export const flood: Scenario = {
  name: 'flood',
  title: `${REPORTS} reports at once, more than the kernel keeps: the code is whole or told as torn, never a wrong text`,
  short: false,
  control: 'the assembler joins reports across a pause',
  async run({ player, profiles }, control) {
    const identity = genericScanner();
    const scanner = player.device(identity);
    await scanner.plug();
    const rig = await openRig({ profiles: control ? [genericProfileWith(identity.vendorId, { idleMs: 5_000 }), ...profiles] : profiles });
    await rig.usable(deviceIdOf(identity));
    const count = { whole: 0, torn: 0, wrong: 0, silent: 0 };
    for (let round = 0; round < ROUNDS; round++) {
      const text = makeText(REPORTS * DATA_BYTES - 1, `flood ${round}`);
      const [scans, tears] = [rig.scans.length, rig.tears.length];
      await scanner.play(posReports(text, DATA_BYTES));
      // One result is told, and whatever comes after it has time to come too.
      await rig.settled(scans + tears + 1, RESULT_LIMIT_MS);
      await pause(BETWEEN_MS);
      const found = rig.scans.slice(scans);
      if (found.some((scan) => scan.text !== text)) count.wrong += 1;
      else if (found.length > 0) count.whole += 1;
      else if (rig.tears.length > tears) count.torn += 1;
      else count.silent += 1;
    }
    const after = makeText(600, 'after the flood');
    const scans = rig.scans.length;
    await scanner.play(posReports(after), { spacingMs: 1 });
    await rig.settled(rig.scans.length + rig.tears.length + 1, 2_000);
    await rig.stop();
    const broken: string[] = [];
    if (count.wrong > 0) broken.push(`${count.wrong} wrong texts`);
    if (count.silent > 0) broken.push(`${count.silent} codes of which nothing was told`);
    if (rig.scans.slice(scans).map(({ text }) => text).join() !== after) broken.push('the next code was not read exactly');
    return { figure: `${ROUNDS} floods: ${count.whole} whole, ${count.torn} torn, ${count.wrong} wrong`, broken };
  },
};
