import { makeText } from '../guest/codes.ts';
import { openPortUser } from '../guest/port-user.ts';
import type { Scenario } from '../guest/scenario.ts';
import { openSerialRig } from '../guest/serial-rig.ts';

const CODES = 50;
const CHARACTERS = 1_200;
const BLOCKED_MS = 2_000;

export const serialBlocked: Scenario = {
  name: 'serial-blocked',
  title: `${CODES} serial codes of ${CHARACTERS} characters arrive whole while the engine’s event loop is blocked for ${BLOCKED_MS / 1_000} s: what the kernel does not hold it keeps the scanner from sending`,
  short: true,
  control: 'another program that asked nobody reads the port too',
  async run(guest, control) {
    const { scanner } = guest.serialPlayer;
    const rig = await openSerialRig(guest, { limitMs: control ? 2_000 : undefined });
    const other = control ? await openPortUser('read') : null;
    const showing = rig.show(...Array.from({ length: CODES }, (_, index) => makeText(CHARACTERS, `serial blocked ${index}`)));
    const before = performance.now();
    while (performance.now() - before < BLOCKED_MS);
    const sentMeanwhile = scanner.sent();
    await showing;
    await rig.stop();
    await other?.end();
    const broken = rig.differences();
    if (rig.tears.length > 0) broken.push(`${rig.tears.length} codes torn`);
    return { figure: `${scanner.sent()} bytes, ${rig.scans.length} of ${CODES} codes; ${sentMeanwhile} bytes left the scanner meanwhile`, broken };
  },
};
