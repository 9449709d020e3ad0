/** Light and focus, where a camera offers them (MediaStream Image Capture). Layer: renderer/camera. */

/** What can be set, and to what it is set. */
export interface CameraControls {
  /** Null: this camera has no light. */
  readonly torch: boolean | null;
  /** Null: its focus cannot be set. */
  readonly focus: { readonly automatic: boolean; readonly distance: number; readonly min: number; readonly max: number; readonly step: number } | null;
}
export const NO_CONTROLS: CameraControls = { torch: null, focus: null };

/** Members that the types of the browser do not have yet. */
type Part = Readonly<Record<string, unknown>>;
const partOf = (value: unknown): Part => (typeof value === 'object' && value !== null ? (value as Part) : {});
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** Reads what a track offers; what is malformed is not offered. */
export function readControls(track: Pick<MediaStreamTrack, 'getCapabilities' | 'getSettings'>): CameraControls {
  const capabilities = partOf(track.getCapabilities());
  const settings = partOf(track.getSettings());
  return { torch: capabilities.torch === true ? settings.torch === true : null, focus: focusOf(capabilities, settings) };
}

function focusOf(capabilities: Part, settings: Part): CameraControls['focus'] {
  const modes = Array.isArray(capabilities.focusMode) ? capabilities.focusMode : [];
  const { min, max, step } = partOf(capabilities.focusDistance);
  if (!modes.includes('continuous') || !modes.includes('manual') || !isNumber(min) || !isNumber(max) || min >= max) return null;
  const distance = isNumber(settings.focusDistance) ? settings.focusDistance : min;
  return { automatic: settings.focusMode !== 'manual', distance, min, max, step: isNumber(step) && step > 0 ? step : (max - min) / 100 };
}

const apply = (track: MediaStreamTrack, set: Part): Promise<void> => track.applyConstraints({ advanced: [set] });

/** Switches the light. @throws OverconstrainedError (as a rejection) when the camera does not. */
export const setTorch = (track: MediaStreamTrack, on: boolean): Promise<void> => apply(track, { torch: on });

/** Sets the focus by hand, or back to automatic with null. @throws OverconstrainedError (as a rejection) when the camera does not. */
export const setFocus = (track: MediaStreamTrack, distance: number | null): Promise<void> =>
  apply(track, distance === null ? { focusMode: 'continuous' } : { focusMode: 'manual', focusDistance: distance });
