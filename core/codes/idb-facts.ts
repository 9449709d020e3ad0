/**
 * From the message of a verified barcode of ICAO's data structure to Facts: machine readable zones, emergency travel documents and visas with their
 * numbers and dates. Layer: codes.
 */
import { readDerElements } from '../model/der.ts';
import type { Envelope, Parsed } from '../model/envelope.ts';
import type { Facts, TravelDocument } from '../model/facts.ts';
import { decodeC40 } from './c40.ts';
import type { IdbBarcode } from './idb-barcode.ts';
import type { MrzLayout } from './mrz.ts';
import { isDayOfSeals, readMaskedDate } from './seal-date.ts';
import { toSealDocument, toSealFacts } from './seal-facts.ts';
import { EMERGENCY_DOCUMENT, VISA, readFeatures } from './vds-facts.ts';
import { MAX_VDS_FEATURES } from './vds-limits.ts';

/** Elements of the message that are read; others (face, access number, national type) are signed and passed over. */
const TAG = { visa: 0x01, emergencyDocument: 0x02, expiry: 0x84, documentNumber: 0x85 } as const;
const ZONES: readonly (readonly [number, MrzLayout])[] = [
  [0x07, 'TD1'],
  [0x08, 'TD3'],
  [0x81, 'TD2'],
];
/** Proofs of test, vaccination and recovery, and travel authorisations: what they say could decide, so a barcode with one is not half read. */
const DECIDING_TAGS: readonly number[] = [0x03, 0x04, 0x05, 0x06];

/** Gives the claims their meaning. Never throws on input. */
export function readIdbFacts({ claims }: Envelope): Parsed<Facts> {
  const { country, signedOn, message, signedBytes } = claims as IdbBarcode;
  const deciding = DECIDING_TAGS.find((tag) => message.has(tag));
  if (deciding !== undefined) return { ok: false, reason: 'recognised-not-accepted', detail: `IDB: a message with the element ${deciding}` };
  if (signedOn === null) return malformed('expected the date of the signature');
  const content = readContent(message, Number(signedOn.slice(0, 'YYYY'.length)));
  if (typeof content === 'string') return malformed(content);
  const expiry = message.get(TAG.expiry);
  const expiresOn = expiry === undefined ? null : readMaskedDate(expiry);
  if (expiresOn === undefined || !isDayOfSeals(expiresOn)) return malformed('expected a day of expiry');
  const numbers = readNumber(message.get(TAG.documentNumber));
  if (numbers === null) return malformed('expected a document number in C40');
  const documents = [...content.documents, ...numbers];
  return { ok: true, value: toSealFacts({ format: 'IDB', issuer: country, signedBytes, issuedOn: signedOn, expiresOn, ...content, documents }) };
}

/** Whom the barcode is about: its visa's or emergency document's features, or a zone of its own. */
function readContent(message: ReadonlyMap<number, Uint8Array>, issuedIn: number): ReturnType<typeof readFeatures> {
  const [visa, emergency] = [message.get(TAG.visa), message.get(TAG.emergencyDocument)];
  const embedded = visa ?? emergency;
  if (embedded === undefined) return readFeatures(message, { zones: ZONES, documents: [], names: [] }, issuedIn);
  const elements = readDerElements(embedded, MAX_VDS_FEATURES, () => true);
  if (elements === null || (visa !== undefined && emergency !== undefined)) return 'expected the features of one document';
  return readFeatures(new Map(elements.map(({ tag, contents }) => [tag, contents])), visa === undefined ? EMERGENCY_DOCUMENT : VISA, issuedIn);
}

function readNumber(bytes: Uint8Array | undefined): readonly TravelDocument[] | null {
  if (bytes === undefined) return [];
  const document = toSealDocument(decodeC40(bytes), 'other');
  return document === null ? null : [document];
}

function malformed(detail: string): Parsed<never> {
  return { ok: false, reason: 'code-malformed', detail: `IDB: ${detail}` };
}
