/** What an overlay's address says of its looks, and which lines it shows. Pure. */
import type { Line, MessageLine } from "./lines.ts";

/** Height of the text, pixels. */
export const DEFAULT_SIZE_PX = 28;
const [MIN_SIZE_PX, MAX_SIZE_PX] = [12, 120];
/** Longest time after which a line may go, seconds. */
const MAX_FADE_S = 3600;
/** Lines that are drawn, at most: more than fit any picture. */
export const MAX_OVERLAY_LINES = 40;

export type OverlayOptions = {
  readonly sizePx: number;
  /** Milliseconds after which a line goes; null: it stays until others push it out. */
  readonly fadeMs: number | null;
};

/** `?size=32&fade=30`; what is no number is as if it were not there. */
export function readOverlayOptions(search: string): OverlayOptions {
  const given = new URLSearchParams(search);
  const size = positive(given.get("size"));
  const fade = positive(given.get("fade"));
  return {
    sizePx: size === null ? DEFAULT_SIZE_PX : Math.min(MAX_SIZE_PX, Math.max(MIN_SIZE_PX, size)),
    fadeMs: fade === null ? null : Math.min(MAX_FADE_S, fade) * 1000,
  };
}

/** The newest messages since a moment; what is to be seen no longer is not there at all. */
export function overlayLines(lines: readonly Line[], sinceMs: number): readonly MessageLine[] {
  return lines
    .flatMap((line) => (line.kind === "message" && line.gone === null && line.event.at >= sinceMs ? [line] : []))
    .slice(-MAX_OVERLAY_LINES);
}

function positive(text: string | null): number | null {
  const value = text === null ? Number.NaN : Number(text);
  return Number.isFinite(value) && value > 0 ? value : null;
}
