import { createSerialPortDriver } from '../../../core/scan/serialport-driver.ts';
import { compareTexts, makeText } from '../guest/codes.ts';
import type { Scenario } from '../guest/scenario.ts';
import { openSerialRig } from '../guest/serial-rig.ts';

const ROUNDS = 5;
/** Less than the scanner that is played has room for. What the opening itself throws away (tcflush) is not all of it. */
const STALE_CODES = 12;
const CHARACTERS = 600;

export const serialStale: Scenario = {
  name: 'serial-stale',
  title: 'codes that a serial scanner had in store when its port was opened are dropped, and the next one is read; none is sent back to it once the port was open',
  short: false,
  control: 'bytes count from the moment of opening',
  async run(guest, control) {
    const { scanner } = guest.serialPlayer;
    const shown: string[] = [];
    const read: string[] = [];
    let atOpening = 0;
    let echoed = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const stored = Array.from({ length: STALE_CODES }, (_, which) => makeText(CHARACTERS, `stale ${which} ${round}`));
      const rig = await openSerialRig(guest, { stored, driver: createSerialPortDriver(control ? { quietMs: 0 } : {}), limitMs: control ? 1_000 : undefined });
      const echoedAtOpening = scanner.heard();
      atOpening += echoedAtOpening;
      await rig.show(makeText(CHARACTERS, `shown ${round}`));
      await rig.stop();
      shown.push(...rig.shown());
      read.push(...rig.scans.map(({ text }) => text));
      echoed += scanner.heard() - echoedAtOpening;
      await scanner.unplug();
    }
    const broken = compareTexts(shown, read);
    if (echoed > 0) broken.push(`${echoed} bytes were sent back to the scanner`);
    return { figure: `${ROUNDS} openings, ${STALE_CODES * ROUNDS} stale codes, ${read.length} codes read; ${atOpening} bytes echoed by the kernel while it opened`, broken };
  },
};
