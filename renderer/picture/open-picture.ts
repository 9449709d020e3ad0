/** Decodes a picture file, once its header has been believed. Layer: renderer/picture. */
import { declaredSize } from './declared-size.ts';
import { MAX_PICTURE_PIXELS } from './limits.ts';
import { PictureError } from './picture-fault.ts';
import type { PictureKind } from './picture-kind.ts';

/**
 * The picture's pixels; of an animation the first.
 * @throws PictureError `too-many-pixels` before anything is decoded, `damaged` when it cannot be.
 */
export async function openPicture(kind: PictureKind, bytes: Uint8Array<ArrayBuffer>): Promise<ImageBitmap> {
  const size = declaredSize(kind, bytes);
  if (size === null) throw new PictureError('damaged');
  if (size.width * size.height > MAX_PICTURE_PIXELS) throw new PictureError('too-many-pixels');
  try {
    // By its bytes, never by its name: a browser would look at the type first.
    return await createImageBitmap(new Blob([bytes], { type: `image/${kind}` }));
  } catch (cause) {
    throw new PictureError('damaged', cause);
  }
}
