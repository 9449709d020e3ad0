/** Machine readable zones of documents that do not exist: ICAO 9303 parts 3 to 6, written apart from the reader that is tested with them. */

export interface ZoneContent {
  readonly code: string;
  readonly issuer: string;
  /** Primary and secondary identifier, in the letters of a zone; spaces for fillers. */
  readonly primary: string;
  readonly secondary: string;
  /** Capitals and digits. */
  readonly number: string;
  readonly nationality: string;
  /** `YYMMDD`, with fillers for what is not known. */
  readonly birth: string;
  readonly sex: 'M' | 'F' | '<';
  readonly expiry: string;
  /** Optional data: 14 characters of TD3, 11 and 15 of TD1, 7 of TD2 at most. */
  readonly optional: string;
}

export const ERIKSSON: ZoneContent = { code: 'P', issuer: 'UTO', primary: 'ERIKSSON', secondary: 'ANNA MARIA', number: 'L898902C3', nationality: 'UTO', birth: '740812', sex: 'F', expiry: '320415', optional: '' };

const fill = (text: string, length: number): string => text.replaceAll(' ', '<').padEnd(length, '<').slice(0, length);

/** The check digit of part 3 clause 4.9. */
export function checkDigit(field: string): string {
  let sum = 0;
  for (const [index, character] of Array.from(field).entries()) sum += (character === '<' ? 0 : '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'.indexOf(character)) * ([7, 3, 1][index % 3] ?? 0);
  return String(sum % 10);
}

const names = ({ primary, secondary }: ZoneContent, length: number): string => fill(secondary === '' ? primary : `${primary}  ${secondary}`, length);
const checked = (field: string): string => field + checkDigit(field);

/** Two lines of 44. */
export function td3Zone(content: ZoneContent): readonly string[] {
  const number = checked(fill(content.number, 9));
  const [birth, expiry, personal] = [checked(fill(content.birth, 6)), checked(content.expiry), checked(fill(content.optional, 14))];
  return [
    fill(content.code, 2) + content.issuer + names(content, 39),
    number + content.nationality + birth + content.sex + expiry + personal + checkDigit(number + birth + expiry + personal),
  ];
}

/** A number that is too long for its field goes on in the optional data, its digit behind it. */
function longNumber({ number, optional }: ZoneContent, room: number): { readonly field: string; readonly rest: string } {
  if (number.length <= 9) return { field: checked(fill(number, 9)), rest: fill(optional, room) };
  return { field: `${number.slice(0, 9)}<`, rest: fill(number.slice(9) + checkDigit(number) + '<' + optional, room) };
}

/** Three lines of 30. */
export function td1Zone(content: ZoneContent): readonly string[] {
  const { field, rest } = longNumber(content, 15);
  const [birth, expiry, second] = [checked(fill(content.birth, 6)), checked(content.expiry), fill('', 11)];
  return [
    fill(content.code, 2) + content.issuer + field + rest,
    birth + content.sex + expiry + content.nationality + second + checkDigit(field + rest + birth + expiry + second),
    names(content, 30),
  ];
}

/** Two lines of 36. */
export function td2Zone(content: ZoneContent): readonly string[] {
  const { field, rest } = longNumber(content, 7);
  const [birth, expiry] = [checked(fill(content.birth, 6)), checked(content.expiry)];
  return [
    fill(content.code, 2) + content.issuer + names(content, 31),
    field + content.nationality + birth + content.sex + expiry + rest + checkDigit(field + birth + expiry + rest),
  ];
}
