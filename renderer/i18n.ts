/** The four languages of the window. Texts are bundled; nothing is fetched. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { type Language, LANGUAGES } from '../core/contract.ts';
import en from './locales/en.json';
import pt from './locales/pt.json';
import zhHans from './locales/zh-Hans.json';
import zhHant from './locales/zh-Hant.json';

/** Values of `<html lang>`: they choose the Han letter forms and the voice of a screen reader. */
export const HTML_LANG: Readonly<Record<Language, string>> = { 'zh-Hant': 'zh-Hant-MO', pt: 'pt', en: 'en', 'zh-Hans': 'zh-Hans' };

/** Names of the languages in themselves: the same in every language. */
export const LANGUAGE_NAMES: Readonly<Record<Language, { short: string; full: string }>> = {
  'zh-Hant': { short: '繁', full: '繁體中文' },
  pt: { short: 'Pt', full: 'Português' },
  en: { short: 'En', full: 'English' },
  'zh-Hans': { short: '简', full: '简体中文' },
};

/** Starts the translations in the default language. */
export async function startTranslations(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'zh-Hant',
    fallbackLng: false,
    supportedLngs: LANGUAGES,
    load: 'currentOnly',
    resources: {
      'zh-Hant': { translation: zhHant },
      pt: { translation: pt },
      en: { translation: en },
      'zh-Hans': { translation: zhHans },
    },
    // React escapes.
    interpolation: { escapeValue: false },
  });
}

/** The language after this one, in the order of the switch. */
export function nextLanguage(language: Language): Language {
  return LANGUAGES[(LANGUAGES.indexOf(language) + 1) % LANGUAGES.length] ?? 'zh-Hant';
}
