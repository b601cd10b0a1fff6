/** A channel's recordings as RSS 2.0, their pictures in the words of Media RSS. Pure. */
import { escapeXml } from "../images/drawings.ts";

export type FeedItem = {
  readonly title: string;
  readonly url: string;
  readonly at: number;
  /** Its address; null for none. */
  readonly picture: string | null;
};
export type Feed = {
  readonly title: string;
  readonly description: string;
  readonly url: string;
  /** The feed's own address. */
  readonly self: string;
  readonly items: readonly FeedItem[];
};

export function renderFeed({ title, description, url, self, items }: Feed): string {
  const element = (name: string, text: string): string => `<${name}>${escapeXml(text)}</${name}>`;
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><channel>`,
    element("title", title),
    element("link", url),
    element("description", description),
    `<atom:link href="${escapeXml(self)}" rel="self" type="application/rss+xml"/>`,
    ...items.map((item) => {
      // RFC 822 dates, as RSS has them.
      const date = new Date(item.at).toUTCString();
      const picture = item.picture === null ? "" : `<media:thumbnail url="${escapeXml(item.picture)}"/>`;
      return `<item>${element("title", item.title)}${element("link", item.url)}<guid>${escapeXml(item.url)}</guid>${element("pubDate", date)}${picture}</item>`;
    }),
    "</channel></rss>",
    "",
  ].join("\n");
}
