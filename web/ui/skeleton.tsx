/** The place of something that is on its way, in its final size, so that nothing moves when it comes. */
import "./skeleton.css";

export type SkeletonProps = {
  /** Any CSS length; the full width of the box by default. */
  readonly width?: string;
  readonly height?: string;
  /** Width to height, for example `16 / 9`, instead of a height. */
  readonly ratio?: string;
  readonly round?: boolean;
};

export function Skeleton({ width = "100%", height, ratio, round = false }: SkeletonProps) {
  return (
    <span
      class="ui-skeleton"
      aria-hidden="true"
      data-round={round}
      style={{ width, height: height ?? (ratio === undefined ? "1em" : "auto"), aspectRatio: ratio ?? "auto" }}
    />
  );
}
