/** The time of now for something that counts down: draws anew each quarter of a second until the moment is reached. */
import { useEffect, useState } from "preact/hooks";

/** Often enough that a second is never skipped. */
const TICK_MS = 250;

/** Milliseconds since the epoch. */
export function useNowUntil(until: number): number {
  const [, tick] = useState(0);
  useEffect(() => {
    if (until <= Date.now()) return;
    const timer = setInterval(() => {
      tick((count) => count + 1);
      if (Date.now() >= until) clearInterval(timer);
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [until]);
  return Date.now();
}
