/** A list that comes in pages: the first one asked for again while somebody looks, more on request. What was there stays when one answer is lost. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { ApiAnswer } from "../ask.ts";

export type Page<T> = { readonly items: readonly T[]; readonly cursor: string | null };

export type PagesUse<T> = {
  /** Another key is another list. */
  readonly key: string;
  readonly load: (cursor: string | null, signal: AbortSignal) => Promise<ApiAnswer<Page<T>>>;
  /** Of an item among the others: one that comes twice is shown once. */
  readonly id: (item: T) => string;
  /** Between two looks at the first page, milliseconds; absent: once. A page that nobody looks at does not ask. */
  readonly everyMs?: number;
};

export type Pages<T> = {
  readonly state: "loading" | "failed" | "ready";
  readonly items: readonly T[];
  readonly hasMore: boolean;
  readonly busy: boolean;
  readonly more: () => void;
  readonly retry: () => void;
};

type Held<T> = {
  readonly key: string;
  readonly state: Pages<T>["state"];
  readonly items: readonly T[];
  readonly cursor: string | null;
  readonly pages: number;
};

const nothing = <T>(key: string): Held<T> => ({ key, state: "loading", items: [], cursor: null, pages: 0 });

export function usePages<T>({ key, load, id, everyMs }: PagesUse<T>): Pages<T> {
  const [held, setHeld] = useState<Held<T>>(() => nothing(key));
  const [busy, setBusy] = useState(false);
  const [tries, setTries] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  const pages = useRef(0);
  const shown = held.key === key ? held : nothing<T>(key);
  pages.current = shown.pages;
  const leaving = useRef(new AbortController());

  useEffect(() => {
    const over = new AbortController();
    leaving.current = over;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      clearTimeout(timer);
      // Who has gone on to further pages keeps their place in the list.
      if (document.visibilityState === "visible" && pages.current <= 1) {
        const answer = await latest.current(null, over.signal);
        if (over.signal.aborted) return;
        if (pages.current <= 1) setHeld((before) => afterFirst(before, key, answer));
      }
      if (everyMs !== undefined) timer = setTimeout(() => void ask(), everyMs);
    };
    void ask();
    if (everyMs !== undefined) document.addEventListener("visibilitychange", () => void ask(), { signal: over.signal });
    return () => {
      over.abort();
      clearTimeout(timer);
    };
  }, [key, everyMs, tries]);

  const more = async () => {
    const { signal } = leaving.current;
    if (busy || shown.cursor === null) return;
    setBusy(true);
    const answer = await load(shown.cursor, signal);
    setBusy(false);
    if (signal.aborted || answer.kind !== "ok") return;
    const { items, cursor } = answer.value;
    setHeld((before) => {
      const known = new Set(before.items.map(id));
      const added = items.filter((item) => !known.has(id(item)));
      return { ...before, items: [...before.items, ...added], cursor, pages: before.pages + 1 };
    });
  };
  return {
    state: shown.state,
    items: shown.items,
    hasMore: shown.cursor !== null,
    busy,
    more: () => void more(),
    retry: () => {
      setHeld(nothing(key));
      setTries(tries + 1);
    },
  };
}

function afterFirst<T>(before: Held<T>, key: string, answer: ApiAnswer<Page<T>>): Held<T> {
  if (answer.kind === "ok") {
    const { items, cursor } = answer.value;
    return { key, state: "ready", items, cursor, pages: 1 };
  }
  if (before.key === key && before.state === "ready") return before;
  return { ...nothing<T>(key), state: "failed" };
}
