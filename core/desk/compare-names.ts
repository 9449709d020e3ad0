/**
 * Whether the name of a code and that of a document can be one person's: by letters, never by sound. Spelling, order and parts that one of the two leaves
 * out are borne; a name of other letters differs. Pure. Layer: desk. ICAO 9303 part 3 clause 4.6 (cut names) and section 6 (letters).
 */
import { toZoneName } from '../codes/mrz-letters.ts';
import type { Mrz } from '../codes/mrz.ts';
import type { Comparison } from '../model/document-check.ts';
import { isPinyin, isPinyinSyllable } from './pinyin.ts';

/** The shortest name field of a zone: a name of a code that is as long may have been cut like one, since seals carry zones. */
const SHORTEST_FIELD = 30;
/** No person of a border has more parts to a name, or more letters; more is a code made to be slow. */
const MAX_PARTS = 24;
const MAX_LETTERS = 256;
/** Portuguese particles, which documents write or leave out. In pinyin DA, DE and E are syllables like others. */
const PARTICLES = ['DE', 'DA', 'DO', 'DAS', 'DOS', 'E'];

type Parts = readonly string[];
type Document = Pick<Mrz, 'name' | 'primary' | 'nameMayBeCut'>;

/**
 * @param name - as the code has it, family name first or last.
 * @returns `not-comparable` for a name in another script.
 */
export function compareNames(name: string, document: Document): Comparison {
  // Issuers write a marked letter by its two letters or by the bare one.
  const writings = [name, name.normalize('NFD').replaceAll(/\p{M}/gu, '')].map(toZoneName).filter((written) => written !== null);
  if (writings.length === 0) return 'not-comparable';
  if (writings[0] === document.name) return 'equal';
  const results = [...new Set(writings)].flatMap((written) => [compareWritten(written, document, true), compareWritten(written, document, false)]);
  return (['tolerable', 'not-comparable'] as const).find((result) => results.includes(result)) ?? 'differs';
}

function compareWritten(written: string, document: Document, withParticles: boolean): Comparison {
  const [asWritten, ofDocument] = [partsOf(written), partsOf(document.name)];
  const counted = (parts: Parts, name: Parts): Parts => (withParticles ? parts : withoutParticles(parts, name));
  const code = counted(asWritten, asWritten);
  const family = counted(partsOf(document.primary), ofDocument);
  const given = counted(partsOf(document.name.slice(document.primary.length)), ofDocument);
  if (written.length > MAX_LETTERS || code.length + family.length + given.length > MAX_PARTS) return 'not-comparable';
  if (isDividedAlike(code, family, given) || isDividedAlike(code, given, family)) return 'tolerable';
  const parts = compareParts(code, [...family, ...given], [family, given]);
  if (parts !== 'differs') return parts;
  const mayBeCut = { code: written.length >= SHORTEST_FIELD, document: document.nameMayBeCut };
  const readings: readonly Parts[] = [[...family, ...given], [...given, ...family]];
  return readings.some((reading) => isCutOf(reading, code, mayBeCut.document) || isCutOf(code, reading, mayBeCut.code)) ? 'tolerable' : 'differs';
}

const partsOf = (text: string): Parts => text.split(' ').filter((part) => part !== '');

/** @param name - the whole that the parts are of. A particle stands before a name: the last part is none. CHEN DA WEN and CHEN DE WEN are two persons; JOSE DE SA is not written in syllables. */
function withoutParticles(parts: Parts, name: Parts): Parts {
  return name.every(isPinyinSyllable) ? parts : parts.filter((part, index) => index === parts.length - 1 || !PARTICLES.includes(part));
}

/** Whether two parts are one word, by the spellings of its letters. In pinyin an E is a letter of its own: XU and XUE, JIAN and JIAEN are different names. */
function isAlike(one: string, other: string): boolean {
  if (one === other) return true;
  const toSpelling = isPinyin(one) && isPinyin(other) ? withPlainPinyin : withPlainLetters;
  return toSpelling(one) === toSpelling(other);
}

/** The U of pinyin behind L and N, which Chinese passports write YU and others V or UE. Å at the beginning is no pinyin, though ÅSE can be read as it. */
const withPlainPinyin = (part: string): string => part.replace(/^AA/, 'A').replaceAll(/(?<=[LN])(?:YU|V)/g, 'U').replaceAll(/(?<=[LN])UE(?![NR])/g, 'U');

/**
 * One spelling for all: A, O, U for Ä or Å, Ö or Ø, Ü and the like, however they were written (section 6: AE or A, OE or O, UE, UXX or U, AA or A, N or NXX;
 * SS or S), and the U of pinyin.
 */
const withPlainLetters = (part: string): string =>
  part
    .replaceAll(/(?<=[NU])XX/g, '')
    .replaceAll(/(?<=[LN])(?:YU|V(?=E?$|[^AEIOU]))/g, 'U')
    .replaceAll(/A[AE]+/g, 'A')
    .replaceAll(/OE+/g, 'O')
    .replaceAll(/UE+/g, 'U')
    .replaceAll('SS', 'S');

/**
 * Whether all parts are those of the two halves of a document's name, wherever each half is divided; the place between the halves may not move: WANG AN and
 * WAN GAN are two persons. A code that writes all as one part says nothing of that place.
 */
function isDividedAlike(code: Parts, first: Parts, second: Parts): boolean {
  if (code.length === 1) return isAlike(code.join(''), [...first, ...second].join(''));
  return code.some((_, index) => isAlike(code.slice(0, index + 1).join(''), first.join('')) && isAlike(code.slice(index + 1).join(''), second.join('')));
}

/** Same parts in any order; or one has all parts of the other and more: a family name and a given name shared are enough, one of them alone says nothing. */
function compareParts(code: Parts, document: Parts, [family, given]: readonly [Parts, Parts]): Comparison {
  const [ours, theirs] = [join(code, document), join(document, code)];
  const [fewer, more] = ours.length <= theirs.length ? [ours, theirs] : [theirs, ours];
  const left = [...more];
  for (const part of fewer) {
    const found = left.findIndex((each) => isAlike(each, part));
    if (found === -1) return 'differs';
    left.splice(found, 1);
  }
  const shares = (parts: Parts): boolean => join(parts, fewer).some((part) => fewer.some((each) => isAlike(each, part)));
  return left.length === 0 || (fewer.length > 1 && given.length > 0 && shares(family) && shares(given)) ? 'tolerable' : 'not-comparable';
}

/** Parts that the other side writes as one: LAI WA and LAIWA. */
function join(parts: Parts, other: Parts): Parts {
  for (let from = 0; from < parts.length - 1; from++) {
    for (let to = from + 2; to <= parts.length; to++) {
      const joined = parts.slice(from, to).join('');
      if (other.some((each) => isAlike(each, joined))) return [...parts.slice(0, from), joined, ...join(parts.slice(to), other)];
    }
  }
  return parts;
}

/**
 * Whether a name that reaches the end of its field is a cut form of another: every part begins one of the other's, in its order, an initial too, and
 * the first is whole. So long a name cannot be another person's by chance.
 */
function isCutOf(cut: Parts, whole: Parts, mayBeCut: boolean): boolean {
  if (!mayBeCut || cut.length < 2) return false;
  let at = 0;
  for (const [index, part] of cut.entries()) {
    const found = whole.findIndex((each, place) => place >= at && (index === 0 ? isAlike(each, part) : withPlainLetters(each).startsWith(withPlainLetters(part))));
    if (found === -1) return false;
    at = found + 1;
  }
  return true;
}
