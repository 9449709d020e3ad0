/** The framing of a mode. Layer: scan. */
import type { KeyboardLayoutName } from '../model/keyboard.ts';
import type { Assembler } from './assembler.ts';
import { type DeviceProfile, idleTimeOf } from './device-profiles.ts';
import { createKeyboardAssembler } from './keyboard-framing.ts';
import { KEYBOARD_LAYOUTS } from './keyboard-layouts/index.ts';
import { KEYBOARD_LIMITS } from './limits.ts';
import { createPosAssembler } from './pos-framing.ts';
import { createSerialAssembler } from './serial-framing.ts';

/** Creates what puts the reports, or the bytes, of a device with this profile together. */
export function createAssembler(profile: DeviceProfile, keyboardLayout: KeyboardLayoutName): Assembler {
  switch (profile.mode) {
    case 'hid-pos':
      return createPosAssembler(profile);
    case 'serial':
      return createSerialAssembler(profile.framing, idleTimeOf(profile));
    case 'hid-keyboard':
      return createKeyboardAssembler(
        { layout: KEYBOARD_LAYOUTS[keyboardLayout], terminators: profile.terminators },
        { ...KEYBOARD_LIMITS, idleMs: idleTimeOf(profile) },
      );
    default:
      return profile satisfies never;
  }
}
