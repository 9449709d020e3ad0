import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../core/contract.ts';
import { HTML_LANG } from '../i18n.ts';

/** Keeps the window's language; starts with the terminal's. */
export function useLanguage(initial: Language): readonly [Language, (language: Language) => void] {
  const { i18n } = useTranslation();
  const [language, setLanguage] = useState(initial);
  useEffect(() => {
    document.documentElement.lang = HTML_LANG[language];
    i18n.changeLanguage(language).catch(() => undefined);
  }, [i18n, language]);
  return [language, setLanguage];
}
