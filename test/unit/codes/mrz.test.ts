import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMrz } from '../../../core/codes/mrz.ts';
import type { MrzLayout } from '../../../core/codes/mrz.ts';
import { toTd2Zone } from '../../../tools/issuer/encode-vds.ts';

const zone = (...lines: readonly string[]) => lines.join('').replaceAll('<', ' ');
/** Specimens of ICAO 9303 parts 4 to 7. */
const TD1 = zone('I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<');
const TD2 = zone('I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6');
const TD3 = zone('P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10');
const MRVA = zone('V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L8988901C4XXX4009078F96121096ZE184226B<<<<<<');
const MRVB = zone('V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'L8988901C4XXX4009078F9612109<<<<<<<<');

describe('a machine readable zone', () => {
  it.each([
    ['nothing', ''],
    ['a first line alone', TD2.slice(0, 36)],
    ['no name', TD2.replace('ERIKSSON  ANNA MARIA', ' '.repeat(20))],
    ['a name with a digit', TD2.replace('ANNA', 'ANN4')],
    ['no number', TD2.replace('D23145890', ' '.repeat(9))],
    ['a birth on no day', TD2.replace('740812', '740832')],
    ['a birth in letters', TD2.replace('740812', '74AB12')],
    ['an expiry without a day', TD2.replace('120415', '1204  ')],
  ])('is not read from %s', (_, text) => {
    expect(readMrz(text, 'TD2', 2020)).toBeNull();
  });

  it.each<readonly [MrzLayout, string, object]>([
    ['TD1', TD1, { kind: 'I', number: 'D23145890' }],
    ['TD2', TD2, { kind: 'I', number: 'D23145890' }],
    ['TD3', TD3, { kind: 'P', number: 'L898902C3' }],
  ])('of size %s is read', (layout, text, expected) => {
    expect(readMrz(text, layout, 2010)).toEqual({ issuer: 'UTO', name: 'ERIKSSON ANNA MARIA', primary: 'ERIKSSON', nameMayBeCut: false, nationality: 'UTO', birthDate: '1974-08-12', sex: 'female', expiresOn: '2012-04-15', ...expected });
  });

  it('says when the name reaches the end of its field, and parts may be missing', () => {
    const full = `${TD2.slice(0, 5)}ERIKSSON  ANNA MARIA CHRISTINAX${TD2.slice(36)}`;
    expect(readMrz(full, 'TD2', 2020)).toMatchObject({ nameMayBeCut: true, primary: 'ERIKSSON' });
    expect(readMrz(TD2.replace('ERIKSSON  ANNA MARIA', 'DE LA CRUZ'.padEnd(20)), 'TD2', 2020)).toMatchObject({ nameMayBeCut: false, name: 'DE LA CRUZ', primary: 'DE LA CRUZ' });
  });

  it.each<readonly [MrzLayout, string]>([['MRVA', MRVA], ['MRVB', MRVB]])('of a visa, %s, is read even when cut off after the expiry', (layout, text) => {
    const cut = text.slice(0, text.length === 88 ? 72 : 64);
    for (const each of [text, cut, cut.trimEnd()]) expect(readMrz(each, layout, 2010)).toMatchObject({ kind: 'V', number: 'L8988901C', birthDate: '1940-09-07', sex: 'female', expiresOn: '2096-12-10' });
  });

  it('takes the later century that is not after the document', () => {
    const born = (yymmdd: string) => readMrz(TD2.replace('740812', yymmdd), 'TD2', 2020)?.birthDate;
    expect(['200101', '210101', '74    ', '7408  ', '      '].map(born)).toEqual(['2020-01-01', '1921-01-01', '1974', '1974-08', null]);
  });

  it('takes of a birth what is known, each part in its place', () => {
    const born = (yymmdd: string) => readMrz(TD2.replace('740812', yymmdd), 'TD2', 2020)?.birthDate;
    // A month and a day without a year are not a year and a month.
    expect(['  0812', '  08  ', '    12', '74  12', '740000', '740800', '740012', '000000'].map(born)).toEqual([null, null, null, '1974', '1974', '1974-08', '1974', '2000']);
    expect(['7 0812', '74 812', '74081 ', '741312', '740230'].map(born)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  it('leaves out what is not stated, and the fillers in a number', () => {
    const bare = TD2.replace('UTO7408122F1204159', '   7408122        ').replace('D23145890', 'D 2314589');
    expect(readMrz(bare, 'TD2', 2020)).toMatchObject({ nationality: null, sex: 'unspecified', expiresOn: null, number: 'D2314589' });
  });

  it('is read as it was written, and any text gets an answer', () => {
    const holder = { nameHan: null, nameLatin: 'ERIKSSON ANNA MARIA', birthDate: '1974-08-12', sex: 'female', nationality: 'UTO' } as const;
    expect(toTd2Zone({ code: 'I', country: 'UTO', holder, number: 'D23145890', expiresOn: '2012-04-15' })).toBe(TD2);
    fc.assert(fc.property(fc.string({ maxLength: 100 }), fc.constantFrom<MrzLayout>('TD1', 'TD2', 'TD3', 'MRVA', 'MRVB'), (text, layout) => { expect(() => readMrz(text, layout, 2020)).not.toThrow(); }));
  });
});
