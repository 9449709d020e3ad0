/** Shows an opened camera in a video element and has its frames read. Layer: renderer/camera. */
import type { FoundCode } from '../reader/found-code.ts';
import { createReader } from '../reader/reader.ts';
import { type CameraFault, stopCamera } from './open-camera.ts';
import { framesOf, watchFrames } from './watch-frames.ts';

export interface CameraListener {
  /** A frame was looked at. */
  read(codes: readonly FoundCode[]): void;
  /** The camera gives no frames for the time being, or gives them again. */
  muted(muted: boolean): void;
  /** It was pulled out, or its frames cannot be read. Whoever shows it is to end it. */
  failed(fault: CameraFault): void;
}

/** @returns the function that ends it: the camera stops, and nothing of its picture is left. */
export function showCamera(stream: MediaStream, track: MediaStreamTrack, video: HTMLVideoElement, listener: CameraListener): () => void {
  video.srcObject = stream;
  // Refused where the element goes away while it starts.
  video.play().catch(() => undefined);
  const reader = createReader();
  const stopWatching = watchFrames(framesOf(video), reader, { read: ({ codes }) => listener.read(codes), failed: () => listener.failed('reader') });
  const onEnded = (): void => listener.failed('gone');
  // A shut lens, a switch on the camera, a machine that slept: the last frame must not stand as if it were the present.
  const onMute = (): void => listener.muted(true);
  const onUnmute = (): void => listener.muted(false);
  track.addEventListener('ended', onEnded);
  track.addEventListener('mute', onMute);
  track.addEventListener('unmute', onUnmute);
  return () => {
    track.removeEventListener('ended', onEnded);
    track.removeEventListener('mute', onMute);
    track.removeEventListener('unmute', onUnmute);
    stopWatching();
    reader.close();
    stopCamera(stream);
    video.srcObject = null;
  };
}
