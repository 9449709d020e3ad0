/** A picture made from another, with the way back, so that a code found in it can be shown where it is. Layer: renderer/reader. */
import { type Bend, bendOf, NO_BEND } from './bend.ts';
import type { Point } from './found-code.ts';
import type { Luma } from './luma.ts';
import { crop, enlarge, halve, middleOf } from './retouch.ts';
import { bentBy, type Size, straighten } from './straighten.ts';

export interface View {
  readonly picture: Luma;
  /** The same place in the picture that it was made from. */
  toSource(point: Point): Point;
}

export const whole = (picture: Luma): View => ({ picture, toSource: (point) => point });

/** The square in its middle. @param share - of the shorter side. */
export function middle(picture: Luma, share: number): View {
  const region = middleOf(picture, share);
  return { picture: crop(picture, region), toSource: ({ x, y }) => ({ x: x + region.left, y: y + region.top }) };
}

/** Changed without moving anything. */
export const retouched = (view: View, retouch: (picture: Luma) => Luma): View => ({ ...view, picture: retouch(view.picture) });

export const enlarged = (view: View): View => ({ picture: enlarge(view.picture), toSource: ({ x, y }) => view.toSource({ x: x / 2, y: y / 2 }) });

export const halved = (view: View): View => ({ picture: halve(view.picture), toSource: ({ x, y }) => view.toSource({ x: x * 2, y: y * 2 }) });

/** Laid flat: what is in its middle stays there. @param size - of what is wanted of it, around the middle; without it, all. */
export const straightened = (view: View, size: Size = view.picture): View => unbent(view, bendOf(view.picture), size);

/** Turned back about its middle, in a frame that holds all of it. @param degrees - clockwise. */
export function turnedBack(view: View, degrees: number): View {
  const { width, height } = view.picture;
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
  return unbent(view, { ...NO_BEND, degrees }, { width: Math.ceil(width * cos + height * sin), height: Math.ceil(width * sin + height * cos) });
}

function unbent(view: View, bend: Bend, size: Size): View {
  const { width, height } = view.picture;
  const bent = bentBy(bend);
  return {
    picture: straighten(view.picture, bend, size),
    toSource({ x, y }) {
      const place = bent({ x: x - size.width / 2, y: y - size.height / 2 });
      // The back of a sheet and what is behind the camera are nowhere in the picture: a corner there is told as its middle.
      const [right, down] = Number.isFinite(place.x + place.y) ? [place.x, place.y] : [0, 0];
      return view.toSource({ x: right + width / 2, y: down + height / 2 });
    },
  };
}
