/**
 * Whether the name of a code and that of a document can be one person's: by letters, never by sound. Spelling, order and parts that one of the two leaves
 * out are borne; a name of other letters differs. Pure. Layer: desk. ICAO 9303 part 3 clause 4.6 (cut names) and section 6 (letters).
 */
import { toZoneName } from '../codes/mrz-letters.ts';
import type { Mrz } from '../codes/mrz.ts';
import type { Comparison } from '../model/document-check.ts';

/** The shortest name field of a zone: a name of a code that is as long may have been cut like one, since seals carry zones. */
const SHORTEST_FIELD = 30;
/** No person of a border has more parts to a name; more is a code made to be slow. */
const MAX_PARTS = 24;
/** Portuguese particles, which documents write or leave out. */
const PARTICLES = ['DE', 'DA', 'DO', 'DAS', 'DOS', 'E'];

type Parts = readonly string[];

/**
 * @param name - as the code has it, family name first or last.
 * @returns `not-comparable` for a name in another script.
 */
export function compareNames(name: string, document: Pick<Mrz, 'name' | 'primary' | 'nameMayBeCut'>): Comparison {
  const written = toZoneName(name);
  if (written === null) return 'not-comparable';
  if (written === document.name) return 'equal';
  const [code, family, given] = [partsOf(written), partsOf(document.primary), partsOf(document.name.slice(document.primary.length))];
  if (code.length + family.length + given.length > MAX_PARTS) return 'not-comparable';
  const mayBeCut = { code: written.length >= SHORTEST_FIELD, document: document.nameMayBeCut };
  const readings: readonly Parts[] = [[...family, ...given], [...given, ...family]];
  if (readings.some((reading) => reading.join('') === code.join(''))) return 'tolerable';
  const parts = compareParts(code, [...family, ...given], [family, given]);
  if (parts !== 'differs') return parts;
  return readings.some((reading) => isCutOf(reading, code, mayBeCut.document) || isCutOf(code, reading, mayBeCut.code)) ? 'tolerable' : 'differs';
}

/** The parts that count, each in the one spelling that all spellings of it come to. */
function partsOf(name: string): Parts {
  const parts = name.split(' ').filter((part) => part !== '');
  const without = parts.filter((part) => !PARTICLES.includes(part));
  return (without.length === 0 ? parts : without).map(toSpelling);
}

/**
 * One spelling for all: A, O, U for Ä or Å, Ö or Ø, Ü and the like, however they were written (section 6: AE or A, OE or O, UE, UXX or U, AA or A, N or NXX;
 * SS or S), and the U of pinyin, which Chinese passports write YU and others V or UE.
 */
const toSpelling = (part: string): string =>
  part
    .replaceAll('XX', '')
    .replaceAll(/(?<=[LN])(?:YU|V(?=E?$|[^AEIOU]))/g, 'U')
    .replaceAll(/A[AE]+/g, 'A')
    .replaceAll(/OE+/g, 'O')
    .replaceAll(/UE+/g, 'U')
    .replaceAll('SS', 'S');

/** Same parts in any order; or one has all parts of the other and more: a family name and a given name shared are enough, one of them alone says nothing. */
function compareParts(code: Parts, document: Parts, [family, given]: readonly [Parts, Parts]): Comparison {
  const [ours, theirs] = [join(code, document), join(document, code)];
  const [fewer, more] = ours.length <= theirs.length ? [ours, theirs] : [theirs, ours];
  const left = [...more];
  for (const part of fewer) {
    const found = left.indexOf(part);
    if (found === -1) return 'differs';
    left.splice(found, 1);
  }
  const shares = (parts: Parts): boolean => join(parts, fewer).some((part) => fewer.includes(part));
  return left.length === 0 || (fewer.length > 1 && given.length > 0 && shares(family) && shares(given)) ? 'tolerable' : 'not-comparable';
}

/** Parts that the other side writes as one: LAI WA and LAIWA. */
function join(parts: Parts, other: Parts): Parts {
  for (let from = 0; from < parts.length - 1; from++) {
    for (let to = from + 2; to <= parts.length; to++) {
      const joined = parts.slice(from, to).join('');
      if (other.includes(joined)) return [...parts.slice(0, from), joined, ...join(parts.slice(to), other)];
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
    const found = whole.findIndex((each, place) => place >= at && (index === 0 ? each === part : each.startsWith(part)));
    if (found === -1) return false;
    at = found + 1;
  }
  return true;
}
