/** What a link to a page looks like elsewhere: its title, text, picture and player, as tags for the page's head. Pure. */
import { escapeXml } from "../images/drawings.ts";

/** Characters of a description: more is cut by whoever shows it. */
const MAX_DESCRIPTION = 300;
/** The embedded player's size, pixels. */
export const EMBED_WIDTH = 1280;
export const EMBED_HEIGHT = 720;

export type Preview = {
  readonly title: string;
  readonly description: string;
  /** Addresses with their origin. */
  readonly url: string;
  readonly image: string | null;
  /** The embedded player. */
  readonly player: string;
  /** `oEmbed` and the feed, for programs that look for them. */
  readonly oembed: string;
  readonly feed: string;
};

/** Where the embedded player is. It takes `?muted&autoplay&time` too. */
export const embedPath = (login: string): string => `/embed/${login}`;
export const embedVodPath = (login: string, id: string): string => `/embed/${login}?video=${id}`;

const cut = (text: string): string => {
  const characters = [...text.replaceAll(/\s+/g, " ").trim()];
  return characters.length <= MAX_DESCRIPTION
    ? characters.join("")
    : `${characters.slice(0, MAX_DESCRIPTION - 1).join("")}…`;
};

/** The tags, in the words of Open Graph and of Twitter's cards. */
export function renderTags(preview: Preview): string {
  const { title, url, image, player, oembed, feed } = preview;
  const description = cut(preview.description);
  const properties: readonly (readonly [string, string])[] = [
    ["og:site_name", "Rill"],
    ["og:type", "video.other"],
    ["og:title", title],
    ["og:description", description],
    ["og:url", url],
    ...(image === null ? [] : [["og:image", image] as const]),
    ["og:video", player],
    ["og:video:type", "text/html"],
    ["og:video:width", String(EMBED_WIDTH)],
    ["og:video:height", String(EMBED_HEIGHT)],
  ];
  const names: readonly (readonly [string, string])[] = [
    ["twitter:card", "player"],
    ["twitter:title", title],
    ["twitter:description", description],
    ...(image === null ? [] : [["twitter:image", image] as const]),
    ["twitter:player", player],
    ["twitter:player:width", String(EMBED_WIDTH)],
    ["twitter:player:height", String(EMBED_HEIGHT)],
  ];
  const meta = (key: string, [name, content]: readonly [string, string]): string =>
    `<meta ${key}="${name}" content="${escapeXml(content)}">`;
  return [
    ...properties.map((pair) => meta("property", pair)),
    ...names.map((pair) => meta("name", pair)),
    `<link rel="canonical" href="${escapeXml(url)}">`,
    `<link rel="alternate" type="application/json+oembed" href="${escapeXml(oembed)}" title="${escapeXml(title)}">`,
    `<link rel="alternate" type="application/rss+xml" href="${escapeXml(feed)}" title="${escapeXml(title)}">`,
  ].join("");
}
