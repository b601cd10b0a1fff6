/** `/embed/:login?muted&autoplay&time&video`: the player alone, for other sites to show within theirs. */
import "./embed.css";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Vod } from "#protocol/channel/channel.ts";
import { getVod } from "../api.ts";
import { type ApiAnswer, isMissing } from "../ask.ts";
import { currentSearch } from "../navigation.ts";
import { usePageTitle } from "../page-title.ts";
import { channelPath, vodPath } from "../route.ts";
import { strings } from "../strings.ts";
import { ErrorState } from "../ui/notice.tsx";
import { MatureNotice, useMature } from "../watch/mature-notice.tsx";
import type { Player } from "../watch/player/player.ts";
import { PlayerStage } from "../watch/player-stage.tsx";
import { useChannel } from "../watch/use-channel.ts";
import { usePlayback } from "../watch/use-playback.ts";
import { type EmbedOptions, embedOptionsOf } from "./embed-options.ts";

export function EmbedPage({ login }: { readonly login: string }) {
  // As the page was asked for: an embedded player does not go elsewhere.
  const [options] = useState(() => embedOptionsOf(currentSearch.value));
  return options.video === null ? (
    <EmbeddedChannel login={login} options={options} />
  ) : (
    <EmbeddedVod id={options.video} options={options} />
  );
}

function EmbeddedChannel({ login, options }: { readonly login: string; readonly options: EmbedOptions }) {
  const { channel, playlist, trouble, refresh } = useChannel(login);
  const [player, onPlayer] = useEmbeddedPlayer(options);
  const [allowed, agree] = useMature(channel);
  const name = channel?.displayName ?? login;
  usePageTitle(name);
  usePlayback({ player: allowed ? player : null, login, channel, playlist });
  return (
    <main class="embed" id="content">
      <h1 class="ui-spoken">{name}</h1>
      <PlayerStage
        live
        recorded={null}
        name={name}
        newest={null}
        theatre={false}
        onTheatre={null}
        onPlayer={onPlayer}
      />
      {allowed ? null : <MatureNotice channel={channel} onAgree={agree} />}
      {trouble === null ? (
        <WayOut href={channelPath(login)} name={name} />
      ) : (
        <div class="embed-trouble">
          {trouble === "unknown" ? (
            <ErrorState title={strings.missing.channel(login)} />
          ) : (
            <ErrorState title={strings.player.unreachableTitle} onRetry={refresh}>
              {strings.player.unreachableText}
            </ErrorState>
          )}
        </div>
      )}
    </main>
  );
}

function EmbeddedVod({ id, options }: { readonly id: string; readonly options: EmbedOptions }) {
  const [answer, setAnswer] = useState<ApiAnswer<Vod> | null>(null);
  const [tries, setTries] = useState(0);
  const [player, onPlayer] = useEmbeddedPlayer(options);
  const vod = answer?.kind === "ok" ? answer.value : null;
  usePageTitle(vod === null ? null : vod.title || strings.untitled);
  useEffect(() => {
    const over = new AbortController();
    void getVod(id, over.signal).then((got) => !over.signal.aborted && setAnswer(got));
    return () => over.abort();
  }, [id, tries]);
  const playlist = vod?.playlist ?? null;
  useEffect(() => {
    if (player === null || playlist === null) return;
    void player.load(playlist, id, null);
    return options.time === 0 ? undefined : seekOnceShown(player, options.time);
  }, [player, playlist, id]);
  return (
    <main class="embed" id="content">
      <h1 class="ui-spoken">{vod?.title ?? strings.untitled}</h1>
      <PlayerStage
        live={false}
        recorded={vod?.duration ?? 0}
        name={null}
        newest={null}
        theatre={false}
        onTheatre={null}
        onPlayer={onPlayer}
      />
      {answer === null || vod !== null ? (
        <WayOut href={vodPath(id)} name={vod?.title || strings.untitled} />
      ) : (
        <div class="embed-trouble">
          {isMissing(answer) ? (
            <ErrorState title={strings.embed.vodMissing} />
          ) : (
            <ErrorState title={strings.vod.failedTitle} onRetry={() => setTries(tries + 1)}>
              {strings.vod.failedText}
            </ErrorState>
          )}
        </div>
      )}
    </main>
  );
}

/** A player that begins as the address says. */
function useEmbeddedPlayer({ muted, autoplay }: EmbedOptions): readonly [Player | null, (made: Player) => void] {
  const [player, setPlayer] = useState<Player | null>(null);
  const onPlayer = useCallback((made: Player) => {
    if (muted) made.setMuted(true);
    if (!autoplay) made.pause();
    setPlayer(made);
  }, []);
  return [player, onPlayer];
}

/** Seeks when the first picture is there: before it nothing can be sought. */
function seekOnceShown(player: Player, time: number): () => void {
  const stop = player.subscribe(() => {
    if (!player.view.facts.hasFrame) return;
    stop();
    player.seekTo(time);
  });
  return stop;
}

/** To the page itself, in a window of its own: this one belongs to another site. */
function WayOut({ href, name }: { readonly href: string; readonly name: string }) {
  return (
    <a class="embed-out" href={href} target="_blank" rel="noopener">
      {strings.embed.watchOn(name)}
    </a>
  );
}
