/** A channel: the picture as large as the window allows, the chat at its side, what the channel is underneath. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { ChannelState } from "#protocol/channel/channel.ts";
import { MASTER_NAME } from "#protocol/playback/addresses.ts";
import { takeEarlyPlaylist } from "../early.ts";
import { MissingPage } from "../missing-page.tsx";
import { usePageTitle } from "../page-title.ts";
import { strings } from "../strings.ts";
import { ErrorState } from "../ui/notice.tsx";
import { ChannelInfo } from "./channel-info.tsx";
import { ChatPanel } from "./chat-panel.tsx";
import type { Player } from "./player/player.ts";
import { PlayerStage } from "./player-stage.tsx";
import { Recordings } from "./recordings.tsx";
import { useChannel, useRecordings } from "./use-channel.ts";
import { useTheatre } from "./use-theatre.ts";

export function ChannelPage({ login }: { readonly login: string }) {
  const { channel, playlist, trouble, refresh } = useChannel(login);
  const [theatre, toggleTheatre] = useTheatre();
  const [player, setPlayer] = useState<Player | null>(null);
  const resting = channel !== null && !channel.live;
  const recordings = useRecordings(login, resting);
  const name = channel?.displayName ?? login;
  usePageTitle(channel === null ? name : `${name}${channel.live ? ` · ${strings.live}` : ""}`);
  usePlayback(player, login, channel, playlist);
  const onPlayer = useCallback((made: Player) => setPlayer(made), []);
  if (trouble === "unknown") {
    return <MissingPage title={strings.missing.channel(login)} text={strings.missing.text} />;
  }
  const newest = recordings?.kind === "ok" ? (recordings.value[0] ?? null) : null;
  return (
    <main class="watch" id="content" data-theatre={theatre}>
      <div class="watch-main">
        <div class="watch-player">
          <PlayerStage
            live
            recorded={null}
            name={name}
            newest={newest}
            theatre={theatre}
            onTheatre={toggleTheatre}
            onPlayer={onPlayer}
          />
          {trouble === "unreachable" ? (
            <div class="watch-trouble">
              <ErrorState title={strings.player.unreachableTitle} onRetry={refresh}>
                {strings.player.unreachableText}
              </ErrorState>
            </div>
          ) : null}
        </div>
        <ChannelInfo channel={channel} login={login} />
        {resting ? <Recordings answer={recordings} /> : null}
      </div>
      <ChatPanel login={login} />
    </main>
  );
}

/** Tells the player what the channel says, with the playlist that was fetched before if there is one. */
function usePlayback(
  player: Player | null,
  login: string,
  channel: ChannelState | null,
  playlist: string | null,
): void {
  const state = channel?.state ?? null;
  const broadcastId = channel?.broadcastId ?? null;
  const text = useRef(playlist);
  text.current = playlist;
  useEffect(() => {
    if (player === null || state === null) return;
    const path = location.pathname;
    let current = true;
    const tell = async () => {
      const playable = state === "live" || state === "reconnecting";
      const early = playable ? (text.current ?? (await takeEarlyPlaylist(path))) : null;
      if (current) player.setChannel(state, broadcastId, `/live/${login}/${MASTER_NAME}`, early);
    };
    void tell();
    return () => {
      current = false;
    };
  }, [player, login, state, broadcastId]);
}
