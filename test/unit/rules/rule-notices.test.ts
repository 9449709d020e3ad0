import { describe, expect, it } from 'vitest';
import { PortasFault } from '../../../core/model/fault.ts';
import { MAX_NOTICE_CHARACTERS } from '../../../core/model/notice.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { MAX_RULE_NOTICES, saysIssuerDown } from '../../../core/rules/rule-notices.ts';
import { MAX_RULE_SET_BYTES, parseRuleSet } from '../../../core/rules/rule-set.ts';
import { sampleFile } from './sample-set.ts';

const text = { 'zh-Hant': '明日起使用新表格。', pt: 'A partir de amanhã usa-se o novo formulário.', en: 'The new form is used from tomorrow.', 'zh-Hans': '明天起使用新表格。' };
const notice = (change: object = {}) => ({ id: 'new-form', text, ...change });
const parse = (...notices: unknown[]) => parseRuleSet({ ...sampleFile({}), notices }, 'day.json').notices;
const faultOf = (...notices: unknown[]): string => {
  try {
    parse(...notices);
  } catch (fault) {
    if (fault instanceof PortasFault && fault.code === 'rules-invalid') return fault.message;
    throw fault;
  }
  throw new Error('expected a fault');
};

describe('notices of a rule set', () => {
  it.each<[string, unknown[], string]>([
    ['a notice that is no object', ['text'], 'notices.0'],
    ['an unknown member', [notice({ colour: 'red' })], 'notices.0'],
    ['an id with a space', [notice({ id: 'a b' })], 'notices.0.id'],
    ['no text', [{ id: 'a' }], 'notices.0.text'],
    ['no traditional Chinese', [notice({ text: { pt: 'a', en: 'a', 'zh-Hans': '甲' } })], 'notices.0.text.zh-Hant'],
    ['a severity outside the closed list', [notice({ severity: 'red' })], 'notices.0.severity'],
    ['a language too many', [notice({ text: { ...text, fr: 'a' } })], 'notices.0.text'],
    ['an empty text', [notice({ text: { ...text, pt: '' } })], 'notices.0.text.pt'],
    ['blank space at an end', [notice({ text: { ...text, pt: 'a ' } })], 'notices.0.text.pt'],
    ['a text that is too long', [notice({ text: { ...text, en: 'x'.repeat(MAX_NOTICE_CHARACTERS + 1) } })], 'notices.0.text.en'],
    ['a line break', [notice({ text: { ...text, en: 'a\nb' } })], 'notices.0.text.en'],
    ['a direction override', [notice({ text: { ...text, en: 'a\u202Eb' } })], 'notices.0.text.en'],
    ['a time without a zone', [notice({ validFrom: '2021-08-25T00:00:00' })], 'notices.0.validFrom'],
    ['a ground for a contingency outside the closed list', [notice({ contingency: 'drill' })], 'notices.0.contingency'],
    ['an end that is not after the beginning', [notice({ validFrom: '2021-08-25T00:00:00+08:00', validUntil: '2021-08-24T16:00:00Z' })], 'notices.0.validUntil'],
    ['an id given twice', [notice(), notice()], 'notices.1.id'],
    ['more than twenty', Array.from({ length: MAX_RULE_NOTICES + 1 }, (_, index) => notice({ id: `n-${index}` })), 'notices'],
  ])('refuse %s, naming file and field', (_, notices, field) => {
    expect(faultOf(...notices)).toMatch(`day.json: ${field}: `);
  });

  it('may be left out', () => {
    expect(parseRuleSet(sampleFile({}), 'day.json').notices).toEqual([]);
  });

  it('keep their texts as they are, and their times as instants', () => {
    expect(parse(notice({ validFrom: '2021-08-25T00:00:00+08:00', validUntil: '2021-09-01T00:00:00Z' }), notice({ id: 'other', severity: 'urgent', text: { 'zh-Hant': '甲' } }))).toEqual([
      { id: 'new-form', severity: 'information', text, validFrom: Date.UTC(2021, 7, 24, 16), validUntil: Date.UTC(2021, 8, 1), contingency: null },
      { id: 'other', severity: 'urgent', text: { 'zh-Hant': '甲' }, validFrom: null, validUntil: null, contingency: null },
    ]);
  });

  it('say that the issuer is down only where one says so, and only while it stands', () => {
    const at = utcMillis(Date.UTC(2021, 8, 1));
    const said = (change: object): boolean => saysIssuerDown(parse(notice(), notice({ id: 'down', ...change })), at);
    expect(said({})).toBe(false);
    expect(said({ contingency: 'issuer-down' })).toBe(true);
    expect(said({ contingency: 'issuer-down', validFrom: '2021-09-01T00:00:00Z' })).toBe(true);
    expect(said({ contingency: 'issuer-down', validFrom: '2021-09-01T00:00:00.001Z' })).toBe(false);
    expect(said({ contingency: 'issuer-down', validUntil: '2021-09-01T00:00:00Z' })).toBe(false);
  });

  it('fit into a rule set file, however many and long they are', () => {
    const longest = '𠮷'.repeat(MAX_NOTICE_CHARACTERS);
    const notices = Array.from({ length: MAX_RULE_NOTICES }, (_, index) => notice({ id: `n-${index}`, text: { 'zh-Hant': longest, pt: longest, en: longest, 'zh-Hans': longest } }));
    expect(parse(...notices)).toHaveLength(MAX_RULE_NOTICES);
    expect(Buffer.byteLength(JSON.stringify(notices))).toBeLessThan(MAX_RULE_SET_BYTES / 8);
  });
});
