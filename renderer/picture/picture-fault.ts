/** Why a file cannot be examined. Layer: renderer/picture. */
export const PICTURE_FAULTS = [
  'empty',
  /** A folder, or a file that is gone or may not be read. */
  'unreadable',
  'too-large',
  /** Neither a picture of a known kind nor a PDF. */
  'unknown-kind',
  'svg',
  /** Its name says one kind, its bytes are of another. */
  'misnamed',
  'too-many-pixels',
  'damaged',
  'encrypted',
  'too-many-pages',
  /** It unpacks to more than a page ever is: made to use up the machine. */
  'too-much-memory',
  'too-slow',
  /** More than one at once. */
  'several-files',
  /** The reader or the engine did not answer. */
  'failed',
] as const;
export type PictureFault = (typeof PICTURE_FAULTS)[number];

/** Ends an examination with a reason that is shown in words. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
  readonly fault: PictureFault;
  constructor(fault: PictureFault, cause?: unknown) {
    super(`the file cannot be examined: ${fault}`, { cause });
    this.fault = fault;
  }
}
