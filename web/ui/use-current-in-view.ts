/** Keeps the link of the place where one is in sight, within a row of links that scrolls where it does not fit. */
import { useEffect, useRef } from "preact/hooks";

/** To be the row's `ref`. `current` names the place, so that a change of it scrolls again. */
export function useCurrentInView(current: string) {
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    row.current
      ?.querySelector(`[aria-current="page"]`)
      ?.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
  }, [current]);
  return row;
}
