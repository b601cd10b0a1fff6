/** Addresses of pages and pictures as the Twitch-shaped API names them. Pure. */
import { avatarPath, bannerPath, liveStillPath, vodStillPath } from "#protocol/channel/images.ts";
import { type EmoteSide, emotePath } from "#protocol/chat/emote.ts";
import type { HelixEmoteImages } from "#protocol/helix/chat.ts";

const emoteUrl = (origin: string, id: string, side: EmoteSide): string => `${origin}${emotePath(id, side)}`;

export const emoteImages = (origin: string, id: string): HelixEmoteImages => ({
  url_1x: emoteUrl(origin, id, 28),
  url_2x: emoteUrl(origin, id, 56),
  url_4x: emoteUrl(origin, id, 112),
});

/** Programs fill in which emote they want, and how; what it leads to is in `routes.ts`. */
export const emoteTemplate = (origin: string): string =>
  `${origin}/helix/emoticons/v2/{{id}}/{{format}}/{{theme_mode}}/{{scale}}`;

/** Sides of an emote's images by Twitch's scale. */
export const SIDE_OF_SCALE: Readonly<Record<string, EmoteSide>> = { "1.0": 28, "2.0": 56, "3.0": 112 };

export const badgeUrl = (origin: string, set: string): string => `${origin}/badges/${set}.svg`;

type Pictured = { readonly id: string; readonly avatar: string | null };

/** 300 pixels a side, as Twitch's. */
export const avatarUrl = (origin: string, { id, avatar }: Pictured): string =>
  `${origin}${avatarPath(id, avatar, 300)}`;

/** Empty for a channel without one. */
export function bannerUrl(
  origin: string,
  { id, banner }: { readonly id: string; readonly banner: string | null },
): string {
  const path = bannerPath(id, banner);
  return path === null ? "" : `${origin}${path}`;
}

/** Pictures come in the one size that they have: the size that a program fills in does nothing. */
const SIZED = "?size={width}x{height}";

export const boxArtUrl = (origin: string, boxArt: string): string => `${origin}${boxArt}${SIZED}`;

/** Twitch's templates: of a stream with braces, of a recording with percent signs before them. */
export const streamPictureUrl = (origin: string, login: string): string =>
  `${origin}${liveStillPath(login, "{width}x{height}")}`;
export const videoPictureUrl = (origin: string, id: string): string =>
  `${origin}${vodStillPath(id, "%{width}x%{height}")}`;
