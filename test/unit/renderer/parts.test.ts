import { describe, expect, it } from 'vitest';
import { editField, emptyFields, fillForm, firstFaulty, openForm } from '../../../renderer/desk/conversion-form.ts';
import { countryName } from '../../../renderer/ui/country.ts';
import { ageOf, bytes, clockTimeWithSeconds, dateTime, share, shortTime, startOfDay, usbId, whole } from '../../../renderer/ui/format.ts';
import { parsePreferences, resolveTheme } from '../../../renderer/ui/preferences.ts';
import { isBrowserKey } from '../../../renderer/ui/keep-browser-keys.ts';
import { belongsToControl, keyName } from '../../../renderer/ui/use-keys.ts';

/** 25 November 2026, 00:30:08 in Macau. */
const AT = Date.UTC(2026, 10, 24, 16, 30, 8);

describe('times', () => {
  it('are those of Macau, on 24 hours', () => {
    expect(clockTimeWithSeconds(AT)).toBe('00:30:08');
    expect(dateTime(AT)).toBe('2026-11-25 00:30');
    expect(startOfDay(AT)).toBe(Date.UTC(2026, 10, 24, 16));
  });

  it('carry the date when the Macau day is another', () => {
    expect(shortTime(AT, AT + 3_600_000)).toBe('00:30');
    expect(shortTime(AT - 3_600_000, AT)).toBe('2026-11-24 23:30');
  });

  it('count an age in its largest whole unit, hours up to two days, never below zero', () => {
    expect(ageOf(-5)).toEqual({ unit: 'seconds', count: 0 });
    expect(ageOf(59_999)).toEqual({ unit: 'seconds', count: 59 });
    expect(ageOf(3_599_999)).toEqual({ unit: 'minutes', count: 59 });
    expect(ageOf(26 * 3_600_000)).toEqual({ unit: 'hours', count: 26 });
    expect(ageOf(48 * 3_600_000)).toEqual({ unit: 'days', count: 2 });
  });
});

describe('numbers', () => {
  it('are grouped, shared and sized', () => {
    expect(whole(1_234_567)).toBe('1\u202f234\u202f567');
    expect(share(1, 3)).toBe('33.3 %');
    expect(share(0, 0)).toBe('–');
    expect(bytes(999)).toBe('999 B');
    expect(bytes(5_324_800)).toBe('5.3 MB');
    expect(usbId(0x0c2e, 0xb61)).toBe('0C2E:0B61');
  });
});

describe('countries', () => {
  it.each(['', 'P', 'pt', 'PRT', 'ZZ', 'QX', 'https://issuer.example', 'MO-DEMO'])('have no name for %j', (code) => {
    expect(countryName(code, 'en')).toBeNull();
  });

  it('are named in the officer’s language, code beside', () => {
    expect((['zh-Hant', 'pt', 'en', 'zh-Hans'] as const).map((language) => countryName('DE', language))).toEqual(['德國 (DE)', 'Alemanha (DE)', 'Germany (DE)', '德国 (DE)']);
  });
});

describe('preferences', () => {
  it.each([null, '', '{', '7', 'null', '[]', '{"theme":"pink","textSize":1000}'])('fall back to the defaults for %j', (stored) => {
    expect(parsePreferences(stored)).toEqual({ theme: 'auto', textSize: 100 });
  });

  it('keep what is valid beside what is not', () => {
    expect(parsePreferences('{"theme":"dark","textSize":"big"}')).toEqual({ theme: 'dark', textSize: 100 });
  });

  it('follow the system only when told to', () => {
    expect(resolveTheme('auto', { dark: true, contrast: false })).toBe('dark');
    expect(resolveTheme('auto', { dark: true, contrast: true })).toBe('contrast');
    expect(resolveTheme('auto', { dark: false, contrast: false })).toBe('light');
    expect(resolveTheme('light', { dark: true, contrast: true })).toBe('light');
  });
});

describe('keys', () => {
  const press = (key: string, modifier: Partial<{ ctrlKey: boolean; altKey: boolean; metaKey: boolean }> = {}) => keyName({ key, ctrlKey: false, altKey: false, metaKey: false, ...modifier });

  it('leave the browser its own combinations', () => {
    expect(press('c', { ctrlKey: true })).toBeNull();
    expect(press('F2', { metaKey: true })).toBeNull();
  });

  it('know the workspaces by Ctrl or Alt and a digit', () => {
    expect(press('2', { ctrlKey: true })).toBe('mod+2');
    expect(press('3', { altKey: true })).toBe('mod+3');
    expect(press('3')).toBe('3');
  });

  it('keep from the browser what would reload, search or open its tools, and nothing else', () => {
    const isKept = (key: string, modifier: Partial<{ ctrlKey: boolean; altKey: boolean; metaKey: boolean }> = {}) => isBrowserKey({ key, ctrlKey: false, altKey: false, metaKey: false, ...modifier });
    expect(Array.from({ length: 12 }, (_, index) => isKept(`F${index + 1}`))).toEqual(Array<boolean>(12).fill(true));
    expect([isKept('F5', { ctrlKey: true }), isKept('r', { ctrlKey: true }), isKept('R', { ctrlKey: true }), isKept('r', { metaKey: true })]).toEqual([true, true, true, true]);
    expect([isKept('r'), isKept('F'), isKept('F13'), isKept('F4', { altKey: true }), isKept('c', { ctrlKey: true }), isKept('Tab')]).toEqual(Array<boolean>(6).fill(false));
  });

  it('leave Space to a field or button that has the focus', () => {
    expect(belongsToControl(' ', 'INPUT')).toBe(true);
    expect(belongsToControl(' ', 'BODY')).toBe(false);
    expect(belongsToControl('F2', 'INPUT')).toBe(false);
  });
});

describe('the conversion form', () => {
  const offer = { possible: true as const, known: { permitNumber: null, birthDate: null }, fromDocument: [], missing: [] };

  it('does not exist for a barrier', () => {
    expect(openForm({ possible: false, barrier: 'colour-not-green' })).toBeNull();
  });

  it('names what is empty, blanks counting as empty, and points at the first', () => {
    const form = openForm(offer);
    if (form === null) throw new Error('a form was expected');
    const faults = emptyFields(editField(form, 'permitNumber', '  '));
    expect(faults).toEqual({ permitNumber: 'required', birthDate: 'required', phone: 'required' });
    expect(firstFaulty(faults)).toBe('permitNumber');
    expect(firstFaulty({})).toBeNull();
  });

  it('takes what a document says that is read later, but not over what the officer entered', () => {
    const opened = openForm(offer);
    if (opened === null) throw new Error('a form was expected');
    const read = { ...offer, known: { permitNumber: 'M12345678', birthDate: '1980-02-29' }, fromDocument: ['permitNumber' as const, 'birthDate' as const] };
    const filled = fillForm({ ...editField(opened, 'birthDate', '1980-02-28'), faults: { permitNumber: 'required', phone: 'required' } }, read);
    expect(filled).toMatchObject({ values: { permitNumber: 'M12345678', birthDate: '1980-02-28', phone: '' }, fromDocument: ['permitNumber'], faults: { phone: 'required' }, begun: true });
    expect(fillForm(opened, read).begun).toBe(false);
    expect(fillForm(opened, { possible: false, barrier: 'not-a-pass' })).toBe(opened);
  });

  it('counts as begun once edited', () => {
    const form = openForm(offer);
    if (form === null) throw new Error('a form was expected');
    expect(form.begun).toBe(false);
    expect(editField(form, 'phone', '6').begun).toBe(true);
  });
});
