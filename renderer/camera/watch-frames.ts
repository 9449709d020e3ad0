/** Hands a video's frames to the reader, one at a time and none that nobody could see. Layer: renderer/camera. */
import type { Reader, Reading } from '../reader/reader.ts';
import type { ReaderImage } from '../reader/reader-messages.ts';

/** What is needed of the browser; tests put another in. */
export interface FrameSource {
  /** Calls once when the next frame is there; returns the function that calls it off. */
  nextFrame(look: () => void): () => void;
  /** Whether the window can be seen. */
  isVisible(): boolean;
  /** The present frame; null when there is none yet. */
  grab(): ReaderImage | null;
}

export interface FrameListener {
  read(reading: Reading): void;
  /** No frame can be looked at. */
  failed(): void;
}

/**
 * Looks at frames until stopped: at no more than the video has, and while one is looked at the others pass by unseen.
 * @returns the function that stops it.
 */
export function watchFrames(source: FrameSource, reader: Pick<Reader, 'busy' | 'read'>, listener: FrameListener): () => void {
  let stopped = false;
  let callOff = (): void => undefined;
  const look = (): void => {
    if (stopped) return;
    callOff = source.nextFrame(look);
    if (reader.busy || !source.isVisible()) return;
    const image = source.grab();
    if (image === null) return;
    reader.read(image, 'frame').then(
      (reading) => {
        if (!stopped && reading !== null) listener.read(reading);
      },
      () => {
        if (!stopped) listener.failed();
      },
    );
  };
  callOff = source.nextFrame(look);
  return () => {
    stopped = true;
    callOff();
  };
}

/** A video element's frames, at the rate at which they come. */
export function framesOf(video: HTMLVideoElement): FrameSource {
  return {
    nextFrame(look) {
      const handle = video.requestVideoFrameCallback(look);
      return () => video.cancelVideoFrameCallback(handle);
    },
    isVisible: () => document.visibilityState === 'visible',
    grab() {
      try {
        return new VideoFrame(video);
      } catch (cause) {
        // A video without a frame, at its very beginning or end.
        if (cause instanceof DOMException) return null;
        throw cause;
      }
    },
  };
}
