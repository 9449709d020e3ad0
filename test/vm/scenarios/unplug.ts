import { setTimeout as pause } from 'node:timers/promises';
import { makeText, medianAndMax } from '../guest/codes.ts';
import { openRig } from '../guest/rig.ts';
import type { Scenario } from '../guest/scenario.ts';
import { deviceIdOf, genericScanner, posReports, REPORT_DATA_BYTES } from '../guest/scanners.ts';

const REPORTS = 36;
/** After how many reports of the code the plug is pulled: none, the first ones, every fifth, all but one, all. */
const POSITIONS = [0, 1, 2, ...Array.from({ length: 6 }, (_, index) => 5 * (index + 1)), REPORTS - 1, REPORTS];
/** The control waits in vain. */
const CONTROL_LIMIT_MS = 5_000;
/** Pushed back in at once, and after a while: sooner and later than the hub looks for scanners. */
const AWAY_MS = [20, 800];

export const unplug: Scenario = {
  name: 'unplug',
  title: 'pulled out in the middle of a code and put back: no completed scan is lost, the broken one is told, the next one is read, the state is shown',
  short: false,
  control: 'the hub does not look for scanners again',
  async run({ player, profiles }, control) {
    const identity = genericScanner();
    const scanner = player.device(identity);
    await scanner.plug();
    const rig = await openRig({ profiles, ...(control ? { pollMs: 3_600_000 } : {}) });
    await rig.usable(deviceIdOf(identity));
    const broken: string[] = [];
    const toLost: number[] = [];
    const toReady: number[] = [];
    let lastWhole = 0;
    for (const awayMs of control ? AWAY_MS.slice(0, 1) : AWAY_MS) {
      for (const position of control ? POSITIONS.slice(0, 1) : POSITIONS) {
        const where = `pulled after report ${position} of ${REPORTS}, back after ${awayMs} ms`;
        const scansBefore = rig.scans.length;
        const tearsBefore = rig.tears.length;
        const [done, cut, next] = ['done', 'cut', 'next'].map((which) => makeText(REPORTS * REPORT_DATA_BYTES - 1, `${which} ${awayMs} ${position}`)) as [string, string, string];
        await scanner.play(posReports(done), { spacingMs: 1 });
        await rig.settled(scansBefore + tearsBefore + 1);
        const pulledAt = await scanner.play(posReports(cut).slice(0, position), { spacingMs: 1, unplug: scanner });
        toLost.push((await rig.reached('lost', deviceIdOf(identity), pulledAt)) - pulledAt);
        await pause(awayMs);
        const pluggedAt = await scanner.plug();
        try {
          toReady.push((await rig.usable(deviceIdOf(identity), pluggedAt, control ? CONTROL_LIMIT_MS : undefined)) - pluggedAt);
        } catch (cause) {
          broken.push(`${where}: not ready again: ${cause instanceof Error ? cause.message : String(cause)}`);
          continue;
        }
        const soFar = rig.scans.length + rig.tears.length;
        await scanner.play(posReports(next), { spacingMs: 1 });
        await rig.settled(soFar + 1);
        const texts = rig.scans.slice(scansBefore).map(({ text }) => text);
        const tears = rig.tears.length - tearsBefore;
        const isWhole = texts.includes(cut);
        if (isWhole) lastWhole += 1;
        if (texts.join('\n') !== (isWhole ? [done, cut, next] : [done, next]).join('\n')) broken.push(`${where}: ${texts.length} scans, not those that were shown`);
        if (isWhole && position < REPORTS) broken.push(`${where}: half a code was taken for a whole one`);
        if (tears !== (position > 0 && !isWhole ? 1 : 0)) broken.push(`${where}: told as torn ${tears} times`);
      }
    }
    await rig.stop();
    return { figure: `${toLost.length} plugs pulled; lost after ${medianAndMax(toLost)}; ready after ${medianAndMax(toReady)}; whole at the last report ${lastWhole}`, broken };
  },
};
