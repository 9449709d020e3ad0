/**
 * What the codes that a keyboard-mode scanner types look like: enough to tell text that arrived sound from text that the keyboard damaged. Layer: scan.
 * Decoding is core/codes' matter; a test holds these forms and its formats together. Formats of bytes (VDS) cannot be typed.
 */
export interface CodeForm {
  readonly name: string;
  /** How every text of this form begins; null where the form has no mark but its alphabet. */
  readonly prefix: string | null;
  /** Whether a whole text has this form. */
  readonly holds: (text: string) => boolean;
  /** Every letter that can follow has the case that it has here, so that an inverted case shows. */
  readonly oneCase: boolean;
}

const like = (pattern: RegExp) => (text: string) => pattern.test(text);
/** Base45 (RFC 9285) behind a mark. */
const base45 = (prefix: string): CodeForm => ({ name: prefix.slice(0, -1), prefix, holds: (text) => text.startsWith(prefix) && /^[0-9A-Z $%*+./:-]*$/.test(text.slice(prefix.length)), oneCase: true });
/** ICAO barcode: base32 (RFC 4648) without padding. */
const idb = (prefix: string): CodeForm => ({ name: 'IDB', prefix, holds: (text) => text.startsWith(prefix) && /^[A-Z2-7]+$/.test(text.slice(prefix.length)), oneCase: true });

export const CODE_FORMS: readonly CodeForm[] = [
  base45('MO1:'),
  // A badge of the staff.
  base45('MOB1:'),
  base45('HC1:'),
  // SMART Health Card: digits, and `/` between the parts of a divided one.
  { name: 'SHC', prefix: 'shc:/', holds: like(/^shc:\/[0-9/]*$/), oneCase: true },
  // NZ COVID Pass: version, then base32.
  { name: 'NZCP', prefix: 'NZCP:/', holds: like(/^NZCP:\/[0-9A-Z/=]*$/), oneCase: true },
  idb('RDB1'),
  idb('NDB1'),
  // VDS-NC: a JSON object that names its profile. Its own quotes tell the layouts apart.
  { name: 'VDS-NC', prefix: '{"', holds: (text) => /^\{"[ -~]*"icao\.[ -~]*\}$/.test(text) && isJson(text), oneCase: false },
  // JWS and the like: base64url of `{"`, in parts.
  { name: 'JWS', prefix: 'eyJ', holds: like(/^eyJ[A-Za-z0-9_-]*(\.[A-Za-z0-9_-]*)*$/), oneCase: false },
  // A line of a machine readable zone (ICAO 9303 parts 4 to 6), or the whole zone; without a filler it could be anything.
  { name: 'MRZ', prefix: null, holds: (text) => [30, 36, 44, 72, 88, 90].includes(text.length) && /^[A-Z0-9<]*<[A-Z0-9<]*$/.test(text), oneCase: true },
];

/** The form that a text has; null for text that is of none, or damaged. */
export function formOf(text: string): CodeForm | null {
  return CODE_FORMS.find(({ holds }) => holds(text)) ?? null;
}

/** Whether a text begins as codes do. */
export function hasMark(text: string): boolean {
  return CODE_FORMS.some(({ prefix }) => prefix !== null && text.startsWith(prefix));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Not JSON: the answer, not a fault.
    return false;
  }
}
