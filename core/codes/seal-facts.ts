/** Facts of a seal on a travel document: who the document is about and how long it holds. Layer: codes. */
import type { FormatId } from '../model/format.ts';
import type { DocumentType, Facts, Holder, TravelDocument } from '../model/facts.ts';
import { utcMillis } from '../model/units.ts';
import { digest128 } from './digest.ts';
import { LATEST_SECONDS } from './limits.ts';
import { DOCUMENT_PATTERNS } from './mo1-layout.ts';
import type { Mrz } from './mrz.ts';
import { beginningOf, endOf } from './seal-days.ts';

export interface SealContent {
  readonly format: FormatId;
  readonly issuer: string;
  readonly signedBytes: Uint8Array;
  /** `YYYY-MM-DD`. */
  readonly issuedOn: string;
  /** Beside that of the zone. */
  readonly expiresOn: string | null;
  readonly zone: Mrz | null;
  /** Where there is no zone. */
  readonly name: string | null;
  readonly documents: readonly TravelDocument[];
}

const NOBODY: Holder = { nameHan: null, nameLatin: null, birthDate: null, sex: 'unspecified', nationality: null };
/** A document without an end. */
const NEVER = utcMillis(LATEST_SECONDS * 1_000);
/** Codes of 9303 part 3 section 5 that ISO 3166-1 does not have. */
const NATIONALITIES: ReadonlyMap<string, string> = new Map([['D', 'DEU']]);

/** The code's identifier: 16 bytes of SHA-256 over the signed bytes, since seals have none of their own. */
export function sealCodeId(signedBytes: Uint8Array): string {
  return digest128(signedBytes);
}

export function toSealFacts({ format, issuer, signedBytes, issuedOn, expiresOn, zone, name, documents }: SealContent): Facts {
  const ends = [zone?.expiresOn ?? null, expiresOn].flatMap((day) => (day === null ? [] : [endOf(day) ?? NEVER]));
  return {
    format,
    issuer,
    codeId: sealCodeId(signedBytes),
    issuedAt: beginningOf(issuedOn) ?? utcMillis(0),
    expiresAt: utcMillis(Math.min(...ends, NEVER)),
    colour: null,
    subCode: null,
    holder: zone === null ? { ...NOBODY, nameLatin: name } : toHolder(zone),
    documents: [...(zone === null ? [] : [{ type: zone.kind === 'P' ? 'passport' : 'other', number: zone.number } as const]), ...documents],
    declaration: null,
    tests: [],
    vaccinations: [],
    recoveries: [],
    certificate: null,
  };
}

function toHolder({ name, birthDate, sex, nationality }: Mrz): Holder {
  const stated = NATIONALITIES.get(nationality ?? '') ?? nationality ?? '';
  return { nameHan: null, nameLatin: name, birthDate, sex, nationality: /^[A-Z]{3}$/.test(stated) ? stated : null };
}

/** A document's number as a seal writes it; null for what cannot be one. */
export function toSealDocument(text: string | null, type: DocumentType): TravelDocument | null {
  const number = (text ?? '').trim();
  return DOCUMENT_PATTERNS[type].test(number) ? { type, number } : null;
}
