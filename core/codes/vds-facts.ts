/**
 * From the features of a verified seal to Facts, by the document type that its header names: visa (ICAO 9303 part 7 clause 9.1), emergency travel
 * document (part 8), and the German profiles of BSI TR-03137 part 1 v2.5 clauses 5 to 10. Layer: codes.
 */
import { isUtf8 } from 'node:buffer';
import type { Envelope, Parsed } from '../model/envelope.ts';
import type { DocumentType, Facts } from '../model/facts.ts';
import { decodeC40 } from './c40.ts';
import { MAX_NAME_BYTES } from './limits.ts';
import { isPrintable } from './mo1-layout.ts';
import { readMrz } from './mrz.ts';
import type { Mrz, MrzLayout } from './mrz.ts';
import { toSealDocument, toSealFacts } from './seal-facts.ts';
import type { VdsSeal } from './vds-seal.ts';

/** Which tags of a document type say what. Tags that are not named here are signed and passed over. */
interface VdsProfile {
  /** Machine readable zones, of which a seal has one. */
  readonly zones: readonly (readonly [tag: number, layout: MrzLayout])[];
  /** Numbers of documents, in C40. */
  readonly documents: readonly (readonly [tag: number, type: DocumentType])[];
  /** Names in UTF-8, where there is no zone. */
  readonly names: readonly number[];
}

const NOTHING: VdsProfile = { zones: [], documents: [], names: [] };
/** Passport number beside the zone. The data structure for barcodes embeds the same features, of this and the next. */
export const VISA: VdsProfile = { ...NOTHING, zones: [[1, 'MRVA'], [2, 'MRVB']], documents: [[5, 'passport']] };
export const EMERGENCY_DOCUMENT: VdsProfile = { ...NOTHING, zones: [[2, 'TD2']] };
const PROFILES: ReadonlyMap<string, VdsProfile> = new Map<string, VdsProfile>([
  ['5d01', VISA],
  ['5e03', EMERGENCY_DOCUMENT],
  // Germany (clauses 6, 8.2 and 8.4): arrival attestation; residence permit with passport number; supplementary sheet with its own number.
  ['fd02', { ...NOTHING, zones: [[2, 'TD2']] }],
  ['fb06', { ...NOTHING, zones: [[2, 'TD2']], documents: [[3, 'passport']] }],
  ['fa06', { ...NOTHING, zones: [[4, 'TD2']], documents: [[5, 'other']] }],
  // Germany (clauses 9 and 10): address stickers on identity card, residence permit and passport, each with the number of what it sticks on.
  ['f908', { ...NOTHING, documents: [[1, 'other']] }],
  ['f90c', { ...NOTHING, documents: [[1, 'other']] }],
  ['f80a', { ...NOTHING, documents: [[1, 'passport']] }],
  // Germany (clause 7): social insurance card, surname and first name. Its number is no travel document's.
  ['fc04', { ...NOTHING, names: [2, 3] }],
]);

/** Gives the claims their meaning. Never throws on input. */
export function readVdsFacts({ claims }: Envelope): Parsed<Facts> {
  const { header, features, signedBytes } = claims as VdsSeal;
  const profile = PROFILES.get(header.documentType);
  if (profile === undefined) return { ok: false, reason: 'recognised-not-accepted', detail: `VDS: a seal of the document type ${header.documentType}` };
  const issuedOn = header.issuedOn ?? header.signedOn;
  if (issuedOn === null) return malformed('expected a date of issue');
  const content = readFeatures(features, profile, Number(issuedOn.slice(0, 'YYYY'.length)));
  if (typeof content === 'string') return malformed(content);
  return { ok: true, value: toSealFacts({ format: 'VDS', issuer: header.signer, signedBytes, issuedOn, expiresOn: null, ...content }) };
}

type Content = Pick<Parameters<typeof toSealFacts>[0], 'zone' | 'name' | 'documents'>;

/** What the features say; a text names what is wrong. */
export function readFeatures(features: ReadonlyMap<number, Uint8Array>, { zones, documents, names }: VdsProfile, issuedIn: number): Content | string {
  const found: Mrz[] = [];
  for (const [tag, layout] of zones) {
    const zone = readZone(features.get(tag), layout, issuedIn);
    if (zone === undefined) return `feature ${tag}: expected a machine readable zone of the layout ${layout}`;
    if (zone !== null) found.push(zone);
  }
  if (found.length !== Math.min(zones.length, 1)) return 'expected one machine readable zone';
  const numbers = documents.map(([tag, type]) => toSealDocument(decodeC40(features.get(tag) ?? new Uint8Array(0)), type));
  if (!numbers.every((number) => number !== null)) return 'expected the document number that the type asks for';
  const texts = names.map((tag) => readText(features.get(tag)));
  if (!texts.every((text) => text !== null)) return 'expected names in UTF-8';
  return { zone: found[0] ?? null, name: texts.length === 0 ? null : texts.join(' '), documents: numbers };
}

/** Null where the feature is absent, undefined where it is no zone. */
function readZone(bytes: Uint8Array | undefined, layout: MrzLayout, issuedIn: number): Mrz | null | undefined {
  if (bytes === undefined) return null;
  const text = decodeC40(bytes);
  return text === null ? undefined : (readMrz(text, layout, issuedIn) ?? undefined);
}

function readText(bytes: Uint8Array | undefined): string | null {
  if (bytes === undefined || !isUtf8(bytes)) return null;
  const text = Buffer.from(bytes).toString('utf8');
  return isPrintable(text, MAX_NAME_BYTES) ? text : null;
}

function malformed(detail: string): Parsed<never> {
  return { ok: false, reason: 'code-malformed', detail: `VDS: ${detail}` };
}
