/** How fast a chat is written, from the lines that the page has. Pure. */
import { type Line, MAX_LINES } from "../chat/lines.ts";

/** The span that is counted, milliseconds. */
const MINUTE_MS = 60_000;

/** Messages a minute; `sampled` is what a busy room said of itself: a page is not shown all of them. */
export function chatRate(
  lines: readonly Line[],
  sampled: { readonly shown: number; readonly total: number } | null,
  nowMs: number,
): number {
  const times = lines.flatMap((line) => (line.kind === "message" ? [line.event.at] : []));
  const recent = times.filter((at) => nowMs - at < MINUTE_MS);
  const oldest = recent[0];
  if (oldest === undefined) return 0;
  // A list that is full and younger than a minute holds what came in a part of it.
  const isCut = lines.length >= MAX_LINES && recent.length === times.length;
  const rate = isCut ? (recent.length * MINUTE_MS) / Math.max(1000, nowMs - oldest) : recent.length;
  return Math.round(sampled === null || sampled.shown === 0 ? rate : (rate * sampled.total) / sampled.shown);
}
