import { existsSync } from 'node:fs';
import { createSerialPortDriver } from '../../../core/scan/serialport-driver.ts';
import { until } from '../../support/until.ts';
import { compareTexts, makeText } from '../guest/codes.ts';
import { PORT_PATH } from '../guest/port-user.ts';
import { openRig } from '../guest/rig.ts';
import type { Scenario } from '../guest/scenario.ts';
import { deviceIdOf, serialChunks, serialIdentity } from '../guest/scanners.ts';

const ROUNDS = 5;
/** Less than the scanner that is played has room for. What the opening itself throws away (tcflush) is not all of it. */
const STALE_CODES = 12;
const CHARACTERS = 600;

export const serialStale: Scenario = {
  name: 'serial-stale',
  title: 'codes that a serial scanner had in store when its port was opened are dropped, and the next one is read; none is sent back to it once the port was open',
  short: false,
  control: 'bytes count from the moment of opening',
  async run({ serialScanner, profiles }, control) {
    const shown: string[] = [];
    const read: string[] = [];
    let atOpening = 0;
    let echoed = 0;
    for (let round = 0; round < ROUNDS; round++) {
      await serialScanner.plug(serialIdentity);
      await until(() => existsSync(PORT_PATH));
      const stale = Array.from({ length: STALE_CODES }, (_, which) => makeText(CHARACTERS, `stale ${which} ${round}`));
      await serialScanner.send(stale.flatMap((text) => [...serialChunks(profiles, text)]));
      const rig = await openRig({ profiles, driver: createSerialPortDriver(control ? { quietMs: 0 } : {}) });
      await rig.usable(deviceIdOf(serialIdentity));
      const echoedAtOpening = serialScanner.heard();
      atOpening += echoedAtOpening;
      shown.push(makeText(CHARACTERS, `shown ${round}`));
      await serialScanner.send(serialChunks(profiles, shown.at(-1) ?? ''));
      await rig.settled(control ? STALE_CODES : 1, control ? 1_000 : undefined);
      await rig.stop();
      read.push(...rig.scans.map(({ text }) => text));
      echoed += serialScanner.heard() - echoedAtOpening;
      await serialScanner.unplug();
    }
    const broken = compareTexts(shown, read);
    if (echoed > 0) broken.push(`${echoed} bytes were sent back to the scanner`);
    return { figure: `${ROUNDS} openings, ${STALE_CODES * ROUNDS} stale codes, ${read.length} codes read; ${atOpening} bytes echoed by the kernel while it opened`, broken };
  },
};
