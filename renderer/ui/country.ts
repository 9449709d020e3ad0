/** Names of countries in the officer's language, from the browser's own tables. Pure. */
import type { Language } from '../../core/contract.ts';
import { HTML_LANG } from '../i18n.ts';

const ALPHA_2 = /^[A-Z]{2}$/;

/** Name and code, such as `Portugal (PT)`; null for what is no country of ISO 3166-1 alpha-2. */
export function countryName(code: string, language: Language): string | null {
  // ZZ stands for an unknown region, and has a name.
  if (!ALPHA_2.test(code) || code === 'ZZ') return null;
  const name = new Intl.DisplayNames(HTML_LANG[language], { type: 'region', fallback: 'none' }).of(code);
  return name === undefined ? null : `${name} (${code})`;
}
