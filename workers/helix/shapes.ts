/** From rows to what the Twitch-shaped API says of users, channels, streams, categories and recordings. Pure. */
import type { Category } from "#protocol/discovery/category.ts";
import type {
  HelixChannel,
  HelixFoundChannel,
  HelixFoundGame,
  HelixGame,
  HelixStream,
  HelixVideo,
} from "#protocol/helix/channels.ts";
import type {
  HelixBroadcaster,
  HelixFollowed,
  HelixFollower,
  HelixOwnSubscription,
  HelixPerson,
  HelixSubscription,
  HelixUser,
} from "#protocol/helix/people.ts";
import type { DescribedRow, ListedRow } from "../channels/described.ts";
import { isMature, labelsOf } from "../channels/labels.ts";
import { avatarUrl, bannerUrl, boxArtUrl, streamPictureUrl, videoPictureUrl } from "./pictures.ts";
import type { FollowRow, PersonRow } from "./rows/people.ts";
import type { StreamRow } from "./rows/streams.ts";
import type { VideoRow } from "./rows/videos.ts";

/** RFC 3339, whole seconds, as Twitch writes most times. */
export const timeOf = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, "2026-01-01T00:00:00".length)}Z`;

export type Named = { readonly id: string; readonly login: string; readonly display_name: string };

export const personOf = ({ id, login, display_name }: Named): HelixPerson => ({
  user_id: id,
  user_login: login,
  user_name: display_name,
});

export const broadcasterOf = ({ id, login, display_name }: Named): HelixBroadcaster => ({
  broadcaster_id: id,
  broadcaster_login: login,
  broadcaster_name: display_name,
});

export const userOf = (origin: string, row: PersonRow, email: string | null): HelixUser => ({
  id: row.id,
  login: row.login,
  display_name: row.display_name,
  type: row.staff ? "staff" : "",
  broadcaster_type: "",
  description: row.description,
  profile_image_url: avatarUrl(origin, row),
  offline_image_url: bannerUrl(origin, row),
  view_count: 0,
  ...(email === null ? {} : { email }),
  created_at: timeOf(row.created_at),
});

export const followerOf = (row: FollowRow): HelixFollower => ({
  ...personOf(row),
  followed_at: timeOf(row.followed_at),
});
export const followedOf = (row: FollowRow): HelixFollowed => ({
  ...broadcasterOf(row),
  followed_at: timeOf(row.followed_at),
});

export const subscriptionOf = (channel: Named, subscriber: Named): HelixSubscription => ({
  ...broadcasterOf(channel),
  gifter_id: "",
  gifter_login: "",
  gifter_name: "",
  is_gift: false,
  plan_name: `Channel Subscription (${channel.login})`,
  tier: "1000",
  ...personOf(subscriber),
});

export const ownSubscriptionOf = (channel: Named): HelixOwnSubscription => ({
  ...broadcasterOf(channel),
  is_gift: false,
  tier: "1000",
});

const namedGame = ({ category_id, category_name }: DescribedRow) => ({
  game_id: category_id ?? "",
  game_name: category_name ?? "",
});

export const channelOf = (row: DescribedRow): HelixChannel => ({
  ...broadcasterOf(row),
  broadcaster_language: row.language ?? "",
  ...namedGame(row),
  title: row.title,
  delay: 0,
  tags: row.tags,
  content_classification_labels: labelsOf(row),
  is_branded_content: false,
});

export const streamOf = (origin: string, row: StreamRow): HelixStream => ({
  id: row.broadcast_id,
  ...personOf(row),
  ...namedGame(row),
  type: "live",
  title: row.title,
  viewer_count: row.viewers,
  started_at: timeOf(row.started_at),
  language: row.language ?? "",
  thumbnail_url: streamPictureUrl(origin, row.login),
  tag_ids: [],
  tags: row.tags,
  is_mature: isMature(row),
});

export const foundChannelOf = (origin: string, row: ListedRow): HelixFoundChannel => ({
  broadcaster_language: row.language ?? "",
  broadcaster_login: row.login,
  display_name: row.display_name,
  ...namedGame(row),
  id: row.id,
  is_live: row.started_at !== null,
  tag_ids: [],
  tags: row.tags,
  thumbnail_url: avatarUrl(origin, row),
  title: row.title,
  started_at: row.started_at === null ? "" : timeOf(row.started_at),
});

export const foundGameOf = (origin: string, { id, name, boxArt }: Category): HelixFoundGame => ({
  id,
  name,
  box_art_url: boxArtUrl(origin, boxArt),
});

export const gameOf = (origin: string, category: Category): HelixGame => ({
  ...foundGameOf(origin, category),
  igdb_id: category.igdbId ?? "",
});

export const videoOf = (origin: string, row: VideoRow): HelixVideo => ({
  id: row.id,
  // A recording has the id of its broadcast.
  stream_id: row.id,
  ...personOf({ id: row.channel_id, login: row.login, display_name: row.display_name }),
  title: row.title,
  description: "",
  created_at: timeOf(row.started_at),
  published_at: timeOf(row.started_at),
  url: `${origin}/vods/${row.id}`,
  thumbnail_url: videoPictureUrl(origin, row.id),
  viewable: "public",
  view_count: 0,
  language: row.language ?? "",
  type: "archive",
  duration: durationOf(row.duration),
  muted_segments: [],
});

/** Seconds as Twitch writes a length: `1h2m3s`. */
export function durationOf(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const hour = hours > 0 ? `${hours}h` : "";
  return `${hour}${hours > 0 || minutes > 0 ? `${minutes}m` : ""}${whole % 60}s`;
}
