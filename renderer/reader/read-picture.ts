/**
 * Reads the codes of a picture: which decoder looks at what, in which order, for how long.
 * Layer: renderer/reader; runs in the window's worker, and in Node for tests and measurements.
 */
import { CODE_FORMATS, type CodeFormat, type FoundCode } from './found-code.ts';
import { isSound, type Luma } from './luma.ts';
import { deblur, sharpen, smooth } from './retouch.ts';
import { enlarged, halved, middle, retouched, straightened, turnedBack, type View, whole } from './view.ts';
import { decodePdf417, decodeQr } from './zxing-library.ts';
import type { Look, Zxing } from './zxing.ts';

/** `frame`: one of many of a camera, a few milliseconds; `still`: a file or a frozen picture, all that is known, up to seconds. */
export type Effort = 'frame' | 'still';

export interface PictureReader {
  /** The codes of a picture; none when it is not a sound one. Frames are taken as one after the other of the same camera. */
  read(picture: Luma, effort: Effort): readonly FoundCode[];
}

const QR: Look = { formats: ['qr'], threshold: 'local', thorough: true, inverted: false, reduced: true };
const ANY: Look = { ...QR, formats: CODE_FORMATS, inverted: true };
/** Without the smaller copy: for parts of a picture, which are small already. */
const inPart = (...formats: readonly CodeFormat[]): Look => ({ ...QR, formats, reduced: false });

const shorterSide = ({ width, height }: Luma): number => Math.min(width, height);

/** The square that a camera's guide encloses, and of it the part that the dearest retouches look at. */
const CENTRE_SHARE = 0.8;
const guided = (picture: Luma): View => middle(picture, 1);
const centre = (picture: Luma): View => middle(picture, CENTRE_SHARE);

/** Of a sheet laid flat the same square, and a band across it: a PDF417 lies along its sheet. */
const BAND_SHARE = 2 / 3;
const flat = (picture: Luma): View => straightened(whole(picture), { width: shorterSide(picture), height: shorterSide(picture) });
const flatBand = (picture: Luma): View => straightened(whole(picture), { width: picture.width, height: Math.ceil(shorterSide(picture) * BAND_SHARE) });

const crisp = (picture: Luma): Luma => sharpen(picture, 4, 2);
const crispLarge = (picture: Luma): Luma => sharpen(picture, 6, 4);
const crispGrainless = (picture: Luma): Luma => sharpen(smooth(picture), 2, 6);

/** One way to look at a frame. */
type Way = (zxing: Zxing, picture: Luma) => readonly FoundCode[];

/** What nearly every frame with a code is read by. */
const plain: Way = (zxing, picture) => zxing.decode(picture, QR);

/**
 * What the frames between are looked at by, in turns: the rarer formats, and retouches for what the plain look cannot read.
 * Each is cut so that its frame costs no more than some ten milliseconds (docs/CAMERA.md), also where there is nothing to read,
 * which is what a camera sees most of the day. What is read most comes first.
 */
const TURNS: readonly Way[] = [
  (zxing, picture) => look(zxing, guided(picture), { ...inPart('qr', 'aztec'), inverted: true }),
  (zxing, picture) => look(zxing, retouched(flat(picture), crisp), inPart('qr', 'aztec')),
  (zxing, picture) => look(zxing, retouched(flatBand(picture), smooth), inPart('pdf417')),
  (zxing, picture) => look(zxing, retouched(flat(picture), crisp), inPart('datamatrix')),
  (zxing, picture) => look(zxing, retouched(guided(picture), crisp), inPart('qr', 'aztec')),
  (zxing, picture) => look(zxing, retouched(guided(picture), crispGrainless), inPart('qr', 'datamatrix')),
  (_zxing, picture) => readWith(decodePdf417, flatBand(picture)),
  (zxing, picture) => look(zxing, retouched(enlarged(centre(picture)), crispLarge), inPart('qr')),
  (zxing, picture) => look(zxing, retouched(centre(picture), (part) => deblur(part, 2.5)), inPart('qr')),
  (zxing, picture) => look(zxing, retouched(flat(picture), smooth), inPart('qr')),
  (zxing, picture) => look(zxing, retouched(centre(picture), (part) => deblur(part, 1.5)), inPart('qr', 'aztec')),
  (_zxing, picture) => readWith(decodeQr, guided(picture)),
];
/** Plain looks before the next turn: while they read something, most of what is shown needs no more. */
const PLAIN_LOOKS = { unread: 1, read: 3 } as const;
/** So many frames show a code that the plain look cannot read to every way of looking. */
export const FRAMES_OF_A_ROUND = (PLAIN_LOOKS.unread + 1) * TURNS.length;

/** What a still picture, laid flat, is looked at through when nothing was found in it as it is; then what it is looked at through as it lies. */
const FLAT_RETOUCHES: readonly ((picture: Luma) => Luma)[] = [(picture) => picture, crisp, smooth];
const RETOUCHES: readonly ((view: View) => View)[] = [
  (view) => retouched(view, crisp),
  (view) => retouched(enlarged(view), crispLarge),
  (view) => retouched(view, (picture) => deblur(picture, 2.5)),
  (view) => retouched(view, (picture) => deblur(picture, 1.5)),
  (view) => retouched(view, crispGrainless),
  (view) => retouched(view, smooth),
];
/** Pictures are halved to this size for the retouches: enough for 200 dots an inch on a page of A4. */
const RETOUCH_PIXELS = 4_000_000;
/** For a PDF417 that lies otherwise than what else is on the page: it is read only when its rows lie nearly along the picture's. Quarter turns are the decoder's own. */
const TURNED_DEGREES = [10, -10, 20, -20, 30, -30, 40, -40] as const;

export function createPictureReader(zxing: Zxing): PictureReader {
  let turn = 0;
  /** Since the last turn, and before the next. */
  let plainLooks = 0;
  let wantedLooks: number = PLAIN_LOOKS.unread;

  // Whatever is read, the turns go on: a poster behind the traveller must not keep the other ways from theirs.
  const readFrame = (picture: Luma): readonly FoundCode[] => {
    const way = plainLooks < wantedLooks ? undefined : TURNS[turn];
    if (way !== undefined) {
      turn = (turn + 1) % TURNS.length;
      plainLooks = 0;
      return way(zxing, picture);
    }
    const codes = plain(zxing, picture);
    plainLooks += 1;
    wantedLooks = codes.length > 0 ? PLAIN_LOOKS.read : PLAIN_LOOKS.unread;
    return codes;
  };

  return {
    read(picture, effort) {
      if (!isSound(picture)) return [];
      return distinct(effort === 'frame' ? readFrame(picture) : readStill(zxing, picture));
    },
  };
}

function readStill(zxing: Zxing, picture: Luma): readonly FoundCode[] {
  const asItIs = [...zxing.decode(picture, ANY), ...decodePdf417(picture)];
  if (asItIs.length > 0) return asItIs;
  let view = whole(picture);
  while (view.picture.width * view.picture.height > RETOUCH_PIXELS) view = halved(view);
  const flat = straightened(view);
  for (const retouch of FLAT_RETOUCHES) {
    const other = retouched(flat, retouch);
    const codes = [...look(zxing, other, ANY), ...readWith(decodePdf417, other)];
    if (codes.length > 0) return codes;
  }
  for (const retouch of RETOUCHES) {
    const codes = look(zxing, retouch(view), ANY);
    if (codes.length > 0) return codes;
  }
  const others = [...look(zxing, view, { ...ANY, threshold: 'global' }), ...readWith(decodeQr, view)];
  if (others.length > 0) return others;
  for (const degrees of TURNED_DEGREES) {
    const other = turnedBack(view, degrees);
    const codes = [...look(zxing, other, inPart('pdf417')), ...readWith(decodePdf417, other)];
    if (codes.length > 0) return codes;
  }
  return [];
}

const look = (zxing: Zxing, view: View, how: Look): readonly FoundCode[] => placed(zxing.decode(view.picture, how), view);

const readWith = (decode: (picture: Luma) => readonly FoundCode[], view: View): readonly FoundCode[] => placed(decode(view.picture), view);

/** Codes of a view with their places in the picture itself. */
function placed(codes: readonly FoundCode[], view: View): readonly FoundCode[] {
  return codes.map(({ corners: [a, b, c, d], ...code }) => ({ ...code, corners: [view.toSource(a), view.toSource(b), view.toSource(c), view.toSource(d)] }));
}

/** Each symbol once: two decoders find the same one. */
function distinct(codes: readonly FoundCode[]): readonly FoundCode[] {
  return codes.filter((code, i) => codes.findIndex(({ format, text }) => format === code.format && text === code.text) === i);
}
