/** A small chart of one figure over time: its name, its newest value in words, and the line. The line is told to screen readers as its range. */
import "./sparkline.css";
import { type SparkPoint, sparkPath, sparkTop } from "./spark.ts";

export type SparklineProps = {
  readonly label: string;
  /** The newest value, as people read it. */
  readonly value: string;
  /** What the line shows, for those who do not see it. */
  readonly spoken: string;
  /** The newest value is one to look at. */
  readonly bad?: boolean;
  readonly points: readonly SparkPoint[];
  /** Moments at both edges, milliseconds. */
  readonly from: number;
  readonly to: number;
  /** The scale ends at this value at least. */
  readonly least: number;
};

/** The line's own grid; it is stretched to the box. */
const [WIDTH, HEIGHT] = [240, 40];
/** Points further apart than this are not joined, milliseconds: four readings are missing. */
const GAP_MS = 5000;

export function Sparkline({ label, value, spoken, bad = false, points, from, to, least }: SparklineProps) {
  const top = sparkTop(
    points.map((point) => point.value),
    least,
  );
  return (
    <div class="ui-spark" data-bad={bad}>
      <p class="ui-spark-label">{label}</p>
      <p class="ui-spark-value ui-numbers">{value}</p>
      <svg class="ui-spark-line" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img">
        <title>{spoken}</title>
        <path d={sparkPath(points, { width: WIDTH, height: HEIGHT, from, to, top, gap: GAP_MS })} />
      </svg>
    </div>
  );
}
