/** From rows and an object's standing to what the API says. Pure. */
import type { ChannelStanding } from "#durable-objects/live-channel/calls.ts";
import type { ChannelState, Vod } from "#protocol/channel/channel.ts";
import { MASTER_NAME } from "#protocol/playback/addresses.ts";
import type { AnyRow, ChannelRow, LiveRow, VodRow } from "./rows.ts";

const rfc3339 = (milliseconds: number): string => new Date(milliseconds).toISOString();

export function channelState(row: ChannelRow, standing: ChannelStanding): ChannelState {
  const { state, viewers, broadcastId, startedAt } = standing;
  return {
    id: row.id,
    login: row.login,
    displayName: row.display_name,
    title: row.title,
    state,
    live: state === "live" || state === "reconnecting",
    viewers,
    broadcastId,
    startedAt: startedAt === null ? null : rfc3339(startedAt),
  };
}

/** A channel as the directory has it. */
export const listedState = (row: LiveRow | AnyRow): ChannelState =>
  channelState(row, {
    state: row.broadcast_id === null ? "offline" : "live",
    viewers: row.viewers ?? 0,
    broadcastId: row.broadcast_id,
    startedAt: row.started_at,
  });

export const vodOf = (row: VodRow): Vod => ({
  id: row.id,
  channelId: row.channel_id,
  login: row.login,
  title: row.title,
  startedAt: rfc3339(row.started_at),
  duration: row.duration,
  playlist: `/vods/${row.id}/${MASTER_NAME}`,
});
