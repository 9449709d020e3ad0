import type { KeyboardLayoutName } from '../../model/keyboard.ts';
import { GB_LAYOUT } from './gb.ts';
import type { KeyboardLayout } from './layout.ts';
import { PT_LAYOUT } from './pt.ts';
import { US_LAYOUT } from './us.ts';

/** Every layout by its name. */
export const KEYBOARD_LAYOUTS: Readonly<Record<KeyboardLayoutName, KeyboardLayout>> = { us: US_LAYOUT, pt: PT_LAYOUT, gb: GB_LAYOUT };
