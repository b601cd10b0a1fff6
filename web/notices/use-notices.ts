/** The notices of who is signed in: asked for once a minute while somebody looks, and what of them this browser remembers as seen. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { recallNumber, remember } from "../memory.ts";
import { getRecentNotices } from "./notices-api.ts";
import { afterAnswer, type HeldNotices, seenAfter } from "./unseen.ts";

/** Between two looks, milliseconds: soon enough for who waits for a stream, and no load. */
const REFRESH_MS = 60_000;

export type NoticesUse = {
  readonly held: HeldNotices;
  /** The time of the newest notice that was seen, milliseconds since the Unix epoch. */
  readonly seenAt: number | null;
  /** Asks now. */
  readonly look: () => void;
  /** What is held has been seen. */
  readonly markSeen: () => void;
};

export function useNotices(userId: string): NoticesUse {
  // Several people may share a browser.
  const memory = `noticesSeen.${userId}`;
  const [held, setHeld] = useState<HeldNotices>({ kind: "loading" });
  const [seenAt, setSeenAt] = useState(() => recallNumber(memory));
  const looking = useRef<() => void>(() => undefined);

  useEffect(() => {
    const over = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let busy = false;
    let dueAt = 0;
    const ask = async () => {
      if (busy) return;
      busy = true;
      clearTimeout(timer);
      dueAt = Date.now() + REFRESH_MS;
      setHeld((before) => (before.kind === "failed" ? { kind: "loading" } : before));
      const answer = await getRecentNotices(over.signal);
      busy = false;
      if (over.signal.aborted) return;
      setHeld((before) => afterAnswer(before, answer));
      // Another tab may have shown them meanwhile.
      setSeenAt(recallNumber(memory));
      timer = setTimeout(askIfDue, REFRESH_MS);
    };
    const askIfDue = () => {
      if (document.visibilityState === "visible" && Date.now() >= dueAt) void ask();
    };
    looking.current = () => void ask();
    askIfDue();
    document.addEventListener("visibilitychange", askIfDue, { signal: over.signal });
    return () => {
      over.abort();
      clearTimeout(timer);
    };
  }, [memory]);

  const markSeen = () => {
    const next = seenAfter(held, seenAt);
    if (next === null || next === seenAt) return;
    remember(memory, String(next));
    setSeenAt(next);
  };
  return { held, seenAt, look: useCallback(() => looking.current(), []), markSeen };
}
