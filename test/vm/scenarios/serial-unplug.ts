import { setTimeout as pause } from 'node:timers/promises';
import { makeText, medianAndMax } from '../guest/codes.ts';
import type { Scenario } from '../guest/scenario.ts';
import { serialIdentity } from '../guest/scanners.ts';
import { openSerialRig } from '../guest/serial-rig.ts';

const CHARACTERS = 1_200;
/** After how many bytes of the code, its AIM identifier in front and CR LF behind, the plug is pulled. A CR alone ends the code. */
const BYTES = 3 + CHARACTERS + 2;
const POSITIONS = [0, 1, 64, 65, 400, 800, 1_199, BYTES - 2, BYTES - 1, BYTES];
const WHOLE_AT = BYTES - 1;
/** Pulled when the terminal has read all that was sent, or at once: some of it is then lost on the way, as in any cable. */
const MOMENTS = ['read', 'sent'] as const;
/** Pushed back in at once, and after a while: sooner and later than the hub looks for scanners. */
const AWAY_MS = [20, 800];
const SHOWN_LIMIT_MS = 2_000;
/** The control waits in vain. */
const CONTROL_LIMIT_MS = 5_000;

export const serialUnplug: Scenario = {
  name: 'serial-unplug',
  title: 'a serial scanner pulled out in the middle of a code and put back: no completed scan is lost, the broken one is told, no two halves are joined, the next one is read, the state is shown',
  short: false,
  control: 'the hub does not look for scanners again',
  async run(guest, control) {
    const { scanner } = guest.serialPlayer;
    const rig = await openSerialRig(guest, control ? { pollMs: 3_600_000 } : {});
    const { deviceId } = rig;
    const broken: string[] = [];
    const toLost: number[] = [];
    const toReady: number[] = [];
    const paths = new Set<string>();
    const all = AWAY_MS.flatMap((awayMs) => MOMENTS.flatMap((moment) => POSITIONS.map((position) => ({ awayMs, moment, position }))));
    for (const { awayMs, moment, position } of control ? all.slice(0, 1) : all) {
      const where = `pulled after byte ${position} of ${BYTES} was ${moment}, back after ${awayMs} ms`;
      const scansBefore = rig.scans.length;
      const tearsBefore = rig.tears.length;
      const [done, cut, next] = ['done', 'cut', 'next'].map((which) => makeText(CHARACTERS, `${which} ${where}`)) as [string, string, string];
      await rig.show(done);
      const part = [Buffer.concat(rig.chunksOf(cut)).subarray(0, position)];
      const receivedBefore = rig.received();
      let pulledAt: number;
      if (moment === 'read') {
        await scanner.send(part);
        await rig.settledBytes(receivedBefore, part);
        pulledAt = await scanner.unplug();
      } else {
        pulledAt = await scanner.send(part, { unplug: true });
      }
      toLost.push((await rig.reached('lost', deviceId, pulledAt)) - pulledAt);
      const read = rig.received() - receivedBefore;
      await pause(awayMs);
      const pluggedAt = await scanner.plug(serialIdentity);
      try {
        toReady.push((await rig.usable(deviceId, pluggedAt, control ? CONTROL_LIMIT_MS : undefined)) - pluggedAt);
      } catch (cause) {
        broken.push(`${where}: not ready again: ${cause instanceof Error ? cause.message : String(cause)}`);
        continue;
      }
      for (const { info, scanner: own } of rig.hub.listed()) if (own !== null) paths.add(info.path);
      await rig.show(next);
      const expected = read >= WHOLE_AT ? [done, cut, next] : [done, next];
      const texts = rig.scans.slice(scansBefore).map(({ text }) => text);
      if (texts.join('\n') !== expected.join('\n')) broken.push(`${where}: ${texts.length} scans, not the ${expected.length} that were read whole`);
      const tears = rig.tears.length - tearsBefore;
      if (tears !== (read > 0 && read < WHOLE_AT ? 1 : 0)) broken.push(`${where}: ${read} bytes read, told as torn ${tears} times`);
      if (moment === 'read' && read !== position) broken.push(`${where}: ${read} bytes read`);
    }
    await rig.stop();
    const late = toLost.filter((ms) => ms > SHOWN_LIMIT_MS).length;
    return { figure: `${toLost.length} plugs pulled; lost after ${medianAndMax(toLost)}${late > 0 ? ` (${late} later than ${SHOWN_LIMIT_MS} ms)` : ''}; ready after ${medianAndMax(toReady)}; at ${[...paths].sort().join(', ')}`, broken };
  },
};
