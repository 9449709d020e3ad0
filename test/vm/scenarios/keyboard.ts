import { KEYBOARD_LAYOUTS } from '../../../core/scan/keyboard-layouts/index.ts';
import { encodeKeyboardReports } from '../../../tools/scanner/keyboard-reports.ts';
import { compareTexts, makeText } from '../guest/codes.ts';
import { openRig } from '../guest/rig.ts';
import type { Scenario } from '../guest/scenario.ts';
import { deviceIdOf, keyboardScanner } from '../guest/scanners.ts';

export const keyboard: Scenario = {
  name: 'keyboard',
  title: 'a scanner in keyboard mode, its profile found by its ids, is read exactly: both cases, every printable character, keys that overlap',
  short: true,
  control: 'the terminal takes the scanner’s keys for those of another layout',
  async run({ player, profiles }, control) {
    const identity = keyboardScanner(profiles);
    const scanner = player.device(identity);
    await scanner.plug();
    const rig = await openRig({ profiles, keyboardLayout: control ? 'pt' : 'us' });
    await rig.usable(deviceIdOf(identity));
    const shown = [makeText(120, 'keyboard'), 'eyJhbGciOiJFUzI1NiJ9.aBcDeFgHiJkLmNoPqRsTuVwXyZ', makeText(400, 'overlap')];
    for (const [index, text] of shown.entries()) {
      await scanner.play(encodeKeyboardReports(KEYBOARD_LAYOUTS.us, text, { rollOver: index === 2 }), { spacingMs: 1 });
      await rig.settled(index + 1);
    }
    await rig.stop();
    const broken = compareTexts(shown, rig.scans.map(({ text }) => text));
    if (rig.scans.some(({ source }) => source !== 'hid-keyboard')) broken.push('a scan is not told as one of a keyboard-mode scanner');
    if (rig.tears.length > 0) broken.push(`${rig.tears.length} codes torn`);
    return { figure: `${rig.scans.length} codes, ${shown.join('').length} characters`, broken };
  },
};
