/**
 * Benchmark `camera`: how many hard pictures of codes are read, how long a frame of 1280 x 720 takes, and whether anything is ever read that is not
 * there; Portas' reader beside the libraries that someone would pick instead, on the same pictures.
 */
import { emptySet, hardSet, otherFormatsSet, type PictureCase, publishedSet } from '../support/pictures/sets.ts';
import { type BenchReader, openReaders } from './camera/readers.ts';
import { type Distribution, distributionOf } from './measure.ts';
import { quietly } from './quietly.ts';
import { type BenchResult, MACHINE, type Target } from './result.ts';

interface ReaderFigures {
  readonly reader: string;
  /** Pictures whose code was read exactly. */
  readonly read: number;
  /** Pictures of which something else was read. */
  readonly wrong: number;
  readonly frameMs: Distribution;
}
interface SetFigures {
  readonly set: string;
  readonly pictures: number;
  readonly readers: readonly ReaderFigures[];
  /** What our reader did not get out of a still picture, by what spoils it. */
  readonly missed: readonly string[];
}

/** Most that a frame may take in the middle, milliseconds. */
const FRAME_MS = 8;
const EMPTY_PICTURES = 50;

/** @param pictures - the most of each set, evenly picked. */
export async function camera(pictures: number): Promise<BenchResult> {
  const { ours, peers } = await openReaders();
  const everybody = [...ours, ...peers];
  const sets = await quietly(async () => [
    await measure('HC1 quality assurance, ordinary', pick(publishedSet(), pictures), everybody),
    await measure('QR codes, spoilt', pick(hardSet(), pictures), everybody),
    await measure('Aztec, Data Matrix, PDF417, spoilt', pick(otherFormatsSet(), pictures), everybody.filter(({ allFormats }) => allFormats)),
    await measure('no code', emptySet(Math.min(EMPTY_PICTURES, pictures)), everybody),
  ]);
  const targets = targetsOf(sets, peers.map(({ name }) => name));
  return { figures: { name: 'camera', machine: MACHINE, targets, sets }, table: toTable(sets, targets) };
}

const pick = (cases: readonly PictureCase[], most: number): readonly PictureCase[] => {
  const step = Math.max(1, Math.ceil(cases.length / most));
  return cases.filter((_, i) => i % step === 0);
};

async function measure(set: string, cases: readonly PictureCase[], readers: readonly BenchReader[]): Promise<SetFigures> {
  const tallies = readers.map((reader) => ({ reader, read: 0, wrong: 0, frameMs: [] as number[] }));
  const missed: string[] = [];
  for (const one of cases) {
    const { kind, text } = one;
    const picture = one.draw();
    for (const tally of tallies) {
      const { texts, frameMs } = await tally.reader.read(picture);
      tally.frameMs.push(...frameMs);
      const right = text !== null && texts.includes(text);
      if (right) tally.read += 1;
      if (texts.some((found) => found !== text)) tally.wrong += 1;
      if (tally.reader.name === 'Portas, still' && text !== null && !right) missed.push(kind);
    }
  }
  return { set, pictures: cases.length, readers: tallies.map(({ reader, read, wrong, frameMs }) => ({ reader: reader.name, read, wrong, frameMs: distributionOf(frameMs) })), missed };
}

function targetsOf(sets: readonly SetFigures[], peers: readonly string[]): readonly Target[] {
  const ours = (set: SetFigures, kind: string): ReaderFigures[] => set.readers.filter(({ reader }) => reader.startsWith('Portas') && reader.includes(kind));
  return [
    ...sets.slice(0, -1).flatMap((set) => {
      const best = Math.max(...set.readers.filter(({ reader }) => peers.includes(reader)).map(({ read }) => read));
      return ours(set, '').filter(({ reader }) => !reader.includes('first')).map(({ reader, read }) => ({ what: `${set.set}: read by ${reader}, against the best library`, value: read, limit: best, unit: 'pictures', atLeast: true }));
    }),
    ...sets.flatMap((set) => ours(set, 'frames').map(({ frameMs }) => ({ what: `${set.set}: median of a frame`, value: frameMs.p50, limit: FRAME_MS, unit: 'ms' }))),
    { what: 'read what is not there', value: sets.flatMap((set) => ours(set, '')).reduce((sum, { wrong }) => sum + wrong, 0), limit: 0, unit: 'pictures' },
  ];
}

function toTable(sets: readonly SetFigures[], targets: readonly Target[]): string {
  const width = Math.max(...sets.flatMap(({ readers }) => readers.map(({ reader }) => reader.length))) + 2;
  const cell = (value: string | number): string => String(value).padStart(10);
  return [
    `camera (${MACHINE}), frames of 1280 x 720, times in milliseconds`,
    ...sets.flatMap(({ set, pictures, readers, missed }) => [
      `${set}: ${pictures} pictures`,
      `${''.padEnd(width)}${['read', 'share', 'wrong', 'p50', 'p95', 'max'].map(cell).join('')}`,
      ...readers.map(({ reader, read, wrong, frameMs }) => `  ${reader}`.padEnd(width) + [read, `${((100 * read) / pictures).toFixed(1)} %`, wrong, frameMs.p50.toFixed(1), frameMs.p95.toFixed(1), frameMs.max.toFixed(1)].map(cell).join('')),
      ...(missed.length === 0 ? [] : [`  not read by Portas, still: ${missed.join(', ')}`]),
    ]),
    ...targets.map(({ what, value, limit, unit, atLeast = false }) => `${what}: ${Number(value.toFixed(2))} ${unit} (target ${atLeast ? '>=' : '<='} ${limit}): ${(atLeast ? value >= limit : value <= limit) ? 'met' : 'MISSED'}`),
    '',
  ].join('\n');
}
