/** The pictures of channels, of what they show, and of categories: their sizes, and the addresses at which they are found. A version's bytes never change. Pure. */

/** Pixels of a side of an avatar, each a picture of its own. */
export const AVATAR_SIDES = [70, 300] as const;
export type AvatarSide = (typeof AVATAR_SIDES)[number];
export const BANNER_WIDTH = 1200;
export const BANNER_HEIGHT = 480;
/** Bytes of one picture, at most. */
export const MAX_AVATAR_BYTES = 1024 * 1024;
export const MAX_BANNER_BYTES = 4 * 1024 * 1024;

/** Avatars that we draw for those who have none; which one is told by the id. */
export const DRAWN_AVATARS = 12;

/** `version` null: none was uploaded, and one of ours is shown. */
export const avatarPath = (channelId: string, version: string | null, side: AvatarSide): string =>
  version === null
    ? `/images/avatars/${Number(channelId) % DRAWN_AVATARS}.svg`
    : `/images/channels/${channelId}/avatar/${version}/${side}`;

export const bannerPath = (channelId: string, version: string | null): string | null =>
  version === null ? null : `/images/channels/${channelId}/banner/${version}`;

/** Sizes of box art: three wide to four high, as cases of games are. */
export const BOX_ART_WIDTH = 285;
export const BOX_ART_HEIGHT = 380;

/** `version` null: drawn by us. */
export const boxArtPath = (categoryId: string, version: string | null): string =>
  version === null ? `/images/categories/${categoryId}.svg` : `/images/categories/${categoryId}/${version}`;

/** A still of a broadcast, stored at a moment in milliseconds since the Unix epoch. */
export const stillPath = (channelId: string, broadcastId: string, at: number): string =>
  `/images/stills/${channelId}/${broadcastId}/${at}`;

/** What a live channel shows now, and a recording's still, at addresses that stay: for those who ask later than they read. Any size leads to the one there is. */
export const liveStillPath = (login: string, size: string): string => `/images/stills/live/${login}-${size}.jpg`;
export const vodStillPath = (id: string, size: string): string => `/images/stills/vods/${id}-${size}.jpg`;
