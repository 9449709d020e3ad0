/** The sets of pictures that benchmark `camera` looks at, by name: what draws them is in test/support/pictures. */
import { emptySet, hardSet, otherFormatsSet, type PictureCase, publishedSet } from '../../support/pictures/sets.ts';

export const PICTURE_SETS = ['published', 'qr', 'other', 'empty'] as const;
export type PictureSet = (typeof PICTURE_SETS)[number];

const EMPTY_PICTURES = 50;

export const TITLES: Readonly<Record<PictureSet, string>> = {
  published: 'HC1 quality assurance, ordinary',
  qr: 'QR codes, spoilt',
  other: 'Aztec, Data Matrix, PDF417, spoilt',
  empty: 'no code',
};

const DRAW: Readonly<Record<PictureSet, () => readonly PictureCase[]>> = { published: publishedSet, qr: hardSet, other: otherFormatsSet, empty: () => emptySet(EMPTY_PICTURES) };
const drawn = new Map<PictureSet, readonly PictureCase[]>();

/** The same in every thread: a picture is known by its set and its place in it. */
export function casesOf(set: PictureSet): readonly PictureCase[] {
  const cases = drawn.get(set) ?? DRAW[set]();
  drawn.set(set, cases);
  return cases;
}

/** So many of them at most, from all parts of the list: in steps that are no whole number, or every one might be of the same kind. */
export function evenly<Item>(items: readonly Item[], most: number): readonly Item[] {
  return items.length <= most ? items : items.filter((_, i) => Math.floor((i * most) / items.length) !== Math.floor(((i - 1) * most) / items.length));
}
