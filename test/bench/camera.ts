/**
 * Benchmark `camera`: how many hard pictures of codes are read, how long a frame of 1280 x 720 takes, and whether anything is ever read that is not
 * there; Portas' reader beside the libraries that someone would pick instead, on the same pictures. Then what a frame takes in a real Chromium
 * before a fake camera, from the video to the code.
 */
import { loadavg } from 'node:os';
import { type GrabFigures, measureGrabbing } from './camera/grab.ts';
import { measureSets, type ReaderFigures, type SetFigures } from './camera/measure-sets.ts';
import { casesOf, PICTURE_SETS, TITLES } from './camera/picture-sets.ts';
import { QR_ALONE } from './camera/readers.ts';
import type { Distribution } from './measure.ts';
import { type BenchResult, MACHINE, type Target } from './result.ts';

/** Most that a frame may take, milliseconds: in the middle, and nearly always. */
const FRAME_MS = 8;
const FRAME_P95_MS = 16;
/** The middle in the browser, with the grabbing. */
const GRAB_AND_LOOK_MS = 6.5;
/** Ten seconds of a camera with thirty frames a second. */
const GRABBED_FRAMES = 300;

/** What can be asked for alone. */
export const CAMERA_SETS = [...PICTURE_SETS, 'grab'] as const;
export type CameraSet = (typeof CAMERA_SETS)[number];

/** @param pictures - the most of each set, evenly picked. @param wanted - null for all sets. */
export async function camera(pictures: number, wanted: CameraSet | null): Promise<BenchResult> {
  const loadBefore = loadavg()[0] ?? Number.NaN;
  const measured = await measureSets(PICTURE_SETS.filter((set) => wanted === null || wanted === set), pictures);
  const grabWanted = wanted === null || wanted === 'grab';
  const [plainView] = casesOf('published');
  const grabbed = grabWanted && plainView !== undefined ? await measureGrabbing(plainView.draw(), GRABBED_FRAMES) : null;
  const targets = [...targetsOf(measured), ...grabTargets(grabbed)];
  return {
    figures: { name: 'camera', machine: MACHINE, loadBefore, targets, sets: measured, grabbed },
    table: toTable(measured, grabbed, [
      `camera (${MACHINE}, load before it ${loadBefore.toFixed(1)}), frames of 1280 x 720, times in milliseconds`,
      ...(grabWanted && grabbed === null ? ['in the browser: not measured, there is no Chromium'] : []),
    ], targets),
  };
}

const isOurs = ({ reader }: ReaderFigures): boolean => reader.startsWith('Portas');
const framesOf = ({ readers }: SetFigures): readonly ReaderFigures[] => readers.filter(({ reader }) => reader.startsWith('Portas') && reader.includes('frames'));

function targetsOf(sets: readonly SetFigures[]): readonly Target[] {
  return [
    ...sets.filter(({ set }) => set !== 'empty').flatMap(({ set, readers }) => {
      const best = Math.max(...readers.filter((reader) => !isOurs(reader)).map(({ read }) => read));
      return readers
        .filter((one) => isOurs(one) && !one.reader.includes('first'))
        .map(({ reader, read }) => ({ what: `${TITLES[set]}: read by ${reader}, against the best library`, value: read, limit: best, unit: 'pictures', atLeast: true }));
    }),
    ...sets.flatMap((set) => framesOf(set).flatMap(({ frameMs: { p50, p95 } }) => [
      { what: `${TITLES[set.set]}: median of a frame`, value: p50, limit: FRAME_MS, unit: 'ms' },
      { what: `${TITLES[set.set]}: p95 of a frame`, value: p95, limit: FRAME_P95_MS, unit: 'ms' },
    ])),
    ...(sets.length === 0 ? [] : [{ what: 'read what is not there', value: sets.flatMap(({ readers }) => readers.filter(isOurs)).reduce((sum, { wrong }) => sum + wrong, 0), limit: 0, unit: 'pictures' }]),
  ];
}

function grabTargets(grabbed: GrabFigures | null): readonly Target[] {
  return grabbed === null ? [] : [{ what: 'in the browser: grab and look, median of a frame', value: grabbed.bothMs.p50, limit: GRAB_AND_LOOK_MS, unit: 'ms' }];
}

function toTable(sets: readonly SetFigures[], grabbed: GrabFigures | null, head: readonly string[], targets: readonly Target[]): string {
  const width = Math.max(...sets.flatMap(({ readers }) => readers.map(({ reader }) => reader.length)), 'grab and look'.length) + 4;
  return [
    ...head,
    ...sets.flatMap((set) => setRows(set, width)),
    ...(grabbed === null ? [] : grabRows(grabbed, width)),
    ...targets.map(({ what, value, limit, unit, atLeast = false }) => `${what}: ${Number(value.toFixed(2))} ${unit} (target ${atLeast ? '>=' : '<='} ${limit}): ${(atLeast ? value >= limit : value <= limit) ? 'met' : 'MISSED'}`),
    '',
  ].join('\n');
}

const cell = (value: string | number): string => String(value).padStart(10);
const times = ({ p50, p95, max }: Distribution): string => [p50, p95, max].map((ms) => cell(ms.toFixed(1))).join('');

function setRows(figures: SetFigures, width: number): readonly string[] {
  const { set, pictures, timed, readers, missed } = figures;
  const alone = readers.find(({ reader }) => reader === QR_ALONE);
  return [
    `${TITLES[set]}: ${pictures} pictures, the times of ${timed} of them`,
    `${''.padEnd(width)}${['pictures', 'read', 'share', 'wrong', 'p50', 'p95', 'max'].map(cell).join('')}`,
    ...readers.map(({ reader, pictures: shown, read, wrong, frameMs }) => `  ${reader}`.padEnd(width) + [shown, read, `${((100 * read) / shown).toFixed(1)} %`, wrong].map(cell).join('') + times(frameMs)),
    ...(alone === undefined ? [] : framesOf(figures).map(({ frameMs }) => `  a frame of ours against ${QR_ALONE}: ${(frameMs.p50 / alone.frameMs.p50).toFixed(2)} in the middle, ${(frameMs.p95 / alone.frameMs.p95).toFixed(2)} at p95`)),
    ...Object.entries(missed).flatMap(([effort, kinds]) => (kinds.length === 0 ? [] : [`  not read by Portas, ${effort}: ${kinds.join(', ')}`])),
  ];
}

function grabRows({ frames, read, grabMs, lookMs, bothMs }: GrabFigures, width: number): readonly string[] {
  const row = (what: string, ms: Distribution): string => `  ${what}`.padEnd(width) + times(ms);
  return [`in the browser: ${frames} frames of a fake camera, code read in ${read}`, ''.padEnd(width) + ['p50', 'p95', 'max'].map(cell).join(''), row('grab', grabMs), row('look', lookMs), row('grab and look', bothMs)];
}
