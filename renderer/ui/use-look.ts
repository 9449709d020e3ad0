import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { loadPreferences, type Preferences, resolveTheme, savePreferences, type Theme } from './preferences.ts';

const DARK = '(prefers-color-scheme: dark)';
const CONTRAST = '(prefers-contrast: more)';

function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const media = matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

export interface Look {
  readonly preferences: Preferences;
  /** The theme that is drawn. */
  readonly theme: Exclude<Theme, 'auto'>;
  readonly change: (change: Partial<Preferences>) => void;
}

/** Theme and text size, put on the document's root element. */
export function useLook(): Look {
  const [preferences, setPreferences] = useState(loadPreferences);
  const dark = useMedia(DARK);
  const contrast = useMedia(CONTRAST);
  const theme = resolveTheme(preferences.theme, { dark, contrast });
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    document.documentElement.dataset.text = preferences.textSize.toString();
  }, [theme, preferences.textSize]);
  const change = useCallback(
    (part: Partial<Preferences>) =>
      setPreferences((old) => {
        const next = { ...old, ...part };
        savePreferences(next);
        return next;
      }),
    [],
  );
  return { preferences, theme, change };
}
