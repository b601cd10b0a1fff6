/** `/search?q=`: channels, categories, live titles and recordings that fit, best first. */
import "../browse/browse.css";
import "../cards/cards.css";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ChannelState } from "#protocol/channel/channel.ts";
import type { Found } from "#protocol/discovery/search.ts";
import type { ApiAnswer } from "../ask.ts";
import { browseStrings as say } from "../browse/browse-strings.ts";
import { CategoryCard } from "../cards/category-card.tsx";
import { FoundChannel } from "../cards/found-channel.tsx";
import { LiveCard } from "../cards/live-card.tsx";
import { RecordingCard } from "../cards/recording-card.tsx";
import { currentSearch } from "../navigation.ts";
import { usePageTitle } from "../page-title.ts";
import { EmptyState, ErrorState } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { getFound } from "./search-api.ts";
import { queryOf } from "./suggestion.ts";

export function SearchPage() {
  const query = queryOf(new URLSearchParams(currentSearch.value).get("q") ?? "");
  usePageTitle(query === "" ? say.search : say.searchFor(query));
  if (query === "") {
    return (
      <main class="browse" id="content">
        <h1 class="ui-spoken">{say.search}</h1>
        <EmptyState icon="search" title={say.searchEmptyTitle}>
          {say.searchEmptyText}
        </EmptyState>
      </main>
    );
  }
  return (
    <main class="browse" id="content">
      <Results key={query} query={query} />
    </main>
  );
}

function Results({ query }: { readonly query: string }) {
  const [answer, setAnswer] = useState<ApiAnswer<Found> | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const over = new AbortController();
    setAnswer(null);
    void getFound(query, over.signal).then((got) => !over.signal.aborted && setAnswer(got));
    return () => over.abort();
  }, [tries]);
  return (
    <>
      <h1>{say.searchFor(query)}</h1>
      {answer === null ? (
        <div class="found-list" aria-busy="true">
          <span class="ui-spoken">{say.searching}</span>
          <Skeleton height="64px" />
          <Skeleton height="64px" />
        </div>
      ) : answer.kind === "ok" ? (
        <FoundParts found={answer.value} query={query} />
      ) : (
        <ErrorState title={say.searchFailedTitle} onRetry={() => setTries(tries + 1)}>
          {say.searchFailedText}
        </ErrorState>
      )}
    </>
  );
}

function FoundParts({ found, query }: { readonly found: Found; readonly query: string }) {
  const { channels, categories, live, recordings } = found;
  if (channels.length + categories.length + live.length + recordings.length === 0) {
    return (
      <EmptyState icon="search" title={say.nothingTitle(query)}>
        {say.nothingText}
      </EmptyState>
    );
  }
  return (
    <>
      <Part title={say.channels} count={channels.length}>
        <ul class="found-list">
          {channels.map((channel) => (
            <li key={channel.id}>
              <FoundChannel channel={channel} />
            </li>
          ))}
        </ul>
      </Part>
      <Part title={say.categories} count={categories.length}>
        <ul class="cards" data-kind="category">
          {categories.map((category) => (
            <li key={category.id}>
              <CategoryCard category={category} />
            </li>
          ))}
        </ul>
      </Part>
      <Part title={say.titles} count={live.length}>
        <ul class="cards" data-kind="live">
          {live.map((channel: ChannelState) => (
            <li key={channel.id}>
              <LiveCard channel={channel} />
            </li>
          ))}
        </ul>
      </Part>
      <Part title={say.recordings} count={recordings.length}>
        <ul class="cards" data-kind="recording">
          {recordings.map((vod) => (
            <li key={vod.id}>
              <RecordingCard vod={vod} now={Date.now()} isMixed />
            </li>
          ))}
        </ul>
      </Part>
    </>
  );
}

type PartProps = { readonly title: string; readonly count: number; readonly children: ComponentChildren };

function Part({ title, count, children }: PartProps) {
  if (count === 0) return null;
  return (
    <section class="browse-part" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
