/** Whether the list follows its newest line, and why not: the reader looks up, or a moderator points at a line and must not miss it. */
import { useEffect, useRef, useState } from "preact/hooks";

/** Distance from the foot that still counts as being there, pixels: about a line and a half. */
const NEAR_FOOT_PX = 40;
/** Time after which a pointer that does not move has been forgotten over the list, milliseconds. */
const POINTER_REST_MS = 4000;

export type Pause = {
  /** Number of the newest event when it began. */
  readonly position: number;
  readonly by: "reader" | "pointer";
};

export type Pausing = {
  readonly hold: (by: Pause["by"]) => void;
  readonly follow: () => void;
  readonly scrolled: () => void;
  readonly pointed: () => void;
  readonly unpointed: () => void;
};

/** Null while following. `points`: a pointer over the list holds it. */
export function usePause(
  box: { readonly current: HTMLElement | null },
  position: number,
  points: boolean,
): readonly [Pause | null, Pausing] {
  const [pause, setPause] = useState<Pause | null>(null);
  const last = useRef({ top: 0, height: 0 });
  const rest = useRef<ReturnType<typeof setTimeout> | null>(null);
  const forget = () => {
    if (rest.current !== null) clearTimeout(rest.current);
    rest.current = null;
  };
  useEffect(() => forget, []);
  const release = () => {
    forget();
    setPause((before) => (before?.by === "pointer" ? null : before));
  };
  const pausing: Pausing = {
    hold: (by) => setPause((before) => ({ position: before?.position ?? position, by })),
    follow: () => setPause(null),
    scrolled() {
      const element = box.current;
      if (element === null) return;
      const isNear = element.scrollHeight - element.scrollTop - element.clientHeight <= NEAR_FOOT_PX;
      // A box that grows, as when a phone's keyboard closes, moves by itself.
      const isResized = element.clientHeight !== last.current.height;
      const wentUp = !isResized && element.scrollTop < last.current.top;
      last.current = { top: element.scrollTop, height: element.clientHeight };
      setPause((before) => {
        // A list that grows under a pointer that holds it is far from its foot without anybody having scrolled.
        if (before?.by === "pointer") return wentUp ? { ...before, by: "reader" } : before;
        if (isNear) return null;
        return before ?? (wentUp ? { position, by: "reader" } : null);
      });
    },
    pointed() {
      if (!points) return;
      forget();
      rest.current = setTimeout(release, POINTER_REST_MS);
      setPause((before) => before ?? { position, by: "pointer" });
    },
    unpointed: release,
  };
  return [pause, pausing];
}
