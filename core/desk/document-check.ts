/**
 * Is the document in the traveller's hand that of the code? Compares what both say: name, birth date, number. A zone is not signed: it is good evidence
 * against a code that is somebody else's, and none against a forged document (docs/THREATS.md). Pure. Layer: desk.
 */
import type { TypedMrz } from '../codes/typed-mrz.ts';
import type { Known } from '../convert/offer.ts';
import { parsePermit } from '../convert/permit.ts';
import { compact } from '../convert/text.ts';
import type { Comparison, DocumentField, DocumentOutcome } from '../model/document-check.ts';
import type { DocumentType, Facts } from '../model/facts.ts';
import type { Verdict } from '../model/verdict.ts';
import { roadReason, withReason } from '../rules/verdict.ts';
import { compareNames } from './compare-names.ts';

export interface ComparedField {
  readonly field: DocumentField;
  readonly result: Comparison;
  /** What each says, for the officer's eye; null where it says nothing. */
  readonly fromCode: string | null;
  readonly fromDocument: string | null;
}

export interface DocumentComparison {
  readonly outcome: DocumentOutcome;
  readonly fields: readonly ComparedField[];
  /** `YYYY-MM-DD`; null for a document without an end. */
  readonly expiresOn: string | null;
  readonly expired: boolean;
  /** What it says of the details of a conversion; null unless it is the traveller's. */
  readonly details: Known | null;
}

/** @param today - `YYYY-MM-DD` in Macau: a document is good to the end of its last day. */
export function compareDocument(facts: Facts, document: TypedMrz, today: string): DocumentComparison {
  const type = typeOf(document);
  const birthDate = compareBirthDates(facts.holder.birthDate, document.birthDate);
  const number = compareNumbers(facts.documents, document.number, type);
  const fields: readonly ComparedField[] = [
    { field: 'name', result: compareHolder(facts, document, type), fromCode: facts.holder.nameLatin ?? facts.holder.nameHan, fromDocument: document.name },
    { field: 'birth-date', result: birthDate, fromCode: facts.holder.birthDate, fromDocument: document.birthDate },
    { field: 'number', result: number, fromCode: numbersLike(facts.documents, type), fromDocument: document.number },
  ];
  const outcome = outcomeOf(fields);
  const details = { permitNumber: type === 'mainland-permit' ? (parsePermit(document.number)?.number ?? null) : null, birthDate: document.birthDate };
  return { outcome, fields, expiresOn: document.expiresOn, expired: document.expiresOn !== null && document.expiresOn < today, details: outcome === 'same' ? details : null };
}

/** The verdict on a code together with what the document in hand says: nothing that it says makes a verdict better. */
export function withDocument(verdict: Verdict, { outcome, expired }: Pick<DocumentComparison, 'outcome' | 'expired'>): Verdict {
  const differing = outcome === 'differs' ? withReason(verdict, roadReason('document-differs')) : verdict;
  return expired ? withReason(differing, roadReason('document-expired')) : differing;
}

/**
 * Which of the documents that codes name a zone belongs to; null where that is not published. Passports: part 4 clause 4.2.2. The mainland travel permit
 * has three lines of 30, begins with C and is China's (GA/T 704.14-2015 clause 3); of the Macau identity card no layout is published.
 */
function typeOf({ layout, kind, issuer, number }: TypedMrz): DocumentType | null {
  if (layout === 'TD3' && kind === 'P') return 'passport';
  return layout === 'TD1' && kind === 'C' && issuer === 'CHN' && parsePermit(number) !== null ? 'mainland-permit' : null;
}

function compareHolder({ holder, certificate }: Facts, document: TypedMrz, type: DocumentType | null): Comparison {
  const names = [holder.nameLatin, standardisedName(certificate)].flatMap((name) => (name === null ? [] : [compareNames(name, document)]));
  const best = (['equal', 'tolerable', 'not-comparable'] as const).find((result) => names.includes(result));
  // A permit has a Latin name of its own spelling, which need not be that of Macau: CHAN TAI MAN and CHEN DAWEN are one person.
  return best ?? (names.length === 0 || type === 'mainland-permit' ? 'not-comparable' : 'differs');
}

/** The name of an EU certificate as its own standard writes it for zones; null for other codes. */
function standardisedName(certificate: Facts['certificate']): string | null {
  const name: unknown = certificate?.content.nam;
  if (typeof name !== 'object' || name === null) return null;
  const parts = ['fnt', 'gnt'].map((key): unknown => (name as Readonly<Record<string, unknown>>)[key]).filter((part) => typeof part === 'string');
  return parts.length === 0 ? null : parts.join(' ');
}

/** By what both say: year, month, day. A zone has two digits of the year, so a century more or less cannot be told. */
function compareBirthDates(code: string | null, document: string | null): Comparison {
  if (code === null || document === null) return 'not-comparable';
  if (code === document) return 'equal';
  const [ours, theirs] = [code.slice(2), document.slice(2)];
  return ours.startsWith(theirs) || theirs.startsWith(ours) ? 'tolerable' : 'differs';
}

/** The number of any document that the code names is proof; another number is one only where the code names a document of the same type. */
function compareNumbers(documents: Facts['documents'], number: string, type: DocumentType | null): Comparison {
  const plain = (text: string): string => parsePermit(text)?.number ?? compact(text);
  if (documents.some((each) => plain(each.number) === plain(number))) return 'equal';
  return type !== null && documents.some((each) => each.type === type) ? 'differs' : 'not-comparable';
}

/** Numbers of the code's documents of a type; all of them where it names none of it. */
function numbersLike(documents: Facts['documents'], type: DocumentType | null): string | null {
  const same = documents.filter((each) => each.type === type);
  return (same.length === 0 ? documents : same).map(({ number }) => number).join(' · ') || null;
}

function outcomeOf(fields: readonly ComparedField[]): DocumentOutcome {
  const agrees = (wanted: DocumentField): boolean => fields.some(({ field, result }) => field === wanted && (result === 'equal' || result === 'tolerable'));
  if (fields.some(({ result }) => result === 'differs')) return 'differs';
  return agrees('birth-date') && (agrees('name') || agrees('number')) ? 'same' : 'cannot-tell';
}
