/** The keys of objects in R2. Everything is immutable and uniquely named; numbers are padded so that keys sort as the numbers do. */

const pad = (value: number): string => String(value).padStart(9, "0");

/** Prefix of the part bundles of one broadcast: the live edge's durable copy, deleted once their segments are stored. */
export const partBundlePrefix = (channelId: string, broadcastId: string): string => `live/${channelId}/${broadcastId}/`;

/** One part interval's object: frames of one or more whole bundles, each preceded by its u32 length; named by its first sequence number. */
export const partBundleKey = (channelId: string, broadcastId: string, firstSeq: number): string =>
  `${partBundlePrefix(channelId, broadcastId)}${pad(firstSeq)}.bundles`;

/** Prefix of everything that a VOD is made of. */
export const vodPrefix = (channelId: string, broadcastId: string): string => `vod/${channelId}/${broadcastId}/`;

/** One finished segment, all renditions back to back. */
export const segmentKey = (channelId: string, broadcastId: string, msn: number): string =>
  `${vodPrefix(channelId, broadcastId)}${pad(msn)}.segment`;

/** A rendition's initialisation section. */
export const initKey = (channelId: string, broadcastId: string, rendition: string, version: number): string =>
  `${vodPrefix(channelId, broadcastId)}${rendition}-${version}.init`;

/** The VOD's index, written once when the broadcast ends. */
export const vodIndexKey = (channelId: string, broadcastId: string): string =>
  `${vodPrefix(channelId, broadcastId)}index.json`;

/** Prefix of a broadcast's chat, for the replay beside its VOD. */
export const chatReplayPrefix = (broadcastId: string): string => `chat/${broadcastId}/`;

/**
 * One minute of a broadcast's chat, gzip of a `replayChunkSchema`; minutes with nothing said have none. `part` counts objects of one minute. What
 * there is, a list of the prefix says: a chunk that somebody was taken out of is another object (`nextChatReplayKey`).
 */
export const chatReplayKey = (broadcastId: string, minute: number, part: number): string =>
  `${chatReplayPrefix(broadcastId)}${pad(minute)}-${part}.json.gz`;

/** The key of the same minute and part without somebody: of several that are listed, the one that was written anew most often counts. */
export function nextChatReplayKey(key: string): string {
  const [, name = "", times = "0"] = /^(.*?)(?:\.([0-9]+))?\.json\.gz$/.exec(key) ?? [];
  return `${name}.${Number(times) + 1}.json.gz`;
}

/** Prefix of the images of all emotes of a channel. */
export const channelEmotesPrefix = (channelId: string): string => `emotes/${channelId}-`;

/** An image of a channel's emote. */
export const emoteImageKey = (emoteId: string, side: number): string => `emotes/${emoteId}/${side}`;

/** One size of a channel's avatar. */
export const avatarKey = (channelId: string, version: string, side: number): string =>
  `images/channels/${channelId}/avatar/${version}/${side}`;

export const bannerKey = (channelId: string, version: string): string =>
  `images/channels/${channelId}/banner/${version}`;

/** A category's picture, as the game data service had it. */
export const boxArtKey = (categoryId: string, version: string): string => `images/categories/${categoryId}/${version}`;

/** Prefix of a channel's stills, of all its broadcasts. */
export const channelStillPrefix = (channelId: string): string => `stills/${channelId}/`;

/** Prefix of the stills of one broadcast. */
export const stillPrefix = (channelId: string, broadcastId: string): string =>
  `${channelStillPrefix(channelId)}${broadcastId}/`;

/** A JPEG of what a broadcast showed, stored at a moment in milliseconds since the Unix epoch. */
export const stillKey = (channelId: string, broadcastId: string, at: number): string =>
  `${stillPrefix(channelId, broadcastId)}${at}`;

/** The moment of a still's key. */
export const stillTimeOfKey = (key: string): number => Number(key.slice(key.lastIndexOf("/") + 1));
