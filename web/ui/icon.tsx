/** An icon: 20 px, a stroke of 1.5 px, in the colour of the text around it. Decorative: its meaning is in the words beside it. */
import { ICON_PATHS, type IconName } from "./icon-paths.ts";

export type IconProps = { readonly name: IconName; readonly size?: number };

/** Lucide draws on a grid of 24; the stroke is given in that grid so that it comes out at 1.5 px at any size. */
const GRID = 24;
const STROKE_PX = 1.5;

export function Icon({ name, size = 20 }: IconProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox={`0 0 ${GRID} ${GRID}`}
      fill="none"
      stroke="currentColor"
      stroke-width={(STROKE_PX * GRID) / size}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={ICON_PATHS[name]} />
    </svg>
  );
}
