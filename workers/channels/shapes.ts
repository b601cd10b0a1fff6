/** From rows and an object's standing to what the API says. Pure. */
import type { ChannelStanding } from "#durable-objects/live-channel/calls.ts";
import type { ChannelState, Vod } from "#protocol/channel/channel.ts";
import { avatarPath, bannerPath, stillPath } from "#protocol/channel/images.ts";
import type { CategoryName } from "#protocol/discovery/category.ts";
import { MASTER_NAME } from "#protocol/playback/addresses.ts";
import type { DescribedRow, ListedRow } from "./described.ts";
import { isMature, labelsOf } from "./labels.ts";
import type { VodRow } from "./rows.ts";

const rfc3339 = (milliseconds: number): string => new Date(milliseconds).toISOString();

export function channelState(row: DescribedRow, standing: ChannelStanding): ChannelState {
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
    category: categoryName(row),
    tags: row.tags,
    language: row.language,
    mature: isMature(row),
    labels: [...labelsOf(row)],
    latencyMode: row.latency_mode,
    followers: row.followers,
    description: row.description,
    avatar: avatarPath(row.id, row.avatar, 300),
    banner: bannerPath(row.id, row.banner),
    // The list may be a moment behind the object: what is over, or just began, has none.
    still: row.still !== null && row.still.broadcastId === broadcastId ? liveStill(row.id, row.still) : null,
  };
}

const liveStill = (channelId: string, { broadcastId, at }: NonNullable<DescribedRow["still"]>): string =>
  stillPath(channelId, broadcastId, at);

/** A channel as the directory has it. */
export const listedState = (row: ListedRow): ChannelState =>
  channelState(row, {
    state: row.broadcast_id === null ? "offline" : "live",
    viewers: row.viewers ?? 0,
    broadcastId: row.broadcast_id,
    startedAt: row.started_at,
  });

export function categoryName({ category_id, category_name, category_slug }: DescribedRow): CategoryName | null {
  if (category_id === null || category_name === null || category_slug === null) return null;
  return { id: category_id, name: category_name, slug: category_slug };
}

export const vodOf = (row: VodRow): Vod => ({
  id: row.id,
  channelId: row.channel_id,
  login: row.login,
  title: row.title,
  startedAt: rfc3339(row.started_at),
  duration: row.duration,
  playlist: `/vods/${row.id}/${MASTER_NAME}`,
  still: row.still === null ? null : stillPath(row.channel_id, row.id, row.still),
});
