import { createSerialPortDriver } from '../../../core/scan/serialport-driver.ts';
import { makeText } from '../guest/codes.ts';
import type { Scenario } from '../guest/scenario.ts';
import { openSerialRig } from '../guest/serial-rig.ts';
import { withoutNul } from '../guest/without-nul.ts';

const ROUNDS = 3;
/** Of a code's packets, these are sent before the break and these are lost in it. */
const [SENT_PACKETS, LOST_PACKETS] = [4, 2];
const CHARACTERS = 800;

export const serialBreak: Scenario = {
  name: 'serial-break',
  title: 'a break on a serial line in the middle of a code tears it: what came before and after is never one text; the next code is read',
  short: false,
  control: 'NUL bytes, which a break arrives as, are taken out of what is read',
  async run(guest, control) {
    const driver = createSerialPortDriver();
    const rig = await openSerialRig(guest, { driver: control ? withoutNul(driver) : driver });
    for (let round = 0; round < ROUNDS; round++) {
      const packets = rig.chunksOf(makeText(CHARACTERS, `cut ${round}`));
      await guest.serialPlayer.scanner.sendAroundBreak(Buffer.concat(packets.slice(0, SENT_PACKETS)), Buffer.concat(packets.slice(SENT_PACKETS + LOST_PACKETS)));
      await rig.settled(2 * round + 1);
      await rig.show(makeText(CHARACTERS, `next ${round}`));
    }
    await rig.stop();
    const broken = rig.differences();
    if (rig.tears.length !== ROUNDS) broken.push(`told as torn ${rig.tears.length} times`);
    const causes = [...new Set(rig.tears.map(({ cause }) => cause))];
    if (causes.some((cause) => cause !== 'garbled')) broken.push(`told as ${causes.join(', ')}, not as garbled`);
    return { figure: `${ROUNDS} breaks, ${rig.tears.length} codes torn, ${rig.scans.length} codes read`, broken };
  },
};
