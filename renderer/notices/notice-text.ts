import type { Language, NoticeView } from '../../core/contract.ts';

/** The words of a notice: as typed, or in the language of the window. Pure. */
export const noticeText = ({ text }: Pick<NoticeView, 'text'>, language: Language): string => (typeof text === 'string' ? text : text[language]);
