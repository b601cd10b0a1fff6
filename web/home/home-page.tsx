/** Who is live, as cards; asked again every few seconds while somebody looks. */
import "./home.css";
import { useEffect, useState } from "preact/hooks";
import type { ChannelState } from "#protocol/channel/channel.ts";
import { type Answer, getLive } from "../api.ts";
import { usePageTitle } from "../page-title.ts";
import { strings } from "../strings.ts";
import { EmptyState, ErrorState } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { LiveCard } from "./live-card.tsx";

/** Between two looks, milliseconds. A page that nobody looks at does not ask. */
const REFRESH_MS = 5000;
const SKELETONS = 4;

export function HomePage() {
  usePageTitle(null);
  const [answer, setAnswer] = useState<Answer<readonly ChannelState[]> | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const over = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      clearTimeout(timer);
      if (document.visibilityState === "visible") {
        const got = await getLive(location.pathname, over.signal);
        if (over.signal.aborted) return;
        // A list that was there stays while one answer is lost.
        setAnswer((before) => (got.kind !== "ok" && before?.kind === "ok" ? before : got));
      }
      timer = setTimeout(() => void ask(), REFRESH_MS);
    };
    void ask();
    document.addEventListener("visibilitychange", () => void ask(), { signal: over.signal });
    return () => {
      over.abort();
      clearTimeout(timer);
    };
  }, [tries]);
  return (
    <main class="home" id="content">
      <h1>{strings.home.title}</h1>
      <HomeContent answer={answer} onRetry={() => setTries(tries + 1)} />
    </main>
  );
}

type HomeContentProps = { readonly answer: Answer<readonly ChannelState[]> | null; readonly onRetry: () => void };

function HomeContent({ answer, onRetry }: HomeContentProps) {
  const { home } = strings;
  if (answer === null) {
    return (
      <div class="cards" aria-busy="true">
        <span class="ui-spoken">{home.loading}</span>
        {Array.from({ length: SKELETONS }, (_, at) => (
          <CardSkeleton key={at} />
        ))}
      </div>
    );
  }
  if (answer.kind !== "ok") {
    return (
      <ErrorState title={home.failedTitle} onRetry={onRetry}>
        {home.failedText}
      </ErrorState>
    );
  }
  if (answer.value.length === 0) return <NobodyLive />;
  const mostWatchedFirst = [...answer.value].sort((a, b) => b.viewers - a.viewers || a.login.localeCompare(b.login));
  return (
    <ul class="cards">
      {mostWatchedFirst.map((channel) => (
        <li key={channel.login}>
          <LiveCard channel={channel} />
        </li>
      ))}
    </ul>
  );
}

function CardSkeleton() {
  return (
    <div class="card">
      <Skeleton ratio="16 / 9" />
      <div class="card-row">
        <Skeleton width="40px" height="40px" round />
        <div class="card-words">
          <Skeleton width="80%" />
          <Skeleton width="50%" />
        </div>
      </div>
    </div>
  );
}

function NobodyLive() {
  const { home } = strings;
  return (
    <EmptyState icon="radio" title={home.emptyTitle}>
      <p>{home.emptyText}</p>
      <ol class="steps">
        {home.emptySteps.map(([words, code]) => (
          <li key={words}>
            {words}
            {code === null ? null : <code>{code}</code>}
          </li>
        ))}
      </ol>
    </EmptyState>
  );
}
