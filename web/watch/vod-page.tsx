/** A recording: the same player with a seek bar, and the way back to its channel. */
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Vod } from "#protocol/channel/channel.ts";
import { getVod } from "../api.ts";
import { type ApiAnswer, isMissing } from "../ask.ts";
import { agoText, clockTime, fullTime } from "../format.ts";
import { MissingPage } from "../missing-page.tsx";
import { usePageTitle } from "../page-title.ts";
import { channelPath } from "../route.ts";
import { strings } from "../strings.ts";
import { Avatar } from "../ui/avatar.tsx";
import { ErrorState } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import type { Player } from "./player/player.ts";
import { PlayerStage } from "./player-stage.tsx";
import { useTheatre } from "./use-theatre.ts";

export function VodPage({ id }: { readonly id: string }) {
  const [answer, setAnswer] = useState<ApiAnswer<Vod> | null>(null);
  const [tries, setTries] = useState(0);
  const [theatre, toggleTheatre] = useTheatre();
  const [player, setPlayer] = useState<Player | null>(null);
  const onPlayer = useCallback((made: Player) => setPlayer(made), []);
  const vod = answer?.kind === "ok" ? answer.value : null;
  usePageTitle(vod === null ? null : vod.title || strings.untitled);
  useEffect(() => {
    const over = new AbortController();
    void getVod(id, over.signal).then((got) => {
      if (!over.signal.aborted) setAnswer(got);
    });
    return () => over.abort();
  }, [id, tries]);
  const playlist = vod?.playlist ?? null;
  useEffect(() => {
    if (player !== null && playlist !== null) void player.load(playlist, id, null);
  }, [player, playlist, id]);
  if (answer !== null && isMissing(answer))
    return <MissingPage title={strings.missing.vod} text={strings.missing.vodText} />;
  return (
    <main class="watch" id="content" data-theatre={theatre} data-kind="vod">
      <div class="watch-main">
        <div class="watch-player">
          <PlayerStage
            live={false}
            recorded={vod?.duration ?? 0}
            name={null}
            newest={null}
            theatre={theatre}
            onTheatre={toggleTheatre}
            onPlayer={onPlayer}
          />
          {answer?.kind === "failed" ? (
            <div class="watch-trouble">
              <ErrorState title={strings.vod.failedTitle} onRetry={() => setTries(tries + 1)}>
                {strings.vod.failedText}
              </ErrorState>
            </div>
          ) : null}
        </div>
        <VodInfo vod={vod} />
      </div>
    </main>
  );
}

function VodInfo({ vod }: { readonly vod: Vod | null }) {
  const login = vod?.login ?? "";
  return (
    <section class="info" aria-label={strings.vod.recorded}>
      <Avatar name={login} size={48} />
      <div class="info-words">
        <h1 class="info-title" title={vod?.title}>
          {vod === null ? <Skeleton width="14em" height="1.25em" /> : vod.title || strings.untitled}
        </h1>
        <p class="info-name">
          {vod === null ? <Skeleton width="8em" /> : <a href={channelPath(login)}>{strings.vod.by(login)}</a>}
        </p>
      </div>
      <div class="info-figures ui-numbers">
        {vod === null ? null : (
          <>
            <span class="info-figure" title={fullTime(vod.startedAt)}>
              {strings.vod.recorded} {agoText(vod.startedAt, Date.now())}
            </span>
            <span class="info-figure">{clockTime(vod.duration)}</span>
          </>
        )}
      </div>
    </section>
  );
}
