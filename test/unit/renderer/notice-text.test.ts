import { describe, expect, it } from 'vitest';
import { noticeText } from '../../../renderer/notices/notice-text.ts';

describe('the words of a notice', () => {
  it('are those that were typed, in no language that is known', () => {
    expect(noticeText({ text: 'Lift B is back.' }, 'pt')).toEqual({ words: 'Lift B is back.', lang: undefined });
  });

  it('of the rule set are those of the window, and traditional Chinese where it has none', () => {
    const text = { 'zh-Hant': '新表格', pt: 'Novo formulário' };
    expect(noticeText({ text }, 'pt')).toEqual({ words: 'Novo formulário', lang: 'pt' });
    expect(noticeText({ text }, 'zh-Hant')).toEqual({ words: '新表格', lang: 'zh-Hant' });
    expect(noticeText({ text }, 'en')).toEqual({ words: '新表格', lang: 'zh-Hant' });
  });
});
