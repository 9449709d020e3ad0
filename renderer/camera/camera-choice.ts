/** Which camera this terminal's people chose, and whether its picture is mirrored. Kept in the window's own storage; no personal data. */
export interface CameraChoice {
  /** Null until one was chosen: the browser's own choice then. */
  readonly deviceId: string | null;
  /** Its name: device ids change with the profile, names do not. */
  readonly label: string | null;
  readonly mirrored: boolean;
}

/** The part of a MediaDeviceInfo that matters here. */
export interface CameraDevice {
  readonly deviceId: string;
  readonly label: string;
}

const KEY = 'portas.camera';
const DEFAULTS: CameraChoice = { deviceId: null, label: null, mirrored: false };
/** Longer than any name of a device. */
const MAX_NAME_CHARACTERS = 512;

const nameOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' && value.length <= MAX_NAME_CHARACTERS ? value : null);

/** Reads a stored choice; anything malformed counts as not chosen. */
export function parseCameraChoice(stored: string | null): CameraChoice {
  let value: unknown;
  try {
    value = JSON.parse(stored ?? 'null');
  } catch {
    return DEFAULTS;
  }
  const { deviceId, label, mirrored } = typeof value === 'object' && value !== null ? (value as Partial<Record<keyof CameraChoice, unknown>>) : {};
  return { deviceId: nameOf(deviceId), label: nameOf(label), mirrored: mirrored === true };
}

export function loadCameraChoice(): CameraChoice {
  try {
    return parseCameraChoice(localStorage.getItem(KEY));
  } catch {
    // Storage can be switched off for the window; the defaults serve.
    return DEFAULTS;
  }
}

export function saveCameraChoice(choice: CameraChoice): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(choice));
  } catch {
    // Not kept: the choice holds until the window closes.
    return;
  }
}

/** The chosen camera among those that are there: by its id, else by its name; null when it is not there or none was chosen. */
export function findChosen<Device extends CameraDevice>(devices: readonly Device[], { deviceId, label }: CameraChoice): Device | null {
  return devices.find((device) => device.deviceId === deviceId) ?? devices.find((device) => label !== null && device.label === label) ?? null;
}
