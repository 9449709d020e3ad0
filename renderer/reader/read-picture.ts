/**
 * Reads the codes of a picture: which decoder looks at what, in which order, for how long.
 * Layer: renderer/reader; runs in the window's worker, and in Node for tests and measurements.
 */
import { CODE_FORMATS, type FoundCode } from './found-code.ts';
import { isSound, type Luma } from './luma.ts';
import { deblur, sharpen, smooth } from './retouch.ts';
import { enlarged, halved, middle, retouched, turned, type View, whole } from './view.ts';
import { decodePdf417 } from './zxing-library.ts';
import type { Look, Zxing } from './zxing.ts';

/** `frame`: one of many of a camera, a few milliseconds; `still`: a file or a frozen picture, all that is known, up to seconds. */
export type Effort = 'frame' | 'still';

export interface PictureReader {
  /** The codes of a picture; none when it is not a sound one. Frames are taken as one after the other of the same camera. */
  read(picture: Luma, effort: Effort): readonly FoundCode[];
}

const QR: Look = { formats: ['qr'], threshold: 'local', thorough: true, inverted: false, reduced: true };
/** Without the smaller copy: for parts of a picture, which are small already. */
const QR_PART: Look = { ...QR, reduced: false };
const ANY: Look = { ...QR, formats: CODE_FORMATS, inverted: true };

/** What a camera's guide encloses, as a share of the shorter side; and the part of it that the dear retouches look at. */
const GUIDE_SHARE = 1;
const CENTRE_SHARE = 0.8;

/** One way to look at a frame. */
type Way = (zxing: Zxing, picture: Luma) => readonly FoundCode[];

/** What nearly every frame with a code is read by. */
const plain: Way = (zxing, picture) => zxing.decode(picture, QR);

/**
 * What every second frame is looked at by, in turns: the rarer formats, and retouches for what the plain look cannot read.
 * Each alone is a few milliseconds, so that no frame waits for all of them.
 */
const TURNS: readonly Way[] = [
  (zxing, picture) => look(zxing, middle(picture, GUIDE_SHARE), { ...QR_PART, formats: ['datamatrix'] }),
  (zxing, picture) => look(zxing, retouched(middle(picture, GUIDE_SHARE), (part) => sharpen(part, 4, 2)), QR_PART),
  (zxing, picture) => zxing.decode(picture, { ...QR_PART, formats: ['pdf417'] }),
  (zxing, picture) => look(zxing, retouched(enlarged(middle(picture, CENTRE_SHARE)), (part) => sharpen(part, 6, 4)), QR_PART),
  (zxing, picture) => look(zxing, middle(picture, GUIDE_SHARE), { ...QR_PART, formats: ['aztec'] }),
  (zxing, picture) => look(zxing, retouched(middle(picture, CENTRE_SHARE), (part) => deblur(part, 2.5)), QR_PART),
  (zxing, picture) => look(zxing, middle(picture, GUIDE_SHARE), { ...QR_PART, inverted: true }),
  (zxing, picture) => look(zxing, retouched(middle(picture, GUIDE_SHARE), (part) => sharpen(smooth(part), 2, 6)), QR_PART),
  (_zxing, picture) => decodePdf417(picture),
];
/** So many frames show a code that is held still to every way of looking. */
export const FRAMES_OF_A_ROUND = 2 * TURNS.length;

/** What a still picture is looked at through when nothing was found in it as it is. */
const RETOUCHES: readonly ((view: View) => View)[] = [
  (view) => retouched(view, (picture) => sharpen(picture, 4, 2)),
  (view) => retouched(enlarged(view), (picture) => sharpen(picture, 6, 4)),
  (view) => retouched(view, (picture) => deblur(picture, 2.5)),
  (view) => retouched(view, (picture) => deblur(picture, 1.5)),
  (view) => retouched(view, (picture) => sharpen(smooth(picture), 2, 6)),
  (view) => retouched(view, smooth),
];
/** Pictures are halved to this size for the retouches: enough for 200 dots an inch on a page of A4. */
const RETOUCH_PIXELS = 4_000_000;
/** PDF417 is read only when its rows lie nearly along the picture's; quarter turns are the decoder's own. */
const TURNED_DEGREES = [10, -10, 20, -20, 30, -30, 40, -40] as const;

export function createPictureReader(zxing: Zxing): PictureReader {
  let frames = 0;

  // Whatever was read before, the turns go on: a poster behind the traveller must not keep the other ways from theirs.
  const readFrame = (picture: Luma): readonly FoundCode[] => {
    frames += 1;
    const way = frames % 2 === 0 ? TURNS[(frames / 2 - 1) % TURNS.length] : undefined;
    return (way ?? plain)(zxing, picture);
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
  for (const retouch of RETOUCHES) {
    const codes = look(zxing, retouch(view), ANY);
    if (codes.length > 0) return codes;
  }
  const even = look(zxing, view, { ...ANY, threshold: 'global' });
  if (even.length > 0) return even;
  for (const degrees of TURNED_DEGREES) {
    const other = turned(view, degrees);
    const codes = [...look(zxing, other, { ...QR_PART, formats: ['pdf417'] }), ...placed(decodePdf417(other.picture), other)];
    if (codes.length > 0) return codes;
  }
  return [];
}

const look = (zxing: Zxing, view: View, how: Look): readonly FoundCode[] => placed(zxing.decode(view.picture, how), view);

/** Codes of a view with their places in the picture itself. */
function placed(codes: readonly FoundCode[], view: View): readonly FoundCode[] {
  return codes.map(({ corners: [a, b, c, d], ...code }) => ({ ...code, corners: [view.toSource(a), view.toSource(b), view.toSource(c), view.toSource(d)] }));
}

/** Each symbol once: two decoders find the same one. */
function distinct(codes: readonly FoundCode[]): readonly FoundCode[] {
  return codes.filter((code, i) => codes.findIndex(({ format, text }) => format === code.format && text === code.text) === i);
}
