/** What this terminal's people set for the look: theme and text size. Kept in the window's own storage; no personal data. */
export const THEMES = ['auto', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof THEMES)[number];
/** Text sizes in per cent. */
export const TEXT_SIZES = [100, 125, 150, 200] as const;
export type TextSize = (typeof TEXT_SIZES)[number];

export interface Preferences {
  readonly theme: Theme;
  readonly textSize: TextSize;
}

const KEY = 'portas.look';
const DEFAULTS: Preferences = { theme: 'auto', textSize: 100 };

/** Reads stored preferences; anything malformed counts as not set. */
export function parsePreferences(stored: string | null): Preferences {
  let value: unknown;
  try {
    value = JSON.parse(stored ?? 'null');
  } catch {
    return DEFAULTS;
  }
  const { theme, textSize } = typeof value === 'object' && value !== null ? (value as Partial<Record<keyof Preferences, unknown>>) : {};
  return {
    theme: THEMES.find((known) => known === theme) ?? DEFAULTS.theme,
    textSize: TEXT_SIZES.find((known) => known === textSize) ?? DEFAULTS.textSize,
  };
}

export function loadPreferences(): Preferences {
  try {
    return parsePreferences(localStorage.getItem(KEY));
  } catch {
    // Storage can be switched off for the window; the defaults serve.
    return DEFAULTS;
  }
}

export function savePreferences(preferences: Preferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // Not kept: the choice holds until the window closes.
    return;
  }
}

/** The theme to draw: what was chosen, or what the system asks for. */
export function resolveTheme(theme: Theme, system: { readonly dark: boolean; readonly contrast: boolean }): Exclude<Theme, 'auto'> {
  if (theme !== 'auto') return theme;
  if (system.contrast) return 'contrast';
  return system.dark ? 'dark' : 'light';
}

/** The entry after this one, round and round. */
export function following<T>(list: readonly T[], value: T): T {
  return list[(list.indexOf(value) + 1) % list.length] ?? value;
}
