/** Suggestions for what is being typed: asked for when the typing pauses, an older answer never after a newer one. */
import { useEffect, useState } from "preact/hooks";
import { searchPath } from "../route.ts";
import { strings } from "../strings.ts";
import { getSuggestions } from "./search-api.ts";
import { MIN_QUERY, queryOf, type Suggestion } from "./suggestion.ts";

/** A pause in typing that is worth a request, milliseconds: shorter than one notices, longer than between two letters. */
const PAUSE_MS = 150;

/** Empty while nothing is searched for. The last line always leads to all results. */
export function useSuggestions(typed: string, wanted: boolean): readonly Suggestion[] {
  const query = queryOf(typed);
  const asks = wanted && query.length >= MIN_QUERY;
  const [found, setFound] = useState<readonly Suggestion[]>([]);
  useEffect(() => {
    if (!asks) {
      setFound([]);
      return;
    }
    const over = new AbortController();
    const timer = setTimeout(async () => {
      const answer = await getSuggestions(query, over.signal);
      // Without an answer the way to all results is left.
      if (!over.signal.aborted) setFound(answer.kind === "ok" ? answer.value : []);
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      over.abort();
    };
  }, [query, asks]);
  return asks ? [...found, searchFor(query)] : [];
}

const searchFor = (query: string): Suggestion => ({
  ...{ key: "search", href: searchPath(query), kind: "search", picture: null, detail: null },
  label: strings.search.all(query),
});
