/** Reads a picture that is alone, a file's page, in every way that is known: up to seconds. Layer: renderer/reader. */
import type { FoundCode } from './found-code.ts';
import { ANY, crisp, crispGrainless, crispLarge, inPart, look, readWith } from './look.ts';
import type { Luma } from './luma.ts';
import { deblur, smooth } from './retouch.ts';
import { enlarged, halved, retouched, straightened, turnedBack, type View, whole } from './view.ts';
import { decodePdf417, decodeQr } from './zxing-library.ts';
import type { Zxing } from './zxing.ts';

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

/** The codes of a sound picture; none when there are none. */
export function readStill(zxing: Zxing, picture: Luma): readonly FoundCode[] {
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
