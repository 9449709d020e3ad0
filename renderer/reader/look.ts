/** One look of a decoder at a view of a picture: how it looks, the retouches that pay, and where in the picture what it finds is. Layer: renderer/reader. */
import { CODE_FORMATS, type CodeFormat, type FoundCode } from './found-code.ts';
import type { Luma } from './luma.ts';
import { sharpen, smooth } from './retouch.ts';
import type { View } from './view.ts';
import type { Look, Zxing } from './zxing.ts';

export const QR: Look = { formats: ['qr'], threshold: 'local', thorough: true, inverted: false, reduced: true };
export const ANY: Look = { ...QR, formats: CODE_FORMATS, inverted: true };
/** Without the smaller copy: for parts of a picture, which are small already. */
export const inPart = (...formats: readonly CodeFormat[]): Look => ({ ...QR, formats, reduced: false });

export const crisp = (picture: Luma): Luma => sharpen(picture, 4, 2);
export const crispLarge = (picture: Luma): Luma => sharpen(picture, 6, 4);
export const crispGrainless = (picture: Luma): Luma => sharpen(smooth(picture), 2, 6);

export const look = (zxing: Zxing, view: View, how: Look): readonly FoundCode[] => placed(zxing.decode(view.picture, how), view);

export const readWith = (decode: (picture: Luma) => readonly FoundCode[], view: View): readonly FoundCode[] => placed(decode(view.picture), view);

/** Codes of a view with their places in the picture itself. */
function placed(codes: readonly FoundCode[], view: View): readonly FoundCode[] {
  return codes.map(({ corners: [a, b, c, d], ...code }) => ({ ...code, corners: [view.toSource(a), view.toSource(b), view.toSource(c), view.toSource(d)] }));
}
