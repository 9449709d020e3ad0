/** A page with the window's reader and camera and nothing else, for test/e2e/reader.test.ts and test/bench/camera/grab.ts. */
import { openCamera, stopCamera } from '../../../renderer/camera/open-camera.ts';
import { framesOf, watchFrames } from '../../../renderer/camera/watch-frames.ts';
import { createReader } from '../../../renderer/reader/reader.ts';

/** What one frame of a camera took, milliseconds. */
export interface FrameTimes {
  /** Taking it from the video, in the window. */
  readonly takeMs: number;
  /** Its brightness, in the worker. */
  readonly grabMs: number;
  /** Looking for a code in that. */
  readonly lookMs: number;
  readonly codes: number;
}
export type ReaderPage = Window & { createReader: typeof createReader; violations: string[]; watchCamera(frames: number): Promise<readonly FrameTimes[]> };

const page = window as unknown as ReaderPage;
page.createReader = createReader;
page.violations = [];
document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => page.violations.push(violatedDirective));

page.watchCamera = async (frames) => {
  const opened = await openCamera(navigator.mediaDevices, null);
  if (!opened.ok) throw new Error(`no camera: ${opened.fault}`);
  const video = Object.assign(document.createElement('video'), { srcObject: opened.stream, muted: true });
  document.body.append(video);
  await video.play();
  const reader = createReader();
  const source = framesOf(video);
  const seen: FrameTimes[] = [];
  let takeMs = 0;
  const grab = (): ReturnType<typeof source.grab> => {
    const start = performance.now();
    const image = source.grab();
    takeMs = performance.now() - start;
    return image;
  };
  return new Promise((resolve, reject) => {
    const stop = watchFrames({ ...source, grab }, reader, {
      read({ codes, grabMs, elapsedMs }) {
        seen.push({ takeMs, grabMs, lookMs: elapsedMs - grabMs, codes: codes.length });
        if (seen.length === frames) end(() => resolve(seen));
      },
      failed: () => end(() => reject(new Error('the reader failed'))),
    });
    const end = (settle: () => void): void => {
      stop();
      reader.close();
      stopCamera(opened.stream);
      settle();
    };
  });
};
