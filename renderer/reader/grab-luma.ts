/** Takes the brightness out of what a browser calls a picture. Layer: renderer/reader; runs in the worker. */
import { type Luma, MAX_PIXELS, toLuma } from './luma.ts';
import type { ReaderImage } from './reader-messages.ts';

/** Camera formats whose first plane is the brightness (WebCodecs, VideoPixelFormat). */
const PLANAR: readonly (VideoPixelFormat | null)[] = ['I420', 'I420A', 'I422', 'I444', 'NV12'];

/** Takes pixels with one canvas that is wiped after each picture. */
export function createGrabber(): { grab(image: ReaderImage): Promise<Luma> } {
  const canvas = new OffscreenCanvas(1, 1);
  const planeOf = createPlaneCopy();
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
  const draw = (image: ImageBitmap | VideoFrame, width: number, height: number): Luma => {
    if (context === null) throw new Error('no canvas to draw pictures on');
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    // What a picture file leaves transparent is paper, not ink.
    if (image instanceof ImageBitmap) Object.assign(context, { fillStyle: '#fff' }).fillRect(0, 0, width, height);
    context.drawImage(image, 0, 0, width, height);
    const pixels = context.getImageData(0, 0, width, height);
    context.clearRect(0, 0, width, height);
    return fromPixels(pixels);
  };
  return {
    /** The picture's brightness; the picture itself is closed or wiped. @throws RangeError when it is larger than is looked at. */
    async grab(image) {
      try {
        if (image instanceof ImageData) return fromPixels(bounded(image, image.width, image.height));
        if (image instanceof ImageBitmap) return draw(bounded(image, image.width, image.height), image.width, image.height);
        const { displayWidth: width, displayHeight: height } = image;
        return (await planeOf(bounded(image, width, height))) ?? draw(image, width, height);
      } finally {
        if ('close' in image) image.close();
      }
    },
  };
}

function bounded<Image>(image: Image, width: number, height: number): Image {
  if (width * height > MAX_PIXELS) throw new RangeError(`a picture of ${width} x ${height} pixels: expected at most ${MAX_PIXELS} pixels`);
  return image;
}

function fromPixels(pixels: ImageData): Luma {
  const luma = toLuma(pixels.data, pixels.width, pixels.height);
  pixels.data.fill(0);
  return luma;
}

/**
 * Copies the first plane of a camera's frame as it lies in memory: no conversion to colours and back. Null when it has none.
 * What it gives is good until the next: all frames go through one buffer, whose colours are wiped at once.
 */
function createPlaneCopy(): (frame: VideoFrame) => Promise<Luma | null> {
  let buffer = new Uint8Array(0);
  return async (frame) => {
    const { visibleRect } = frame;
    if (!PLANAR.includes(frame.format) || visibleRect?.width !== frame.displayWidth || visibleRect.height !== frame.displayHeight) return null;
    const { width, height } = visibleRect;
    const bytes = frame.allocationSize();
    if (buffer.length !== bytes) buffer = new Uint8Array(bytes);
    const [plane] = await frame.copyTo(buffer);
    if (plane === undefined) return null;
    const { offset, stride } = plane;
    // Rows one after the other, should there be room between them.
    if (stride !== width || offset !== 0) for (let row = 0; row < height; row += 1) buffer.copyWithin(row * width, offset + row * stride, offset + row * stride + width);
    buffer.fill(0, width * height);
    return { data: buffer.subarray(0, width * height), width, height };
  };
}
