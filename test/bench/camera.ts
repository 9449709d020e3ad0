/**
 * Benchmark `camera`: how many hard pictures of codes are read, how long a frame of 1280 x 720 takes, and whether anything is ever read that is not
 * there; Portas' reader beside the libraries that someone would pick instead, on the same pictures. Then what a frame takes in a real Chromium
 * before a fake camera, from the video to the code.
 */
import { emptySet, hardSet, otherFormatsSet, type PictureCase, publishedSet } from '../support/pictures/sets.ts';
import { type GrabFigures, measureGrabbing } from './camera/grab.ts';
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
  /** What our reader did not get out of a picture, by what spoils it. */
  readonly missed: { readonly frames: readonly string[]; readonly still: readonly string[] };
}

/** Most that a frame may take in the middle, milliseconds. */
const FRAME_MS = 8;
/** The same in the browser with the grabbing. */
const GRAB_AND_LOOK_MS = 6.5;
const EMPTY_PICTURES = 50;
/** The set in which there is nothing to read. */
const EMPTY = 'no code';
/** Ten seconds of a camera with thirty frames a second. */
const GRABBED_FRAMES = 300;

/** What can be asked for alone. */
export const CAMERA_SETS = ['published', 'qr', 'other', 'empty', 'grab'] as const;
export type CameraSet = (typeof CAMERA_SETS)[number];

/** @param pictures - the most of each set, evenly picked. @param wanted - null for all sets. */
export async function camera(pictures: number, wanted: CameraSet | null): Promise<BenchResult> {
  const { ours, peers } = await openReaders();
  const everybody = [...ours, ...peers];
  const sets: readonly { readonly name: CameraSet; readonly what: string; readonly cases: () => readonly PictureCase[]; readonly readers?: readonly BenchReader[] }[] = [
    { name: 'published', what: 'HC1 quality assurance, ordinary', cases: () => pick(publishedSet(), pictures) },
    { name: 'qr', what: 'QR codes, spoilt', cases: () => pick(hardSet(), pictures) },
    { name: 'other', what: 'Aztec, Data Matrix, PDF417, spoilt', cases: () => pick(otherFormatsSet(), pictures), readers: everybody.filter(({ allFormats }) => allFormats) },
    { name: 'empty', what: EMPTY, cases: () => emptySet(Math.min(EMPTY_PICTURES, pictures)) },
  ];
  const isWanted = (name: CameraSet): boolean => wanted === null || wanted === name;
  const measured = await quietly(async () => {
    const figures: SetFigures[] = [];
    for (const { name, what, cases, readers = everybody } of sets) if (isWanted(name)) figures.push(await measure(what, cases(), readers));
    return figures;
  });
  const [plainView] = publishedSet();
  const grabbed = isWanted('grab') && plainView !== undefined ? await measureGrabbing(plainView.draw(), GRABBED_FRAMES) : null;
  const targets = [...targetsOf(measured, peers.map(({ name }) => name)), ...grabTargets(grabbed)];
  return { figures: { name: 'camera', machine: MACHINE, targets, sets: measured, grabbed }, table: toTable(measured, grabbed, isWanted('grab'), targets) };
}

const pick = (cases: readonly PictureCase[], most: number): readonly PictureCase[] => {
  const step = Math.max(1, Math.ceil(cases.length / most));
  return cases.filter((_, i) => i % step === 0);
};

async function measure(set: string, cases: readonly PictureCase[], readers: readonly BenchReader[]): Promise<SetFigures> {
  const tallies = readers.map((reader) => ({ reader, read: 0, wrong: 0, frameMs: [] as number[] }));
  const missed = { frames: [] as string[], still: [] as string[] };
  for (const one of cases) {
    const { kind, text } = one;
    const picture = one.draw();
    for (const tally of tallies) {
      const { texts, frameMs } = await tally.reader.read(picture);
      tally.frameMs.push(...frameMs);
      const right = text !== null && texts.includes(text);
      if (right) tally.read += 1;
      if (texts.some((found) => found !== text)) tally.wrong += 1;
      if (text !== null && !right && tally.reader.effort !== null) missed[tally.reader.effort].push(kind);
    }
  }
  return { set, pictures: cases.length, readers: tallies.map(({ reader, read, wrong, frameMs }) => ({ reader: reader.name, read, wrong, frameMs: distributionOf(frameMs) })), missed };
}

function targetsOf(sets: readonly SetFigures[], peers: readonly string[]): readonly Target[] {
  const ours = (set: SetFigures, kind: string): ReaderFigures[] => set.readers.filter(({ reader }) => reader.startsWith('Portas') && reader.includes(kind));
  return [
    ...sets.filter(({ set }) => set !== EMPTY).flatMap((set) => {
      const best = Math.max(...set.readers.filter(({ reader }) => peers.includes(reader)).map(({ read }) => read));
      return ours(set, '').filter(({ reader }) => !reader.includes('first')).map(({ reader, read }) => ({ what: `${set.set}: read by ${reader}, against the best library`, value: read, limit: best, unit: 'pictures', atLeast: true }));
    }),
    ...sets.flatMap((set) => ours(set, 'frames').map(({ frameMs }) => ({ what: `${set.set}: median of a frame`, value: frameMs.p50, limit: FRAME_MS, unit: 'ms' }))),
    ...(sets.length === 0 ? [] : [{ what: 'read what is not there', value: sets.flatMap((set) => ours(set, '')).reduce((sum, { wrong }) => sum + wrong, 0), limit: 0, unit: 'pictures' }]),
  ];
}

function grabTargets(grabbed: GrabFigures | null): readonly Target[] {
  return grabbed === null ? [] : [{ what: 'in the browser: grab and look, median of a frame', value: grabbed.bothMs.p50, limit: GRAB_AND_LOOK_MS, unit: 'ms' }];
}

function toTable(sets: readonly SetFigures[], grabbed: GrabFigures | null, grabWanted: boolean, targets: readonly Target[]): string {
  const width = Math.max(...sets.flatMap(({ readers }) => readers.map(({ reader }) => reader.length)), 'grab and look'.length) + 2;
  const cell = (value: string | number): string => String(value).padStart(10);
  return [
    `camera (${MACHINE}), frames of 1280 x 720, times in milliseconds`,
    ...sets.flatMap(({ set, pictures, readers, missed }) => [
      `${set}: ${pictures} pictures`,
      `${''.padEnd(width)}${['read', 'share', 'wrong', 'p50', 'p95', 'max'].map(cell).join('')}`,
      ...readers.map(({ reader, read, wrong, frameMs }) => `  ${reader}`.padEnd(width) + [read, `${((100 * read) / pictures).toFixed(1)} %`, wrong, frameMs.p50.toFixed(1), frameMs.p95.toFixed(1), frameMs.max.toFixed(1)].map(cell).join('')),
      ...Object.entries(missed).flatMap(([effort, kinds]) => (kinds.length === 0 ? [] : [`  not read by Portas, ${effort}: ${kinds.join(', ')}`])),
    ]),
    ...(grabbed === null ? (grabWanted ? ['in the browser: not measured, there is no Chromium'] : []) : grabRows(grabbed, width, cell)),
    ...targets.map(({ what, value, limit, unit, atLeast = false }) => `${what}: ${Number(value.toFixed(2))} ${unit} (target ${atLeast ? '>=' : '<='} ${limit}): ${(atLeast ? value >= limit : value <= limit) ? 'met' : 'MISSED'}`),
    '',
  ].join('\n');
}

function grabRows({ frames, read, grabMs, lookMs, bothMs }: GrabFigures, width: number, cell: (value: string | number) => string): readonly string[] {
  const row = (what: string, { p50, p95, max }: Distribution): string => `  ${what}`.padEnd(width) + [p50, p95, max].map((ms) => cell(ms.toFixed(1))).join('');
  return [`in the browser: ${frames} frames of a fake camera, code read in ${read}`, ''.padEnd(width) + ['p50', 'p95', 'max'].map(cell).join(''), row('grab', grabMs), row('look', lookMs), row('grab and look', bothMs)];
}
