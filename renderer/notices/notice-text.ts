import type { Language, NoticeView } from '../../core/contract.ts';

/**
 * The words of a notice: as typed, or in the language of the window, or in traditional Chinese where the rule set has none in that. Pure.
 * @returns the words, and their language where it is known, for fonts and readers aloud.
 */
export function noticeText({ text }: Pick<NoticeView, 'text'>, language: Language): { readonly words: string; readonly lang: Language | undefined } {
  if (typeof text === 'string') return { words: text, lang: undefined };
  const own = text[language];
  return own === undefined ? { words: text['zh-Hant'], lang: 'zh-Hant' } : { words: own, lang: language };
}
