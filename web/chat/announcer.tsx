/** Reads new lines out, politely and not faster than a voice can. The list itself is silent: its elements come and go as one scrolls. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Line } from "./lines.ts";
import { spokenLines } from "./spoken.ts";

/** Time between two announcements, milliseconds. */
const PAUSE_MS = 2000;

export function Announcer({ lines }: { readonly lines: readonly Line[] }) {
  const [words, setWords] = useState("");
  const newest = useRef(lines);
  newest.current = lines;
  useEffect(() => {
    // History is not read out: only what comes after it.
    let heard = newest.current.at(-1)?.id ?? null;
    const timer = setInterval(() => {
      const now = newest.current;
      const at = heard === null ? -1 : now.findLastIndex((line) => line.id === heard);
      if (at === now.length - 1) return;
      heard = now.at(-1)?.id ?? null;
      setWords(spokenLines(now.slice(at + 1)));
    }, PAUSE_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <p class="ui-spoken" aria-live="polite">
      {words}
    </p>
  );
}
