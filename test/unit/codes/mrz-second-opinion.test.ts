/** Our reader of zones against the library `mrz`, which other people keep (docs/formats/mrz.md, section 5). */
import fc from 'fast-check';
import { parse } from 'mrz';
import { describe, expect, it } from 'vitest';
import { readTypedMrz } from '../../../core/codes/typed-mrz.ts';
import { ERIKSSON, td1Zone, td2Zone, td3Zone, type ZoneContent } from '../../support/zones.ts';

const YEAR = 2026;
/** What the two have to agree on. */
function ours(lines: readonly string[]): object {
  const read = readTypedMrz(lines.join('\r\n'), YEAR);
  if (!read.ok) return { valid: false };
  const { number, name, birthDate, sex, issuer } = read.mrz;
  return { valid: true, number, name, birth: birthDate?.replaceAll('-', '').slice(2), sex, issuer };
}
function theirs(lines: readonly string[]): object {
  const { details, documentNumber, fields } = parse([...lines]);
  // It knows real states alone; specimens are of Utopia.
  if (!details.every(({ valid, field }) => valid || field === 'issuingState' || field === 'nationality')) return { valid: false };
  return {
    valid: true,
    number: documentNumber?.replaceAll('<', ''),
    name: [fields.lastName, fields.firstName].filter((part) => part !== null && part !== '').join(' '),
    birth: fields.birthDate?.replaceAll('<', ''),
    sex: fields.sex === 'nonspecified' ? 'unspecified' : fields.sex,
    issuer: fields.issuingState ?? 'UTO',
  };
}

const letters = (min: number, max: number): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')), minLength: min, maxLength: max });
const day = fc.date({ min: new Date('1930-01-01'), max: new Date('2020-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(2, 10).replaceAll('-', ''));
/** States that the library has a name for. */
const state = fc.constantFrom('UTO', 'CHN', 'PRT', 'GBR', 'MAC');
const content = (maxNumber: number): fc.Arbitrary<ZoneContent> =>
  fc.record({
    code: fc.constant('P'),
    issuer: state,
    primary: letters(2, 12),
    secondary: letters(1, 10),
    number: fc.string({ unit: fc.constantFrom(...Array.from('ABCDEFGHJKLMNPRSTUVWXYZ0123456789')), minLength: 6, maxLength: maxNumber }),
    nationality: state,
    birth: day,
    sex: fc.constantFrom('M' as const, 'F' as const, '<' as const),
    expiry: fc.constantFrom('270101', '311231', '350615'),
    optional: fc.constant(''),
  });

const LAYOUTS: readonly (readonly [string, (content: ZoneContent) => readonly string[], string, number])[] = [
  ['TD1', td1Zone, 'I', 13],
  ['TD2', td2Zone, 'I', 9],
  ['TD3', td3Zone, 'P', 9],
];

describe('the library’s second opinion on a zone', () => {
  it.each([
    ['TD1 of part 5', ['I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<']],
    ['TD2 of part 6', ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6']],
    ['TD3 of part 4', ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10']],
  ])('is ours on the specimen of %s', (_, lines) => {
    expect(ours(lines)).toMatchObject({ valid: true });
    expect(theirs(lines)).toEqual(ours(lines));
  });

  it.each(LAYOUTS)('is ours on every %s that is made right', (_, encode, code, maxNumber) => {
    fc.assert(
      fc.property(content(maxNumber), (made) => {
        const lines = encode({ ...made, code });
        expect(ours(lines)).toMatchObject({ valid: true, number: made.number, birth: made.birth });
        expect(theirs(lines)).toEqual(ours(lines));
      }),
    );
  });

  it.each(LAYOUTS)('is ours on every %s with one digit changed where a check digit watches', (layout, encode, code) => {
    const watched = { TD1: [5, 44], TD2: [36, 63], TD3: [44, 71] }[layout] ?? [0, 0];
    fc.assert(
      fc.property(content(9), fc.integer({ min: watched[0] ?? 0, max: watched[1] ?? 0 }), fc.integer({ min: 1, max: 9 }), (made, at, by) => {
        const zone = encode({ ...made, code }).join('');
        fc.pre(/\d/.test(zone.charAt(at)));
        const changed = zone.slice(0, at) + ((Number(zone.charAt(at)) + by) % 10).toString() + zone.slice(at + 1);
        const width = zone.length === 90 ? 30 : zone.length / 2;
        const lines = Array.from({ length: zone.length / width }, (__, line) => changed.slice(line * width, (line + 1) * width));
        expect(ours(lines)).toEqual({ valid: false });
        expect(theirs(lines)).toEqual({ valid: false });
      }),
    );
  });

  it('differs where ours is stricter or looks further: a day that the calendar has not, one text without breaks, a letter where a digit belongs', () => {
    const noDay = td3Zone({ ...ERIKSSON, birth: '740230' });
    expect([ours(noDay), theirs(noDay)]).toEqual([{ valid: false }, expect.objectContaining({ valid: true })]);
    const whole = td3Zone(ERIKSSON).join('');
    expect(readTypedMrz(whole, YEAR).ok).toBe(true);
    expect(() => parse(whole)).toThrow('unrecognized document format');
  });
});
