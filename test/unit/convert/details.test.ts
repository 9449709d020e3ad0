import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DetailField, type EnteredDetails, parseConversionDetails } from '../../../core/convert/details.ts';
import type { Facts } from '../../../core/model/facts.ts';
import { GUANGDONG_CITIES } from '../../../core/model/mainland-profile.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { details, entered, NOON, traveller } from './traveller.ts';

const silent: Facts = { ...traveller, documents: [], holder: { ...traveller.holder, birthDate: null } };
const parse = (change: Partial<EnteredDetails>, facts: Facts = silent, at = NOON) => parseConversionDetails({ ...entered, ...change }, facts, at);
const faultsOf = (result: ReturnType<typeof parse>) => (result.ok ? [] : result.faults.map(({ field, fault }) => `${field} ${fault}`));
const valueOf = (result: ReturnType<typeof parse>) => {
  if (!result.ok) throw new Error(`unexpected faults: ${faultsOf(result).join(', ')}`);
  return result.value;
};
const withPermits = (...numbers: string[]): Facts => ({ ...silent, documents: numbers.map((number) => ({ type: 'mainland-permit', number })) });
const bornOn = (birthDate: string): Facts => ({ ...silent, holder: { ...silent.holder, birthDate } });

describe('a fault of one field', () => {
  it.each<[DetailField, string, string]>([
    ['permitNumber', '', 'required'],
    ['permitNumber', '  ', 'required'],
    ['permitNumber', 'M1234567', 'malformed'],
    ['permitNumber', 'M123456789', 'malformed'],
    ['permitNumber', 'M123456789012', 'malformed'],
    ['permitNumber', 'C12345678', 'malformed'],
    ['permitNumber', '12345678', 'malformed'],
    ['permitNumber', 'M1234567O', 'malformed'],
    ['permitNumber', `M12345678${' '.repeat(60)}`, 'malformed'],
    ['birthDate', '', 'required'],
    ['birthDate', '29/02/1980', 'malformed'],
    ['birthDate', '1980-2-9', 'malformed'],
    ['birthDate', '1981-02-29', 'malformed'],
    ['birthDate', '1980-13-01', 'malformed'],
    ['birthDate', '1980-00-10', 'malformed'],
    ['birthDate', '1980-02-29T00:00', 'malformed'],
    ['birthDate', '1899-12-31', 'out-of-range'],
    ['birthDate', '2021-09-02', 'out-of-range'],
    ['phone', '', 'required'],
    ['phone', '+853 6612 345', 'malformed'],
    ['phone', '+853 6612 34567', 'malformed'],
    ['phone', '+86 20 8888 8888', 'malformed'],
    ['phone', '+86 128 0013 8000', 'malformed'],
    ['phone', '+852 912 3456', 'malformed'],
    ['phone', '5123 4567', 'malformed'],
    ['phone', '+0 123 456 789', 'malformed'],
    ['phone', '+351 12', 'malformed'],
    ['phone', '+3511234567890123', 'malformed'],
    ['phone', 'call me', 'malformed'],
    ['phone', `+85366123456${' '.repeat(60)}`, 'malformed'],
    ['destinationCity', '', 'required'],
    ['destinationCity', 'Zhuhai', 'malformed'],
    ['destinationCity', '44040', 'malformed'],
    ['destinationCity', '110000', 'out-of-range'],
    ['destinationCity', '440000', 'out-of-range'],
    ['destinationAddress', '路'.repeat(201), 'out-of-range'],
    ['destinationAddress', 'a\u0000b', 'malformed'],
    ['destinationAddress', 'line\nline', 'malformed'],
    ['destinationAddress', 'a\u0085b', 'malformed'],
    ['destinationAddress', '\ud800', 'malformed'],
  ])('%s %j is %s', (field, text, fault) => {
    expect(faultsOf(parse({ [field]: text }))).toEqual([`${field} ${fault}`]);
  });
});

describe('the permit', () => {
  it.each<[string, string, string | null]>([
    ['M12345678', 'M12345678', null],
    ['m1234 5678', 'M12345678', null],
    ['Ｍ１２３４５６７８', 'M12345678', null],
    ['H12345678', 'H12345678', null],
    ['M1234567802', 'M12345678', '02'],
    ['M12345678(02)', 'M12345678', '02'],
    ['M12345678-02', 'M12345678', '02'],
    ['M12345678 – 02', 'M12345678', '02'],
  ])('%j is %s with reissue %j', (text, number, reissue) => {
    expect(valueOf(parse({ permitNumber: text })).permit).toEqual({ number, reissue });
  });

  it('of another person than the code states is out of range', () => {
    expect(faultsOf(parse({ permitNumber: 'M12345679' }, withPermits('M1234567801')))).toEqual(['permitNumber out-of-range']);
    expect(faultsOf(parse({ permitNumber: 'H12345678' }, withPermits('M12345678')))).toEqual(['permitNumber out-of-range']);
  });

  it('renewed since is the same permit, with the count in hand', () => {
    expect(valueOf(parse({ permitNumber: 'M1234567803' }, withPermits('M1234567801'))).permit).toEqual({ number: 'M12345678', reissue: '03' });
  });

  it('entered without its count takes it from the code', () => {
    expect(valueOf(parse({ permitNumber: 'M12345678' }, withPermits('M1234567801'))).permit).toEqual({ number: 'M12345678', reissue: '01' });
  });

  it('may be any that the code states', () => {
    expect(valueOf(parse({ permitNumber: 'H87654321' }, withPermits('M12345678', 'H87654321'))).permit.number).toBe('H87654321');
  });

  it('is the officer’s alone when what the code states is none', () => {
    expect(valueOf(parse({}, withPermits('C12345678'))).permit.number).toBe('M12345678');
  });
});

describe('the birth date', () => {
  it.each(['1980-02-29', ' 1980-02-29 ', '１９８０-０２-２９'])('is read from %j', (birthDate) => {
    expect(valueOf(parse({ birthDate })).birthDate).toBe('1980-02-29');
  });

  it.each(['1980-03-01', '1980-03', '1981'])('that contradicts %s of the code is out of range', (stated) => {
    expect(faultsOf(parse({ birthDate: '1980-02-29' }, bornOn(stated)))).toEqual(['birthDate out-of-range']);
  });

  it.each(['1980-02-29', '1980-02', '1980'])('that agrees with %s of the code is taken', (stated) => {
    expect(valueOf(parse({ birthDate: '1980-02-29' }, bornOn(stated))).birthDate).toBe('1980-02-29');
  });

  it('may be today, as Macau has it', () => {
    const justAfterMidnight = utcMillis(Date.parse('2021-09-02T00:00:00+08:00'));
    expect(faultsOf(parse({ birthDate: '2021-09-02' }, silent, utcMillis(justAfterMidnight - 1)))).toEqual(['birthDate out-of-range']);
    expect(valueOf(parse({ birthDate: '2021-09-02' }, silent, justAfterMidnight)).birthDate).toBe('2021-09-02');
  });

  it('cannot be placed by a clock that tells no day', () => {
    expect(faultsOf(parse({}, silent, utcMillis(Number.NaN)))).toEqual(['birthDate out-of-range']);
  });
});

describe('the telephone number', () => {
  it.each([
    ['66123456', '+85366123456'],
    ['2833 3333', '+85328333333'],
    ['+853 6612-3456', '+85366123456'],
    ['00853 66123456', '+85366123456'],
    ['（＋８５３）６６１２３４５６', '+85366123456'],
    ['138 0013 8000', '+8613800138000'],
    ['+86 138 0013 8000', '+8613800138000'],
    ['+852 9123 4567', '+85291234567'],
    ['+351 912 345 678', '+351912345678'],
    ['+44 (20) 7946.0000', '+442079460000'],
  ])('%j is %s', (phone, value) => {
    expect(valueOf(parse({ phone })).phone).toBe(value);
  });
});

describe('the destination', () => {
  it.each(Object.keys(GUANGDONG_CITIES))('may be %s', (destinationCity) => {
    expect(valueOf(parse({ destinationCity })).destinationCity).toBe(destinationCity);
  });

  it('needs no address', () => {
    expect(valueOf(parse({ destinationAddress: '   ' })).destinationAddress).toBeNull();
  });

  it('takes an address of the longest length', () => {
    expect(valueOf(parse({ destinationAddress: '路'.repeat(200) })).destinationAddress).toHaveLength(200);
  });
});

describe('parseConversionDetails', () => {
  it('gives every detail of a good form', () => {
    expect(valueOf(parse({}, traveller))).toEqual(details);
  });

  it('names the fault of every field at once, in the order of the form', () => {
    expect(faultsOf(parse({ permitNumber: '', birthDate: 'x', phone: 'x', destinationCity: '999999', destinationAddress: '\u0007' }))).toEqual([
      ...['permitNumber required', 'birthDate malformed', 'phone malformed', 'destinationCity out-of-range', 'destinationAddress malformed'],
    ]);
  });

  it('never throws, and never lets through what the record’s form forbids', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.stringMatching(/^[+MH]?[0-9 -]{0,14}$/));
    const anyEntry = fc.record({
      permitNumber: fc.oneof(fc.constant(entered.permitNumber), text),
      birthDate: fc.oneof(fc.constant(entered.birthDate), text),
      phone: fc.oneof(fc.constant(entered.phone), text),
      destinationCity: fc.oneof(fc.constant(entered.destinationCity), text),
      destinationAddress: text,
    });
    fc.assert(
      fc.property(anyEntry, (entry) => {
        const result = parseConversionDetails(entry, silent, NOON);
        if (!result.ok) {
          expect(result.faults).not.toHaveLength(0);
          return;
        }
        expect(result.value.permit.number).toMatch(/^[HM]\d{8}$/);
        expect(result.value.phone).toMatch(/^\+[1-9]\d{6,14}$/);
        expect(result.value.destinationAddress ?? 'x').toMatch(/^[^\p{Cc}]{1,200}$/u);
      }),
      { numRuns: 500 },
    );
  });
});
