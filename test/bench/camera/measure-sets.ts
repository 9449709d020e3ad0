/**
 * Shows pictures to the readers. What is read out of them is counted with all processors at work; what a frame takes is measured afterwards, on some
 * of the pictures, one after the other with nothing beside it. No picture is looked at twice.
 */
import { type Distribution, distributionOf } from '../measure.ts';
import { quietly } from '../quietly.ts';
import { lookAt, type Looked } from './look.ts';
import { lookAtAll } from './look-threads.ts';
import { casesOf, evenly, type PictureSet } from './picture-sets.ts';
import { type BenchReader, openReaders } from './readers.ts';

export interface ReaderFigures {
  readonly reader: string;
  /** Pictures that it was shown. */
  readonly pictures: number;
  /** Pictures whose code was read exactly. */
  readonly read: number;
  /** Pictures of which something else was read. */
  readonly wrong: number;
  /** Of the timed pictures. */
  readonly frameMs: Distribution;
}

export interface SetFigures {
  readonly set: PictureSet;
  readonly pictures: number;
  readonly timed: number;
  readonly readers: readonly ReaderFigures[];
  /** What our reader did not get out of a picture, by what spoils it. */
  readonly missed: { readonly frames: readonly string[]; readonly still: readonly string[] };
}

/** Pictures of a set whose frames are timed. */
const TIMED = 24;
/** Of those without a code fewer: the libraries and a still picture take seconds each where there is nothing to find. Not a divisor of their number, or all were of one kind. */
const TIMED_EMPTY = 12;

interface Part {
  readonly set: PictureSet;
  readonly readers: readonly BenchReader[];
  /** Places in the set. */
  readonly timed: readonly number[];
  readonly others: readonly number[];
}

/** @param most - pictures of each set. */
export async function measureSets(sets: readonly PictureSet[], most: number): Promise<readonly SetFigures[]> {
  const { ours, peers } = await openReaders();
  const parts = sets.map((set) => partOf(set, most, [...ours, ...peers]));
  // Of the pictures without a code the libraries see the timed ones alone.
  const requests = parts.flatMap(({ set, readers, others }) =>
    others.map((index) => ({ set, index, readers: (set === 'empty' ? ours : readers).map(({ name }) => name) })),
  );
  const counted = await lookAtAll(requests);
  const figures: SetFigures[] = [];
  for (const { set, readers, timed, others } of parts) {
    const alone: { index: number; looked: readonly Looked[] }[] = [];
    for (const index of timed) alone.push({ index, looked: await quietly(() => lookAt(caseAt(set, index), readers)) });
    const all = [...alone, ...counted.flatMap(({ request, looked }) => (request.set === set ? [{ index: request.index, looked }] : []))].sort((a, b) => a.index - b.index);
    figures.push({
      set,
      pictures: timed.length + others.length,
      timed: timed.length,
      readers: readers.map(({ name }) => figuresOf(name, all, alone)),
      missed: { frames: missedBy('frames', set, readers, all), still: missedBy('still', set, readers, all) },
    });
  }
  return figures;
}

function partOf(set: PictureSet, most: number, everybody: readonly BenchReader[]): Part {
  const indexes = evenly([...casesOf(set).keys()], most);
  const timed = new Set(evenly(indexes, set === 'empty' ? TIMED_EMPTY : TIMED));
  return { set, readers: everybody.filter(({ allFormats }) => set !== 'other' || allFormats), timed: [...timed], others: indexes.filter((index) => !timed.has(index)) };
}

type Row = { readonly index: number; readonly looked: readonly Looked[] };

function figuresOf(reader: string, all: readonly Row[], timed: readonly Row[]): ReaderFigures {
  const its = (rows: readonly Row[]): readonly Looked[] => rows.flatMap(({ looked }) => looked.filter((one) => one.reader === reader));
  const looked = its(all);
  return {
    reader,
    pictures: looked.length,
    read: looked.filter(({ read }) => read).length,
    wrong: looked.filter(({ wrong }) => wrong).length,
    frameMs: distributionOf(its(timed).flatMap(({ frameMs }) => frameMs)),
  };
}

function missedBy(effort: 'frames' | 'still', set: PictureSet, readers: readonly BenchReader[], rows: readonly Row[]): readonly string[] {
  const names = readers.filter((reader) => reader.effort === effort).map(({ name }) => name);
  return rows.flatMap(({ index, looked }) => {
    const { kind, text } = caseAt(set, index);
    return text === null ? [] : looked.filter(({ reader, read }) => names.includes(reader) && !read).map(() => kind);
  });
}

function caseAt(set: PictureSet, index: number): ReturnType<typeof casesOf>[number] {
  const one = casesOf(set)[index];
  if (one === undefined) throw new RangeError(`${set}: no picture ${index}`);
  return one;
}
