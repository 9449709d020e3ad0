/** What the window says of a scanner in keyboard mode whose codes come in damaged. */
import type { DamagedCode } from '../../core/contract.ts';

/** Keys below `notice` and `problem` in the locales. */
export const KEYBOARD_KEYS = ['keyboard-caps-lock', 'keyboard-layout', 'keyboard-layout-setting', 'keyboard-input-method'] as const;

/** A wrong layout has another remedy where the terminal reads the scanner itself: then it is the setting that is wrong. */
export function keyboardKey({ cause, deviceId }: DamagedCode): (typeof KEYBOARD_KEYS)[number] {
  return cause === 'layout' && deviceId !== null ? 'keyboard-layout-setting' : `keyboard-${cause}`;
}

/** The layouts by the codes that scanners' manuals and systems use, the same in every language. */
export function layoutsOf({ scannerLayout, hostLayout }: Pick<DamagedCode, 'scannerLayout' | 'hostLayout'>): { readonly scanner: string; readonly host: string } {
  return { scanner: scannerLayout?.toUpperCase() ?? '?', host: hostLayout?.toUpperCase() ?? '?' };
}
