/** A picture made from another, with the way back, so that a code found in it can be shown where it is. Layer: renderer/reader. */
import type { Point } from './found-code.ts';
import type { Luma } from './luma.ts';
import { crop, enlarge, halve, middleOf, turn } from './retouch.ts';

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

/** @param degrees - clockwise. */
export function turned(view: View, degrees: number): View {
  const picture = turn(view.picture, degrees);
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return {
    picture,
    toSource({ x, y }) {
      const [dx, dy] = [x - picture.width / 2, y - picture.height / 2];
      return view.toSource({ x: view.picture.width / 2 + dx * cos + dy * sin, y: view.picture.height / 2 - dx * sin + dy * cos });
    },
  };
}
