import { type RefObject, useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { FoundCode } from '../reader/found-code.ts';
import { useEngineEvent } from '../ui/bridge-context.ts';
import { type CameraChoice, type CameraDevice, findChosen, loadCameraChoice, saveCameraChoice } from './camera-choice.ts';
import { type CameraControls, NO_CONTROLS, readControls, setFocus, setTorch } from './camera-controls.ts';
import { createHandOn } from './hand-on.ts';
import { type CameraFault, type CameraPhase, listCameras, openCamera, stopCamera } from './open-camera.ts';
import { showCamera } from './show-camera.ts';

/** How long "read" stands after the last frame that showed a code. */
const FOUND_SHOWN_MS = 1_000;

export interface Camera {
  readonly phase: CameraPhase;
  /** Why there is no picture; null while there is one, or one is coming. */
  readonly fault: CameraFault | null;
  readonly devices: readonly CameraDevice[];
  /** The one that shows the picture; null without a picture. */
  readonly deviceId: string | null;
  readonly mirrored: boolean;
  readonly controls: CameraControls;
  readonly choose: (device: CameraDevice) => void;
  readonly mirror: (mirrored: boolean) => void;
  readonly torch: (on: boolean) => void;
  /** Null: automatic. */
  readonly focus: (distance: number | null) => void;
  readonly retry: () => void;
}

/** Absent where the window is no secure context, whatever the types of the browser say. */
const mediaDevices = (): MediaDevices | undefined => navigator.mediaDevices;

/**
 * Runs a camera for as long as the component stands: opens it, shows it, has its frames read. When it goes, the camera
 * stops and nothing of its picture is left.
 */
export function useCamera(video: RefObject<HTMLVideoElement | null>, onCode: (code: FoundCode) => void): Camera {
  const [choice, setChoice] = useState(loadCameraChoice);
  const [attempt, setAttempt] = useState(0);
  const [phase, setPhase] = useState<CameraPhase>('starting');
  const [fault, setFault] = useState<CameraFault | null>(null);
  const [devices, setDevices] = useState<readonly CameraDevice[]>([]);
  const [deviceId, setDeviceId] = useState<string | null>(null);
  const [controls, setControls] = useState(NO_CONTROLS);
  const track = useRef<MediaStreamTrack | null>(null);
  const [choosing] = useState(createHandOn);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  const handOn = useEffectEvent(onCode);
  const wanted = choice.deviceId;
  const wantedLabel = choice.label;

  useEffect(() => {
    const element = video.current;
    let ended = false;
    let close = (): void => undefined;
    const show = (stream: MediaStream): void => {
      const [opened] = stream.getVideoTracks();
      if (element === null || opened === undefined) {
        stopCamera(stream);
        return setFault('failed');
      }
      track.current = opened;
      setDeviceId(opened.getSettings().deviceId ?? null);
      setControls(readControls(opened));
      let lastFound = Number.NEGATIVE_INFINITY;
      const hide = showCamera(stream, opened, element, {
        read(codes) {
          const now = performance.now();
          if (codes.length > 0) lastFound = now;
          setPhase(now - lastFound < FOUND_SHOWN_MS ? 'found' : 'looking');
          const code = choosing.take(codes, { width: element.videoWidth, height: element.videoHeight }, now);
          if (code !== null) handOn(code);
        },
        muted(muted) {
          if (muted) setPhase('starting');
          setFault(muted ? 'muted' : null);
        },
        failed(why) {
          close();
          setFault(why);
        },
      });
      close = () => {
        close = () => undefined;
        hide();
        track.current = null;
        setControls(NO_CONTROLS);
        setDeviceId(null);
        setPhase('starting');
      };
    };
    const start = async (): Promise<void> => {
      const cameras = mediaDevices();
      const opened = await openCamera(cameras, wanted);
      // A camera that is open works, whether the others can be named or not.
      const found = cameras === undefined ? [] : await listCameras(cameras).catch(() => []);
      if (ended) return opened.ok ? stopCamera(opened.stream) : undefined;
      setDevices(found);
      if (!opened.ok) return setFault(opened.fault);
      setFault(null);
      // Known by its name alone, under another id than before.
      const chosen = findChosen(found, { deviceId: wanted, label: wantedLabel, mirrored: false });
      const [shown] = opened.stream.getVideoTracks();
      if (chosen !== null && chosen.deviceId !== wanted && chosen.deviceId !== shown?.getSettings().deviceId) {
        stopCamera(opened.stream);
        return setChoice((old) => ({ ...old, deviceId: chosen.deviceId }));
      }
      show(opened.stream);
    };
    start().catch(() => {
      if (!ended) setFault('failed');
    });
    return () => {
      ended = true;
      close();
    };
  }, [video, attempt, wanted, wantedLabel, choosing]);
  useEngineEvent('fault:raised', () => choosing.rest(performance.now()));

  // A camera that is plugged in, given free or pulled out shows by itself.
  const onChange = useEffectEvent(() => {
    if (fault !== null && fault !== 'reader') return retry();
    const cameras = mediaDevices();
    if (cameras !== undefined) listCameras(cameras).then(setDevices, () => undefined);
  });
  useEffect(() => {
    const cameras = mediaDevices();
    const changed = (): void => onChange();
    cameras?.addEventListener('devicechange', changed);
    return () => cameras?.removeEventListener('devicechange', changed);
  }, []);

  const keep = (change: Partial<CameraChoice>): void => {
    const next = { ...choice, ...change };
    saveCameraChoice(next);
    setChoice(next);
  };
  /** What the camera says afterwards counts, whether it did as told or not. */
  const set = (change: (set: MediaStreamTrack) => Promise<void>): void => {
    const { current } = track;
    if (current === null) return;
    const tell = (): void => {
      if (track.current === current) setControls(readControls(current));
    };
    change(current).then(tell, tell);
  };
  return {
    phase,
    fault,
    devices,
    deviceId,
    mirrored: choice.mirrored,
    controls,
    choose: (device) => keep({ deviceId: device.deviceId, label: device.label }),
    mirror: (mirrored) => keep({ mirrored }),
    torch: (on) => set((current) => setTorch(current, on)),
    focus: (distance) => set((current) => setFocus(current, distance)),
    retry,
  };
}
