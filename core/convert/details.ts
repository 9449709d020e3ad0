/** What the officer enters for a conversion: checked, normalised, and compared with what the code says. Pure. Layer: convert. */
import type { Facts } from '../model/facts.ts';
import { toMacauDate } from '../model/macau-time.ts';
import { GUANGDONG_CITIES, type GuangdongCityCode } from '../model/mainland-profile.ts';
import type { UtcMillis } from '../model/units.ts';
import { isRealDate } from './dates.ts';
import { parsePermit, type PermitNumber, permitsOf } from './permit.ts';
import { parsePhone } from './phone.ts';
import { isClean, MAX_ADDRESS } from './text.ts';

/** The fields of the form, in its order. */
export type DetailField = 'permitNumber' | 'birthDate' | 'phone' | 'destinationCity' | 'destinationAddress';
export type EnteredDetails = Readonly<Record<DetailField, string>>;

/**
 * `required`: empty; `malformed`: not of the field's form; `out-of-range`: well formed, but no value that can be right here
 * (a date in the future, no city of Guangdong, or another permit or birth date than the code states).
 */
export type FieldFault = 'required' | 'malformed' | 'out-of-range';

export interface ConversionDetails {
  readonly permit: PermitNumber;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
  /** E.164. */
  readonly phone: string;
  readonly destinationCity: GuangdongCityCode;
  readonly destinationAddress: string | null;
}

/** What a code says of the details. */
type Stated = Pick<Facts, 'documents' | 'holder'>;

/** Longest entry looked at: a telephone or permit number with a separator after every digit stays below. */
const MAX_ENTRY = 64;
/** Nobody who crosses was born before; it catches a mistyped century. */
const EARLIEST_BIRTH = '1900-01-01';

type Field<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: FieldFault };
const good = <T>(value: T): Field<T> => ({ ok: true, value });
const bad = (fault: FieldFault): Field<never> => ({ ok: false, fault });

/**
 * @param entered - as typed; full-width characters, spaces and separators are taken for what they mean.
 * @param at - clock reading of the consent; "today" is Macau's day.
 * @returns all details, or the fault of every field that has one, in the order of the form.
 */
export function parseConversionDetails(
  entered: EnteredDetails,
  facts: Stated,
  at: UtcMillis,
):
  | { readonly ok: true; readonly value: ConversionDetails }
  | { readonly ok: false; readonly faults: readonly { readonly field: DetailField; readonly fault: FieldFault }[] } {
  const permit = parsePermitField(entered.permitNumber, facts);
  const birthDate = parseBirthDate(entered.birthDate, facts.holder.birthDate, at);
  const phone = parsePhoneField(entered.phone);
  const destinationCity = parseCity(entered.destinationCity);
  const destinationAddress = parseAddress(entered.destinationAddress);
  if (permit.ok && birthDate.ok && phone.ok && destinationCity.ok && destinationAddress.ok) {
    return {
      ok: true,
      value: {
        permit: permit.value,
        birthDate: birthDate.value,
        phone: phone.value,
        destinationCity: destinationCity.value,
        destinationAddress: destinationAddress.value,
      },
    };
  }
  const fields = { permitNumber: permit, birthDate, phone, destinationCity, destinationAddress };
  const faults = Object.entries(fields).flatMap(([field, result]) => (result.ok ? [] : [{ field: field as DetailField, fault: result.fault }]));
  return { ok: false, faults };
}

/**
 * The permit in hand must be one that the code states, if it states any: numbers are compared on the 9 characters that never change,
 * so that a renewed card is the same permit and another person's is not. The reissue count is the entered one, else the code's.
 */
function parsePermitField(text: string, facts: Stated): Field<PermitNumber> {
  if (text.trim() === '') return bad('required');
  const permit = text.length > MAX_ENTRY ? null : parsePermit(text);
  if (permit === null) return bad('malformed');
  const stated = permitsOf(facts);
  const same = stated.find(({ number }) => number === permit.number);
  if (stated.length > 0 && same === undefined) return bad('out-of-range');
  return good({ number: permit.number, reissue: permit.reissue ?? same?.reissue ?? null });
}

/** A birth date must agree with what the code states of it, be that a year, a month or a day. */
function parseBirthDate(text: string, stated: string | null, at: UtcMillis): Field<string> {
  const date = text.slice(0, MAX_ENTRY).normalize('NFKC').trim();
  if (date === '') return bad('required');
  if (!isRealDate(date)) return bad('malformed');
  const today = toMacauDate(at);
  if (date < EARLIEST_BIRTH || today === null || date > today) return bad('out-of-range');
  return date.startsWith(stated ?? '') ? good(date) : bad('out-of-range');
}

function parsePhoneField(text: string): Field<string> {
  if (text.trim() === '') return bad('required');
  const phone = text.length > MAX_ENTRY ? null : parsePhone(text);
  return phone === null ? bad('malformed') : good(phone);
}

function parseCity(text: string): Field<GuangdongCityCode> {
  const code = text.slice(0, MAX_ENTRY).normalize('NFKC').trim();
  if (code === '') return bad('required');
  if (!/^\d{6}$/.test(code)) return bad('malformed');
  return isCity(code) ? good(code) : bad('out-of-range');
}

const isCity = (code: string): code is GuangdongCityCode => Object.hasOwn(GUANGDONG_CITIES, code);

/** Optional: the profile lets it be null, and a queue is no place for typing an address. */
function parseAddress(text: string): Field<string | null> {
  const address = text.trim();
  if (address.length > MAX_ADDRESS) return bad('out-of-range');
  if (!isClean(address)) return bad('malformed');
  return good(address === '' ? null : address);
}
