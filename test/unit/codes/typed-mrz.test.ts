import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_TYPED_MRZ, readTypedMrz } from '../../../core/codes/typed-mrz.ts';
import { ERIKSSON, td1Zone, td2Zone, td3Zone } from '../../support/zones.ts';

/** Specimens of ICAO 9303 parts 5, 6 and 4. */
const TD1 = ['I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<'].join('');
const TD2 = ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6'].join('');
const TD3 = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'].join('');
const read = (text: string) => readTypedMrz(text, 2026);

describe('a machine readable zone that somebody types', () => {
  it.each([
    ['nothing', ''],
    ['one line of two', TD3.slice(0, 44)],
    ['a character too few', TD3.slice(1)],
    ['a character too many', `${TD3}<`],
    ['more than is ever looked at', TD3 + ' '.repeat(MAX_TYPED_MRZ)],
    ['another alphabet', TD3.replace('ANNA', 'АNNA')],
    ['a visa', TD3.replace('P<UTO', 'V<UTO')],
    ['a name with a digit', TD3.replace('ANNA', 'ANN4')],
  ])('is not read from %s', (_, text) => {
    expect(read(text)).toEqual({ ok: false, fault: 'unreadable' });
  });

  it.each([
    ['TD1', TD1, [5, 59]],
    ['TD2', TD2, [36, 71]],
    ['TD3', TD3, [44, 87]],
  ] as const)('of size %s shows every wrong digit of number, dates and composite', (_, zone, [from, to]) => {
    const covered = Array.from(zone).flatMap((character, index) => (index >= from && index <= to && /\d/.test(character) ? [index] : []));
    expect(covered.length).toBeGreaterThan(20);
    for (const index of covered) {
      const wrong = (Number(zone.charAt(index)) + 1) % 10;
      expect(read(zone.slice(0, index) + wrong.toString() + zone.slice(index + 1)), index.toString()).toMatchObject({ ok: false, fault: 'check-digit' });
    }
  });

  it.each([
    ['the number', TD3.replace('L898902C3', 'L898902C4'), ['number', 'composite']],
    ['the birth date', TD3.replace('740812', '740813'), ['birth-date', 'composite']],
    ['the expiry', TD3.replace('120415', '120416'), ['expiry', 'composite']],
    ['the personal number', TD3.replace('ZE184226B', 'ZE184226C'), ['personal-number', 'composite']],
    ['the last digit', `${TD3.slice(0, -1)}1`, ['composite']],
    ['two fields', TD1.replace('D231458907', 'D231458917').replace('740812', '740813'), ['number', 'birth-date', 'composite']],
  ])('says that a character of %s is wrong', (_, zone, fields) => {
    expect(read(zone)).toEqual({ ok: false, fault: 'check-digit', fields });
  });

  it.each([
    ['TD1', TD1, 'D23145890'],
    ['TD2', TD2, 'D23145890'],
    ['TD3', TD3, 'L898902C3'],
  ])('of size %s is read, in lines and lower case too', (layout, zone, number) => {
    const expected = { ok: true, mrz: { layout, number, name: 'ERIKSSON ANNA MARIA', nationality: 'UTO', birthDate: '1974-08-12', sex: 'female' } };
    expect(read(zone)).toMatchObject(expected);
    expect(read(` ${zone.slice(0, 30)}\r\n${zone.slice(30).toLowerCase()} `)).toMatchObject(expected);
  });

  it('takes a number that goes on in the optional data, with its digit behind it', () => {
    // The example of part 5: D23145890734 with digit 9.
    const long = ['I<UTOD23145890<7349<<<<<<<<<<<', '3407127M9507122UTO<<<<<<<<<<<2', 'STEVENSON<<PETER<JOHN<<<<<<<<<'].join('');
    expect(read(long)).toMatchObject({ ok: true, mrz: { number: 'D23145890734', name: 'STEVENSON PETER JOHN', birthDate: '1934-07-12' } });
    expect(read(long.replace('7349', '7348'))).toMatchObject({ ok: false, fault: 'check-digit' });
    expect(read(TD1.replace('D231458907<', 'D23145890<<'))).toMatchObject({ ok: false, fault: 'check-digit' });
  });

  it('takes a filler for the digit of an empty personal number, and of no other', () => {
    const bare = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159<<<<<<<<<<<<<<';
    const closed = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => read(`${bare}<${digit}`)).filter(({ ok }) => ok);
    expect(closed).toHaveLength(1);
    expect(read(TD3.replace('7408122F', '740812<F'))).toMatchObject({ ok: false, fault: 'check-digit' });
    expect(read(TD3.replace('L898902C36', 'L898902C3<'))).toMatchObject({ ok: false, fault: 'check-digit' });
  });

  it.each([
    ['761231', '2076-12-31'],
    ['770101', '1977-01-01'],
    ['980101', '1998-01-01'],
    // 9999, as some states write a card without an end.
    ['990101', '2099-01-01'],
    ['991231', '2099-12-31'],
  ])('that ends on %s is good until %s', (expiry, expiresOn) => {
    expect(read(td3Zone({ ...ERIKSSON, expiry }).join(''))).toMatchObject({ ok: true, mrz: { expiresOn } });
  });

  it.each([
    ['<<0812', null],
    ['74<<<<', '1974'],
    ['74<<12', '1974'],
    ['740000', '1974'],
  ])('of somebody born on %s says %s', (birth, birthDate) => {
    for (const lines of [td1Zone, td2Zone, td3Zone]) expect(read(lines({ ...ERIKSSON, birth }).join(''))).toMatchObject({ ok: true, mrz: { birthDate } });
  });

  it('gets an answer, whatever was typed', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => void read(text)));
    const near = fc.tuple(fc.constantFrom(TD1, TD2, TD3), fc.nat(89), fc.constantFrom('<', 'A', '0', '9', ' ', '\u0000')).map(([zone, at, other]) => zone.slice(0, at) + other + zone.slice(at + 1));
    fc.assert(fc.property(near, (text) => void read(text)));
  });
});
