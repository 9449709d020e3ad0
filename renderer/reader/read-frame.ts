/** Reads the frames of a camera, one after the other: each is looked at in one way, for some ten milliseconds. Layer: renderer/reader. */
import type { FoundCode } from './found-code.ts';
import { crisp, crispGrainless, crispLarge, inPart, look, QR, readWith } from './look.ts';
import type { Luma } from './luma.ts';
import { deblur, smooth } from './retouch.ts';
import { enlarged, middle, retouched, straightened, type View, whole } from './view.ts';
import { decodePdf417, decodeQr } from './zxing-library.ts';
import type { Zxing } from './zxing.ts';

const shorterSide = ({ width, height }: Luma): number => Math.min(width, height);

/** The square that a camera's guide encloses, and of it the part that the dearest retouches look at. */
const CENTRE_SHARE = 0.8;
const guided = (picture: Luma): View => middle(picture, 1);
const centre = (picture: Luma): View => middle(picture, CENTRE_SHARE);

/** Of a sheet laid flat the same square, and a band across it: a PDF417 lies along its sheet. */
const BAND_SHARE = 2 / 3;
const flat = (picture: Luma): View => straightened(whole(picture), { width: shorterSide(picture), height: shorterSide(picture) });
const flatBand = (picture: Luma): View => straightened(whole(picture), { width: picture.width, height: Math.ceil(shorterSide(picture) * BAND_SHARE) });

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

/** @returns what reads the next frame of the same camera. */
export function createFrameReader(zxing: Zxing): (picture: Luma) => readonly FoundCode[] {
  let turn = 0;
  /** Since the last turn, and before the next. */
  let plainLooks = 0;
  let wantedLooks: number = PLAIN_LOOKS.unread;

  // Whatever is read, the turns go on: a poster behind the traveller must not keep the other ways from theirs.
  return (picture) => {
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
}
