/** Tells the player what the channel says, with the playlist that was fetched before if there is one. */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { ChannelState } from "#protocol/channel/channel.ts";
import { MASTER_NAME } from "#protocol/playback/addresses.ts";
import { takeEarlyPlaylist } from "../early.ts";
import type { Player } from "./player/player.ts";

export type Playback = {
  /** Null until there is one, or while nothing is to play. */
  readonly player: Player | null;
  readonly login: string;
  readonly channel: ChannelState | null;
  readonly playlist: string | null;
};

export function usePlayback({ player, login, channel, playlist }: Playback): void {
  const latencyMode = channel?.latencyMode ?? null;
  const state = channel?.state ?? null;
  const broadcastId = channel?.broadcastId ?? null;
  // Before the broadcast is loaded: it begins at the distance that it is played at.
  useLayoutEffect(() => {
    if (player !== null && latencyMode !== null) player.setChannelLatency(latencyMode);
  }, [player, latencyMode]);
  const text = useRef(playlist);
  text.current = playlist;
  useLayoutEffect(() => {
    if (player === null || state === null) return;
    const path = location.pathname;
    let current = true;
    const tell = async () => {
      const playable = state === "live" || state === "reconnecting";
      const found = text.current === null ? null : { text: text.current, first: null };
      const early = playable ? (found ?? (await takeEarlyPlaylist(path))) : null;
      if (current) player.setChannel(state, broadcastId, `/live/${login}/${MASTER_NAME}`, early);
    };
    void tell();
    return () => {
      current = false;
    };
  }, [player, login, state, broadcastId]);
}
