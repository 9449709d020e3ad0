/** What a scanner in keyboard mode types, and what a host makes of it. */

/** Layouts a scanner or a host can be set to: the United States (Chinese input methods stand on it), Portugal, the United Kingdom. */
export const KEYBOARD_LAYOUT_NAMES = ['us', 'pt', 'gb'] as const;
export type KeyboardLayoutName = (typeof KEYBOARD_LAYOUT_NAMES)[number];

/** Bits of a boot keyboard report's first byte, either hand (HID 1.11 appendix B.1). */
export const MODIFIER = { CTRL: 0x11, SHIFT: 0x22, LEFT_ALT: 0x04, ALT_GR: 0x40, GUI: 0x88 } as const;

/** One key that went down. */
export interface KeyStroke {
  /** Usage on the HID Usage Tables' page 0x07, whatever the key types in a layout. */
  readonly usage: number;
  /** Modifiers that were down, as in a boot report. */
  readonly modifiers: number;
}

/**
 * Why a code was typed otherwise than it is: Caps Lock; a scanner set to another layout than the host; an input method that took the keys for its own.
 */
export const KEYBOARD_DAMAGE_CAUSES = ['caps-lock', 'layout', 'input-method'] as const;
export interface KeyboardDamage {
  readonly cause: (typeof KEYBOARD_DAMAGE_CAUSES)[number];
  /** The code could be put right, exactly. */
  readonly restored: boolean;
  /** Of `layout`: what the scanner types in, and what was made of it; null where that cannot be told. */
  readonly scannerLayout: KeyboardLayoutName | null;
  readonly hostLayout: KeyboardLayoutName | null;
}

/** Characters that a scanner is set to type before and after each code; empty for none. */
export interface WedgeAffixes {
  readonly prefix: string;
  readonly suffix: string;
}
export const NO_AFFIXES: WedgeAffixes = { prefix: '', suffix: '' };
