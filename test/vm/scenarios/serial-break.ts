import type { DeviceConnection, ScanDriver } from '../../../core/scan/driver.ts';
import { createSerialPortDriver } from '../../../core/scan/serialport-driver.ts';
import { compareTexts, makeText } from '../guest/codes.ts';
import { openRig } from '../guest/rig.ts';
import type { Scenario } from '../guest/scenario.ts';
import { deviceIdOf, serialChunks, serialIdentity } from '../guest/scanners.ts';

const ROUNDS = 3;
/** Of a code's packets, these are sent before the break and these are lost in it. */
const [SENT_PACKETS, LOST_PACKETS] = [4, 2];
const CHARACTERS = 800;

export const serialBreak: Scenario = {
  name: 'serial-break',
  title: 'a break on a serial line in the middle of a code tears it: what came before and after is never one text; the next code is read',
  short: false,
  control: 'NUL bytes, which a break arrives as, are taken out of what is read',
  async run({ serialScanner, profiles }, control) {
    await serialScanner.plug(serialIdentity);
    const driver = createSerialPortDriver();
    const rig = await openRig({ profiles, driver: control ? withoutNul(driver) : driver });
    await rig.usable(deviceIdOf(serialIdentity));
    const shown: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const packets = serialChunks(profiles, makeText(CHARACTERS, `cut ${round}`));
      await serialScanner.sendAroundBreak(Buffer.concat(packets.slice(0, SENT_PACKETS)), Buffer.concat(packets.slice(SENT_PACKETS + LOST_PACKETS)));
      await rig.settled(2 * round + 1);
      shown.push(makeText(CHARACTERS, `next ${round}`));
      await serialScanner.send(serialChunks(profiles, shown.at(-1) ?? ''));
      await rig.settled(2 * round + 2);
    }
    await rig.stop();
    const broken = compareTexts(shown, rig.scans.map(({ text }) => text));
    if (rig.tears.length !== ROUNDS) broken.push(`told as torn ${rig.tears.length} times`);
    const causes = [...new Set(rig.tears.map(({ cause }) => cause))];
    if (causes.some((cause) => cause !== 'garbled')) broken.push(`told as ${causes.join(', ')}, not as garbled`);
    return { figure: `${ROUNDS} breaks, ${rig.tears.length} codes torn, ${rig.scans.length} codes read`, broken };
  },
};

/** The same driver, its NUL bytes taken out. */
function withoutNul(driver: ScanDriver): ScanDriver {
  return {
    list: () => driver.list(),
    async open(info, line): Promise<DeviceConnection> {
      const connection = await driver.open(info, line);
      return { ...connection, onReport: (receive) => connection.onReport((bytes) => receive(bytes.filter((byte) => byte !== 0))) };
    },
  };
}
