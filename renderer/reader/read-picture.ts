/**
 * Reads the codes of a picture. Layer: renderer/reader; runs in the window's worker, and in Node for tests and measurements.
 */
import type { FoundCode } from './found-code.ts';
import { isSound, type Luma } from './luma.ts';
import { createFrameReader } from './read-frame.ts';
import { readStill } from './read-still.ts';
import type { Zxing } from './zxing.ts';

/** `frame`: one of many of a camera, a few milliseconds; `still`: a file or a frozen picture, all that is known, up to seconds. */
export type Effort = 'frame' | 'still';

export interface PictureReader {
  /** The codes of a picture; none when it is not a sound one. Frames are taken as one after the other of the same camera. */
  read(picture: Luma, effort: Effort): readonly FoundCode[];
}

export function createPictureReader(zxing: Zxing): PictureReader {
  const readFrame = createFrameReader(zxing);
  return {
    read(picture, effort) {
      if (!isSound(picture)) return [];
      return distinct(effort === 'frame' ? readFrame(picture) : readStill(zxing, picture));
    },
  };
}

/** Each symbol once: two decoders find the same one. */
function distinct(codes: readonly FoundCode[]): readonly FoundCode[] {
  return codes.filter((code, i) => codes.findIndex(({ format, text }) => format === code.format && text === code.text) === i);
}
