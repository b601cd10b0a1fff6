/** Drags the things of a list by a handle: tells where the one that is held belongs, as the pointer moves. Knows no panel. */
import { useEffect, useRef, useState } from "preact/hooks";
import { placeAt } from "./panel-list.ts";

export type DragOrder = {
  /** The index of what is held. */
  readonly held: number | null;
  /** For the handle of the thing at this index; the list is the handle's nearest `ul` or `ol`. */
  readonly onPointerDown: (event: PointerEvent, index: number) => void;
};

export function useDragOrder(onMove: (from: number, to: number) => void): DragOrder {
  const [held, setHeld] = useState<number | null>(null);
  const drag = useRef<AbortController | null>(null);
  const latest = useRef(onMove);
  latest.current = onMove;
  useEffect(() => () => drag.current?.abort(), []);
  const onPointerDown = (event: PointerEvent, index: number) => {
    const list = event.target instanceof Element ? event.target.closest("ul, ol") : null;
    if (list === null || event.button !== 0) return;
    event.preventDefault();
    drag.current?.abort();
    const over = new AbortController();
    drag.current = over;
    let at = index;
    setHeld(at);
    // On the window: what is held changes its place in the document while it is dragged.
    addEventListener(
      "pointermove",
      ({ clientY }) => {
        const others = [...list.children].filter((_, place) => place !== at);
        const middles = others.map((other) => other.getBoundingClientRect()).map(({ top, height }) => top + height / 2);
        const to = placeAt(clientY, middles);
        if (to === at) return;
        latest.current(at, to);
        at = to;
        setHeld(at);
      },
      { signal: over.signal },
    );
    const end = () => {
      over.abort();
      setHeld(null);
    };
    addEventListener("pointerup", end, { signal: over.signal });
    addEventListener("pointercancel", end, { signal: over.signal });
  };
  return { held, onPointerDown };
}
