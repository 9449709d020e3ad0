/**
 * Families of signed codes that are in use elsewhere and that this terminal does not accept: told by their first characters, so that a traveller
 * with a genuine foreign code is sent to manual control with the right words, not told that the code is garbage. Nothing is decoded. Layer: codes.
 */

interface Family {
  readonly name: string;
  readonly isOne: (text: string) => boolean;
}

const like = (mark: RegExp) => (text: string) => mark.test(text);
const startsWith =
  (...marks: readonly string[]) =>
  (text: string) =>
    marks.some((mark) => text.startsWith(mark));

/** Where the first file's name stands in a ZIP archive. */
const ZIP_NAME_OFFSET = 30;

/** Heads of a map of two to four entries or of indefinite length (RFC 8949 clause 3): encoders differ in the form of the count. */
const MAP_HEADS = [2, 3, 4].flatMap((count) => [String.fromCharCode(0xa0 | count), `\xb8${String.fromCharCode(count)}`, `\xb9\x00${String.fromCharCode(count)}`]).concat('\xbf');
/** First member of a device response, by the order of its definition or by the order of lengths. */
const RESPONSE_MEMBERS = ['gversion', 'idocuments', 'fstatus\x00gversion'];

/** Texts hold one character per byte of the symbol, so binary families are told by their first characters too. */
const FAMILIES: readonly Family[] = [
  // EU Digital COVID Certificate (Electronic Health Certificate specification 1.0.5 clause 4.2.2) and its later context numbers.
  { name: 'HC1', isOne: like(/^HC[1-9]:/) },
  // Switzerland's certificate light: the EU's container under another context.
  { name: 'LT1', isOne: like(/^LT1:/) },
  // SMART Health Cards: numeric JWS, whole or in numbered chunks.
  { name: 'SHC', isOne: like(/^shc:\/\d/) },
  // New Zealand COVID Pass (version 1 clause 4).
  { name: 'NZCP', isOne: like(/^NZCP:\/\d+\//) },
  // Netherlands domestic pass: Idemix proofs, `NL` and a version.
  { name: 'NL2', isOne: like(/^NL[0-9A-Z]:/) },
  // ICAO and BSI visible digital seals: magic 0xDC, then a version (ICAO 9303 part 13 clause 2.2), one or two beside those that are read.
  { name: 'VDS', isOne: startsWith('\xdc\x00', '\xdc\x01', '\xdc\x04', '\xdc\x05') },
  // ICAO data structure for barcodes: the marks of its two profiles, of a later version.
  { name: 'IDB', isOne: like(/^[NR]DB[2-9][A-Z2-7]/) },
  // ISO/IEC 18013-5 device engagement as a QR code (clause 8.2.2.3), and OpenID presentation links for the same documents.
  { name: 'mdoc', isOne: like(/^mdoc:/i) },
  // ISO/IEC 18013-5 device response as bytes (clause 8.3.2.1.2.2): a map that begins with one of its members.
  { name: 'mdoc', isOne: startsWith(...MAP_HEADS.flatMap((head) => RESPONSE_MEMBERS.map((member) => head + member))) },
  // India's Aadhaar secure QR: one decimal number of more than a thousand digits.
  { name: 'Aadhaar', isOne: like(/^\d{1000}\d*$/) },
  // India's vaccination certificate (DIVOC): a ZIP archive that holds certificate.json.
  { name: 'DIVOC', isOne: (text) => text.startsWith('PK\x03\x04') && text.startsWith('certificate.json', ZIP_NAME_OFFSET) },
  // France's 2D-Doc (ANTS specification clause 3): `DC`, version, then authority and certificate.
  { name: '2D-Doc', isOne: like(/^DC0[1-4][A-Z0-9]{8}/) },
];

/** Every name that `recogniseFamily` can give. */
export const FAMILY_NAMES: readonly string[] = [...new Set(FAMILIES.map(({ name }) => name))];

/** A later or earlier version of this project's own code. */
const OTHER_MO = /^MO\d{1,2}:/;

/** Name of the family a text belongs to; null when no mark fits. */
export function recogniseFamily(text: string): string | null {
  return FAMILIES.find((family) => family.isOne(text))?.name ?? null;
}

/** Whether a text is an MO code of a version that this terminal does not read. Ask only after the versions it does. */
export function isOtherMoVersion(text: string): boolean {
  return OTHER_MO.test(text);
}
