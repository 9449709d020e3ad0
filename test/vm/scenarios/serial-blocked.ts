import { createSerialPortDriver } from '../../../core/scan/serialport-driver.ts';
import { compareTexts, makeText } from '../guest/codes.ts';
import { openPortUser } from '../guest/port-user.ts';
import { openRig } from '../guest/rig.ts';
import type { Scenario } from '../guest/scenario.ts';
import { deviceIdOf, serialChunks, serialIdentity } from '../guest/scanners.ts';

const CODES = 50;
const CHARACTERS = 1_200;
const BLOCKED_MS = 2_000;

export const serialBlocked: Scenario = {
  name: 'serial-blocked',
  title: `${CODES} serial codes of ${CHARACTERS} characters arrive whole while the engine’s event loop is blocked for ${BLOCKED_MS / 1_000} s: what the kernel does not hold it keeps the scanner from sending`,
  short: true,
  control: 'another program that asked nobody reads the port too',
  async run({ serialScanner, profiles }, control) {
    await serialScanner.plug(serialIdentity);
    const rig = await openRig({ profiles, driver: createSerialPortDriver() });
    await rig.usable(deviceIdOf(serialIdentity));
    const other = control ? await openPortUser('read') : null;
    const shown = Array.from({ length: CODES }, (_, index) => makeText(CHARACTERS, `serial blocked ${index}`));
    const chunks = shown.flatMap((text) => [...serialChunks(profiles, text)]);
    const sending = serialScanner.send(chunks);
    const before = performance.now();
    while (performance.now() - before < BLOCKED_MS);
    const sentMeanwhile = serialScanner.sent();
    await sending;
    await rig.settled(CODES, control ? 2_000 : undefined);
    await rig.stop();
    await other?.end();
    const broken = compareTexts(shown, rig.scans.map(({ text }) => text));
    if (rig.tears.length > 0) broken.push(`${rig.tears.length} codes torn`);
    return { figure: `${serialScanner.sent()} bytes, ${rig.scans.length} of ${CODES} codes; ${sentMeanwhile} bytes left the scanner meanwhile`, broken };
  },
};
