/** Opens a camera, and says in one word why it cannot be had. Layer: renderer/camera. */

/** How far a camera is that shows its picture or is about to. */
export const CAMERA_PHASES = ['starting', 'looking', 'found'] as const;
export type CameraPhase = (typeof CAMERA_PHASES)[number];

/** Why there is no picture. `none`: no camera; `denied`: not allowed; `in-use`: another program has it; `gone`: it was pulled out; `muted`: it gives no frames for the time being; `failed`: whatever else; `reader`: codes cannot be looked for. */
export const CAMERA_FAULTS = ['none', 'denied', 'in-use', 'gone', 'muted', 'failed', 'reader'] as const;
export type CameraFault = (typeof CAMERA_FAULTS)[number];

/** A code of the densest kind needs this many pixels to be held at a comfortable distance. */
const SIZE = { width: { ideal: 1_280 }, height: { ideal: 720 } } as const;

/** The part of MediaDevices that is used; tests put another in. */
export type Cameras = Pick<MediaDevices, 'getUserMedia' | 'enumerateDevices'>;

export type OpenedCamera = { readonly ok: true; readonly stream: MediaStream } | { readonly ok: false; readonly fault: CameraFault };

/** What an exception of getUserMedia means (Media Capture and Streams, section 10.2.3). */
export function toCameraFault(cause: unknown): CameraFault {
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : '';
  switch (name) {
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none';
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotReadableError':
    case 'AbortError':
      return 'in-use';
    default:
      return 'failed';
  }
}

/**
 * Opens the camera with this id, or the browser's own choice when it is not there or null. Never asks for sound.
 * @param cameras - undefined where the browser has no cameras at all.
 */
export async function openCamera(cameras: Cameras | undefined, deviceId: string | null): Promise<OpenedCamera> {
  if (cameras === undefined) return { ok: false, fault: 'none' };
  const open = (which: MediaTrackConstraints): Promise<MediaStream> => cameras.getUserMedia({ audio: false, video: { ...SIZE, ...which } });
  try {
    if (deviceId === null) return { ok: true, stream: await open({}) };
    try {
      return { ok: true, stream: await open({ deviceId: { exact: deviceId } }) };
    } catch (cause) {
      if (toCameraFault(cause) !== 'none') throw cause;
      return { ok: true, stream: await open({}) };
    }
  } catch (cause) {
    return { ok: false, fault: toCameraFault(cause) };
  }
}

/** The cameras there are. Their names are empty until one was opened. */
export async function listCameras(cameras: Cameras): Promise<MediaDeviceInfo[]> {
  const devices = await cameras.enumerateDevices();
  return devices.filter(({ kind }) => kind === 'videoinput');
}

/** Ends a stream: the camera's light goes out. */
export function stopCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
