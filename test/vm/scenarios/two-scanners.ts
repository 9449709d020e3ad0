import { compareTexts, makeText } from '../guest/codes.ts';
import type { Device } from '../guest/player.ts';
import { openRig } from '../guest/rig.ts';
import type { Scenario } from '../guest/scenario.ts';
import { deviceIdOf, genericScanner, posReports } from '../guest/scanners.ts';

const ROUNDS = 20;
const BYTES = 600;

/** Two lists by turns. */
const interleave = <T>(one: readonly T[], other: readonly T[]): T[] => one.flatMap((item, index) => [item, ...other.slice(index, index + 1)]);

export const twoScanners: Scenario = {
  name: 'two-scanners',
  title: 'two scanners of one model read at the same moment, report by report in turn: nothing is merged, each scan names its scanner',
  short: true,
  control: 'both scanners’ reports arrive as one scanner’s',
  async run({ player, profiles }, control) {
    const left = player.device(genericScanner('LEFT'));
    const right = player.device(genericScanner('RIGHT'));
    await left.plug();
    await right.plug();
    const rig = await openRig({ profiles });
    for (const serialNumber of ['LEFT', 'RIGHT']) await rig.usable(deviceIdOf(genericScanner(serialNumber)));
    const shownLeft: string[] = [];
    const shownRight: string[] = [];
    const stepsOf = (device: Device, text: string) => posReports(text).map((report) => ({ device, report }));
    for (let round = 0; round < ROUNDS; round++) {
      const [leftText, rightText] = [makeText(BYTES, `left ${round}`), makeText(BYTES, `right ${round}`)];
      shownLeft.push(leftText);
      shownRight.push(rightText);
      await player.play(interleave(stepsOf(left, leftText), stepsOf(control ? left : right, rightText)), { spacingMs: 1 });
      await rig.settled(2 * (round + 1), control ? 500 : undefined);
    }
    await rig.stop();
    const scansOf = (serialNumber: string) => rig.scans.filter(({ deviceId }) => deviceId?.endsWith(`:${serialNumber}`)).map(({ text }) => text);
    const broken = [
      ...compareTexts(shownLeft, scansOf('LEFT')).map((line) => `left: ${line}`),
      ...compareTexts(shownRight, scansOf('RIGHT')).map((line) => `right: ${line}`),
    ];
    return { figure: `${ROUNDS} pairs of ${BYTES} bytes, ${rig.scans.length} scans`, broken };
  },
};
