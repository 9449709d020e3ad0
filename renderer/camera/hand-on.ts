/** Which of the codes that frame after frame shows goes on to the engine. Layer: renderer/camera. */
import type { FoundCode } from '../reader/found-code.ts';

/** A code held still is named again after this long, so that the engine knows that it is still there; shorter than the engine's re-read window. */
export const HAND_ON_MS = 300;

/** How long nothing goes on after the engine could not keep a record: a code held before a full disk would try it three times a second. */
export const REST_MS = 2_000;

export interface HandOn {
  /**
   * The code of a frame that is to go on, or null.
   * @param now - monotonic milliseconds.
   */
  take(codes: readonly FoundCode[], frame: { readonly width: number; readonly height: number }, now: number): FoundCode | null;
  /** Lets nothing go on for a while. */
  rest(now: number): void;
}

/** Creates the choice of one camera. It remembers the last text for as long as it matters. */
export function createHandOn(): HandOn {
  let restUntil = Number.NEGATIVE_INFINITY;
  let last: { readonly text: string; readonly at: number } | null = null;
  return {
    take(codes, { width, height }, now) {
      if (last !== null && now - last.at >= HAND_ON_MS) last = null;
      const code = nearest(codes, width / 2, height / 2);
      if (code === null || code.text === last?.text || now < restUntil) return null;
      last = { text: code.text, at: now };
      return code;
    },
    rest(now) {
      restUntil = now + REST_MS;
    },
  };
}

/** Of several codes the one in the middle is meant. */
function nearest(codes: readonly FoundCode[], x: number, y: number): FoundCode | null {
  const away = ({ corners }: FoundCode): number =>
    Math.hypot(corners.reduce((sum, corner) => sum + corner.x, 0) / corners.length - x, corners.reduce((sum, corner) => sum + corner.y, 0) / corners.length - y);
  return codes.reduce<FoundCode | null>((best, code) => (best === null || away(code) < away(best) ? code : best), null);
}
