import { makeText, compareTexts } from '../guest/codes.ts';
import { openRig } from '../guest/rig.ts';
import type { Scenario } from '../guest/scenario.ts';
import { deviceIdOf, genericProfileWith, genericScanner, posReports } from '../guest/scanners.ts';

const LENGTHS = [50, 200, 600, 1_200, 2_000];
/** Length of a code that is bytes and no text: nothing may be taken off its end, not even what the scanner put there. */
const SEAL_BYTES = 600;
const SUFFIX = '\r';

export const codes: Scenario = {
  name: 'codes',
  title: `HID POS codes of ${LENGTHS.join(', ')} characters and a seal of ${SEAL_BYTES} bytes come out byte for byte, from a scanner that no profile names`,
  short: true,
  control: 'the carriage return that the scanner appends is taken for part of the code',
  async run({ player, profiles }, control) {
    const identity = genericScanner();
    const scanner = player.device(identity);
    await scanner.plug();
    const rig = await openRig({ profiles: control ? [genericProfileWith(identity.vendorId, { trailingCr: 'kept' }), ...profiles] : profiles });
    await rig.usable(deviceIdOf(identity));
    const seal = makeText(SEAL_BYTES, 'seal', 'bytes');
    const shown = [...LENGTHS.map((length) => makeText(length, 'codes')), seal];
    for (const [index, text] of shown.entries()) {
      await scanner.play(posReports(text), { spacingMs: 1 });
      await rig.settled(index + 1);
    }
    await rig.stop();
    const broken = compareTexts([...shown.slice(0, -1), seal + SUFFIX], rig.scans.map(({ text }) => text));
    if (rig.scans.some(({ symbology }) => symbology !== ']Q1')) broken.push('a symbology identifier is not ]Q1');
    if (rig.tears.length > 0) broken.push(`${rig.tears.length} codes torn`);
    return { figure: `${rig.scans.length} codes, ${shown.join('').length} bytes`, broken };
  },
};
