/** Tells the player what the channel says, with the playlist that was fetched before if there is one. */
import { useEffect, useRef } from "preact/hooks";
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
