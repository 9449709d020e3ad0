import { describe, expect, it } from 'vitest';
import { MAX_NOTICE_CHARACTERS, parseNoticeText } from '../../../core/model/notice.ts';

const refused = (fault: string) => ({ ok: false, fault });

describe('the text of a notice', () => {
  it.each([['nothing', ''], ['blanks', ' \t\n '], ['ideographic spaces', '\u3000\u3000']])('is not %s', (_, typed) => {
    expect(parseNoticeText(typed)).toEqual(refused('empty'));
  });

  it.each([
    ['a line break', 'a\nb'],
    ['a tab', 'a\tb'],
    ['a null', 'a\0b'],
    ['an escape', 'a\u001b[31mb'],
    ['a C1 control', 'a\u0085b'],
    ['a right-to-left override', 'pass \u202Erefuse'],
    ['a left-to-right embedding', 'a\u202Ab'],
    ['an isolate', 'a\u2067b\u2069'],
    ['a right-to-left mark', 'a\u200Fb'],
    ['a zero-width space', 'a\u200Bb'],
    ['a zero-width joiner alone', '\u200D'],
    ['a soft hyphen', 'a\u00ADb'],
    ['a tag character', 'a\u{E0041}b'],
    ['a line separator', 'a\u2028b'],
    ['half a character', 'a\uD800b'],
  ])('holds no %s', (_, typed) => {
    expect(parseNoticeText(typed)).toEqual(refused('forbidden-character'));
  });

  it('has 280 characters at most, a rare Han character counted as one', () => {
    const longest = '𠮷'.repeat(MAX_NOTICE_CHARACTERS);
    expect(parseNoticeText(longest)).toEqual({ ok: true, text: longest });
    expect(parseNoticeText(`${longest}a`)).toEqual(refused('too-long'));
  });

  it.each([
    ['  第三通道 14:00 關閉。\n', '第三通道 14:00 關閉。'],
    ['Atenção: não fotografar <b>ninguém</b> {{count}} & 50 %', 'Atenção: não fotografar <b>ninguém</b> {{count}} & 50 %'],
  ])('is kept as typed but for the blank space around it: %s', (typed, text) => {
    expect(parseNoticeText(typed)).toEqual({ ok: true, text });
  });
});
