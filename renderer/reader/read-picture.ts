/**
 * Reads the codes of a picture: which decoder looks at what, in which order, for how long.
 * Layer: renderer/reader; runs in the window's worker, and in Node for tests and measurements.
 */
import type { FoundCode } from './found-code.ts';
import { isSound, type Luma } from './luma.ts';
import type { Look, Zxing } from './zxing.ts';

/** `frame`: one of many of a camera, a few milliseconds; `still`: a file or a frozen picture, all that is known, however long. */
export type Effort = 'frame' | 'still';

export interface PictureReader {
  /** The codes of a picture; none when it is not a sound one. Remembers where the last frame's code was. */
  read(picture: Luma, effort: Effort): readonly FoundCode[];
}

const QR: Look = { formats: ['qr'], threshold: 'local', thorough: true, inverted: false, reduced: true };
const OTHERS: Look = { ...QR, formats: ['aztec', 'datamatrix', 'pdf417'] };

export function createPictureReader(zxing: Zxing): PictureReader {
  let frames = 0;
  return {
    read(picture, effort) {
      if (!isSound(picture)) return [];
      if (effort === 'still') {
        const codes = zxing.decode(picture, { ...QR, inverted: true });
        return codes.length > 0 ? codes : zxing.decode(picture, { ...OTHERS, inverted: true });
      }
      frames += 1;
      const codes = zxing.decode(picture, QR);
      return codes.length > 0 || frames % 2 === 1 ? codes : zxing.decode(picture, OTHERS);
    },
  };
}
