/** The line of a small chart as an SVG path. Pure: knows points and a box, no element. */

export type SparkPoint = { readonly at: number; readonly value: number };
export type SparkBox = {
  readonly width: number;
  readonly height: number;
  /** Moments at the left and the right edge. */
  readonly from: number;
  readonly to: number;
  /** Value at the upper edge; the lower one is 0. */
  readonly top: number;
  /** Points further apart than this are not joined: nothing is known of the time between them. */
  readonly gap: number;
};

/** Empty when there is nothing to draw. A point that stands alone is a short stroke, so that it is seen. */
export function sparkPath(points: readonly SparkPoint[], box: SparkBox): string {
  const parts: string[] = [];
  let last: SparkPoint | null = null;
  for (const point of points) {
    if (point.at < box.from || point.at > box.to) continue;
    const joined = last !== null && point.at - last.at <= box.gap;
    const place = `${x(point, box)} ${y(point, box)}`;
    parts.push(joined ? `L${place}` : `M${place}h0.01`);
    last = point;
  }
  return parts.join("");
}

/** A round value a little above the highest, so that the line stays in its box and the scale does not tremble. */
export function sparkTop(values: readonly number[], least: number): number {
  const highest = Math.max(least, ...values);
  const step = 10 ** Math.floor(Math.log10(highest)) / 2;
  return Math.ceil((highest * 1.05) / step) * step;
}

const x = ({ at }: SparkPoint, { from, to, width }: SparkBox): string => tenth(((at - from) / (to - from)) * width);

const y = ({ value }: SparkPoint, { top, height }: SparkBox): string =>
  tenth(height - Math.min(1, Math.max(0, value / top)) * height);

const tenth = (value: number): string => String(Math.round(value * 10) / 10);
