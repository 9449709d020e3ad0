/** Writes visible digital seals (docs/formats/vds.md): header, features, signature. */
import { sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Holder } from '../../core/model/facts.ts';
import { element } from './der.ts';

export interface VdsContent {
  /** 2 or 3, as it stands in the seal. */
  readonly version: 2 | 3;
  /** Doc 9303 part 3 section 5. */
  readonly country: string;
  /** Country of the signer and its two letters. */
  readonly signer: string;
  /** Serial number of the signer's certificate, hex. */
  readonly reference: string;
  /** `YYYY-MM-DD`. */
  readonly issuedOn: string;
  readonly signedOn: string;
  /** Four hex digits. */
  readonly documentType: string;
  readonly features: readonly (readonly [tag: number, value: Uint8Array])[];
}

const SIGNATURE_TAG = 0xff;

/** @returns the symbol's text, one character per byte. */
export function encodeVds(content: VdsContent, privateKey: KeyObject): string {
  const body = encodeVdsBody(content);
  const signature = sign('sha256', body, { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return Buffer.concat([body, element(SIGNATURE_TAG, signature)]).toString('latin1');
}

/** What is signed: header and features. */
export function encodeVdsBody({ version, country, signer, reference, issuedOn, signedOn, documentType, features }: VdsContent): Buffer {
  const counted = `${reference.length.toString(16).padStart(2, '0')}${reference}`.toUpperCase();
  const fixed = reference.padStart(5, '0').toUpperCase();
  return Buffer.concat([
    Buffer.of(0xdc, version),
    encodeC40(country.padEnd(3, ' ')),
    encodeC40(signer + (version === 3 ? counted : fixed)),
    encodeDate(issuedOn),
    encodeDate(signedOn),
    Buffer.from(documentType, 'hex'),
    ...features.map(([tag, value]) => element(tag, value)),
  ]);
}

/** MMDDYYYY as a number of three bytes. */
function encodeDate(day: string): Buffer {
  const bytes = Buffer.alloc(3);
  bytes.writeUIntBE(Number(day.replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$2$3$1')), 0, 3);
  return bytes;
}

const ALPHABET = ' 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Three characters to two bytes; a last one alone stands as ASCII behind an unlatch. */
export function encodeC40(text: string): Buffer {
  const groups = text.match(/.{1,3}/g) ?? [];
  return Buffer.concat(
    groups.map((group) => {
      if (group.length === 1) return Buffer.of(0xfe, group.charCodeAt(0) + 1);
      const [first = 0, second = 0, third = 0] = Array.from({ length: group.length }, (_, index) => ALPHABET.indexOf(group.charAt(index)) + 3);
      const sum = 1_600 * first + 40 * second + third + 1;
      return Buffer.of(sum >> 8, sum & 0xff);
    }),
  );
}

export interface ZoneContent {
  /** Document code and country, for example `ID` and `UTO`. */
  readonly code: string;
  readonly country: string;
  readonly holder: Holder;
  readonly number: string;
  /** `YYYY-MM-DD`. */
  readonly expiresOn: string;
}

/** Machine readable zone of TD2 size (ICAO 9303 part 6 clause 4.2), fillers as spaces, check digits included. */
export function toTd2Zone({ code, country, holder, number, expiresOn }: ZoneContent): string {
  const fill = (value: string, length: number): string => value.padEnd(length, ' ').slice(0, length);
  const short = (day: string | null): string => fill((day ?? '').replaceAll('-', '').slice(2), 6);
  const [surname = '', ...given] = (holder.nameLatin ?? '').toUpperCase().replaceAll(/[^A-Z ]/g, '').split(' ');
  const checked = (field: string): string => field + checkDigit(field);
  const sex = { male: 'M', female: 'F', unspecified: ' ' }[holder.sex];
  const upper = fill(code, 2) + fill(country, 3) + fill(`${surname}  ${given.join(' ')}`, 31);
  const dates = [checked(short(holder.birthDate)), sex, checked(short(expiresOn))];
  const optional = fill('', 7);
  const lower = checked(fill(number, 9)) + fill(holder.nationality ?? '', 3) + dates.join('') + optional;
  return upper + lower + checkDigit(checked(fill(number, 9)) + (dates[0] ?? '') + (dates[2] ?? '') + optional);
}

const WEIGHTS = [7, 3, 1] as const;

/** ICAO 9303 part 3 clause 4.9. */
function checkDigit(field: string): string {
  const sum = Array.from(field, (character, index) => (character === ' ' ? 0 : Number.parseInt(character, 36)) * (WEIGHTS[index % 3] ?? 0)).reduce((total, value) => total + value, 0);
  return String(sum % 10);
}
