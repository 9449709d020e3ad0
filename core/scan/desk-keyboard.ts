/**
 * The scanners in keyboard mode of one desk: what the window saw of their keys, put together with what came by their reports; and the damage that
 * their codes show. Layer: scan.
 */
import type { Clock } from '../model/clock.ts';
import type { KeyboardDamage, KeyStroke } from '../model/keyboard.ts';
import { createKeyboardEcho } from './keyboard-echo.ts';
import { damageAfter, type KeyboardSettings, mendTyped, type TypedKeys } from './mend-typed.ts';
import type { ScannerStatus } from './scanner-status.ts';
import type { SetTimer } from './set-timer.ts';

/** `deviceId` is null for what came by the window's keys. */
export type DeskDamage = KeyboardDamage & { readonly deviceId: string | null };

export interface DeskKeyboard {
  /** Keys that came by reports, as the hub tells them. */
  byReports(strokes: readonly KeyStroke[]): void;
  /** A burst that the window saw: a code of its own, or the copy of one by reports, which is dropped. */
  byWindow(typed: Omit<TypedKeys, 'typedAs'>): void;
  /** What is wrong now: as the last code of a scanner that is ready shows it, or the last one by the window. */
  damage(): DeskDamage | null;
  stop(): void;
}

export interface DeskKeyboardParts {
  readonly settings: KeyboardSettings;
  readonly clock: Clock;
  readonly setTimer: SetTimer;
  readonly scanners: () => readonly ScannerStatus[];
  /** A code by the window, as it is or put right. */
  code(text: string): void;
  /** A code by the window was damaged; what was not put right is told by nothing else. */
  damaged(damage: DeskDamage): void;
  /** `damage()` may answer otherwise. */
  changed(): void;
}

export function createDeskKeyboard(parts: DeskKeyboardParts): DeskKeyboard {
  const ready = (): readonly ScannerStatus[] => parts.scanners().filter(({ mode, state }) => mode === 'hid-keyboard' && state === 'ready');
  const echo = createKeyboardEcho({ clock: parts.clock, setTimer: parts.setTimer, isOpen: () => ready().length > 0 });
  let byWindow: KeyboardDamage | null = null;
  const judge = (typed: Omit<TypedKeys, 'typedAs'>): void => {
    const mended = mendTyped({ ...typed, typedAs: null }, parts.settings);
    byWindow = damageAfter(mended, byWindow);
    if (mended.damage !== null) parts.damaged({ ...mended.damage, deviceId: null });
    parts.changed();
    // A burst of which nothing is left, such as a prefix alone, is nothing.
    if (mended.kind === 'code' && mended.text !== '') parts.code(mended.text);
  };
  return {
    byReports: (strokes) => echo.byReports(strokes),
    byWindow: (typed) => echo.byWindow(typed.strokes, () => judge(typed)),
    damage() {
      for (const { damage, deviceId } of ready()) if (damage !== null) return { ...damage, deviceId };
      return byWindow === null ? null : { ...byWindow, deviceId: null };
    },
    stop: () => echo.stop(),
  };
}
