/** Which lines of a long list are drawn, and how much room the others take. Pure: knows heights in pixels, no elements. */

/** Lines drawn beyond each edge of the box, pixels: more than a fast flick moves in one frame. */
export const MARGIN_PX = 400;
/** Height of a line that was never drawn, pixels: one and a half lines of text with their padding. */
export const GUESSED_PX = 36;

export type Window = {
  /** Index of the first line that is drawn, and of the first after the last. */
  readonly first: number;
  readonly end: number;
  /** Room above and below the drawn lines, pixels. */
  readonly before: number;
  readonly after: number;
};

/** The lines around `top`, the distance of the box's upper edge from the list's. */
export function windowAt(heights: readonly number[], top: number, boxHeight: number): Window {
  const from = Math.max(0, top - MARGIN_PX);
  const to = top + boxHeight + MARGIN_PX;
  let y = 0;
  let first = 0;
  while (first < heights.length && y + (heights[first] ?? 0) <= from) y += heights[first++] ?? 0;
  const before = y;
  let end = first;
  while (end < heights.length && y < to) y += heights[end++] ?? 0;
  return { first, end, before, after: sum(heights, end, heights.length) };
}

/** The last lines: what a list shows that follows its newest. */
export function windowAtFoot(heights: readonly number[], boxHeight: number): Window {
  let first = heights.length;
  let drawn = 0;
  while (first > 0 && drawn < boxHeight + MARGIN_PX) drawn += heights[--first] ?? 0;
  return { first, end: heights.length, before: sum(heights, 0, first), after: 0 };
}

/** Distance of a line's upper edge from the list's. */
export const offsetOf = (heights: readonly number[], index: number): number => sum(heights, 0, index);

export const sameWindow = (one: Window, other: Window): boolean =>
  one.first === other.first && one.end === other.end && one.before === other.before && one.after === other.after;

function sum(heights: readonly number[], from: number, to: number): number {
  let total = 0;
  for (let at = from; at < to; at++) total += heights[at] ?? 0;
  return total;
}

/** The line at the upper edge of the box, and how much of it lies above: what stays where it is while lines change around it. */
export type Anchor = { readonly index: number; readonly delta: number };

export function anchorAt(heights: readonly number[], top: number): Anchor {
  let y = 0;
  for (let index = 0; index < heights.length; index++) {
    const height = heights[index] ?? 0;
    if (y + height > top) return { index, delta: top - y };
    y += height;
  }
  return { index: Math.max(0, heights.length - 1), delta: 0 };
}
