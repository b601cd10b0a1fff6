/**
 * Draws the lines of a long list that are on screen and a margin, and no others. While following, the newest line stays at the foot; else
 * the line at the upper edge stays where it is, whatever comes, goes or turns out higher than it was thought to be.
 */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { anchorAt, GUESSED_PX, offsetOf, sameWindow, type Window, windowAt, windowAtFoot } from "./window-range.ts";

export type LineWindow = Window & {
  /** Remembers where the box stands now: on every scroll, and before the list stops following. */
  readonly holdPlace: () => void;
  /** Puts a line into the middle of the box. Does nothing while following. */
  readonly showLine: (id: string) => void;
};

type Anchor = { readonly id: string; readonly delta: number };
type Ref<T> = { readonly current: T | null };

/** Heights that are remembered of lines that are gone, at most, as a share of those that are there. */
const MAX_STALE_SHARE = 2;

/** `box` scrolls; `list` holds an element per drawn line, in order, and nothing else. */
export function useLineWindow(
  box: Ref<HTMLElement>,
  list: Ref<HTMLElement>,
  ids: readonly string[],
  following: boolean,
): LineWindow {
  const known = useRef(new Map<string, number>());
  const anchor = useRef<Anchor | null>(null);
  const boxHeight = useRef(0);
  /** Where the box was put, or was seen, last: when it is elsewhere the reader has scrolled and the event for it is yet to come. */
  const seenTop = useRef(0);
  const drawn = useRef<Window>({ first: 0, end: 0, before: 0, after: 0 });
  const [, drawAgain] = useState(0);
  const again = useCallback(() => drawAgain((count) => count + 1), []);

  const heightsNow = () => ids.map((id) => known.current.get(id) ?? GUESSED_PX);
  const windowNow = (heights: readonly number[]): Window =>
    following
      ? windowAtFoot(heights, boxHeight.current)
      : windowAt(heights, topOf(anchor.current, ids, heights), boxHeight.current);

  const window = windowNow(heightsNow());
  drawn.current = window;

  useLayoutEffect(() => {
    const element = box.current;
    const lines = list.current;
    if (element === null || lines === null) return;
    const isResized = boxHeight.current !== element.clientHeight;
    boxHeight.current = element.clientHeight;
    for (let at = 0; at < lines.children.length; at++) {
      const id = ids[window.first + at];
      const line = lines.children[at];
      if (id !== undefined && line !== undefined) known.current.set(id, line.getBoundingClientRect().height);
    }
    forgetGone(known.current, ids);
    const heights = heightsNow();
    const scrolledBy = isResized ? 0 : element.scrollTop - seenTop.current;
    if (following) {
      if (scrolledBy > -1) element.scrollTop = element.scrollHeight;
    } else if (anchor.current !== null) {
      const { id, delta } = anchor.current;
      if (Math.abs(scrolledBy) >= 1) anchor.current = { id, delta: delta + scrolledBy };
      const top = lines.offsetTop + topOf(anchor.current, ids, heights);
      if (Math.abs(element.scrollTop - top) >= 1) element.scrollTop = top;
    }
    seenTop.current = element.scrollTop;
    // Lines that were lower than thought leave room for more.
    const right = windowNow(heights);
    if (right.first !== window.first || right.end !== window.end) again();
  });

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    let width = element.clientWidth;
    const observer = new ResizeObserver(() => {
      // Text breaks elsewhere in another width: what was measured is worth nothing.
      if (element.clientWidth !== width) known.current.clear();
      width = element.clientWidth;
      boxHeight.current = element.clientHeight;
      again();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [box, again]);

  const holdPlace = () => {
    const element = box.current;
    if (element === null) return;
    seenTop.current = element.scrollTop;
    const heights = heightsNow();
    const { index, delta } = anchorAt(heights, element.scrollTop - (list.current?.offsetTop ?? 0));
    const id = ids[index];
    if (id === undefined) return;
    anchor.current = { id, delta };
    if (!sameWindow(windowNow(heights), drawn.current)) again();
  };
  const showLine = (id: string) => {
    if (box.current !== null) seenTop.current = box.current.scrollTop;
    anchor.current = { id, delta: -boxHeight.current / 2 };
    again();
  };
  return { ...window, holdPlace, showLine };
}

/** Distance of the box's upper edge from the list's, by the line that stays; the oldest line when that one is gone. */
function topOf(anchor: Anchor | null, ids: readonly string[], heights: readonly number[]): number {
  if (anchor === null) return 0;
  const index = ids.indexOf(anchor.id);
  return index < 0 ? 0 : Math.max(0, offsetOf(heights, index) + anchor.delta);
}

function forgetGone(known: Map<string, number>, ids: readonly string[]): void {
  if (known.size <= (1 + MAX_STALE_SHARE) * Math.max(ids.length, 100)) return;
  const here = new Set(ids);
  for (const id of known.keys()) if (!here.has(id)) known.delete(id);
}
