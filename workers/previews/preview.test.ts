import { expect, test } from "vitest";
import { renderFeed } from "./feed.ts";
import { renderTags } from "./preview.ts";

const preview = {
  title: `Tom & "Jerry" <live>`,
  description: `${"word ".repeat(100)}`,
  url: "https://rill.test/ada",
  image: null,
  player: "https://rill.test/embed/ada",
  oembed: "https://rill.test/oembed?url=x&format=json",
  feed: "https://rill.test/feed/ada",
};

test("a title stays text in the tags, whatever it holds", () => {
  const tags = renderTags(preview);
  expect(tags).toContain('<meta property="og:title" content="Tom &amp; &quot;Jerry&quot; &lt;live&gt;">');
  expect(tags).not.toContain("<live>");
});

test("without a picture there is no tag of one, and a long text is cut", () => {
  expect(renderTags(preview)).not.toContain("og:image");
  const [, description = ""] = /og:description" content="([^"]*)"/.exec(renderTags(preview)) ?? [];
  expect([[...description].length, description.endsWith("…")]).toEqual([300, true]);
  expect(renderTags({ ...preview, image: "https://rill.test/x" })).toContain(
    '<meta property="og:image" content="https://rill.test/x">',
  );
});

test("a feed is RSS, with its recordings as items", () => {
  const feed = renderFeed({
    ...{ title: "Ada & co", description: "<b>", url: "https://rill.test/ada", self: "https://rill.test/feed/ada" },
    items: [
      { title: "Day ]]> one", url: "https://rill.test/vods/7", at: 0, picture: null },
      { title: "Day two", url: "https://rill.test/vods/8", at: 0, picture: "https://rill.test/images/a&b" },
    ],
  });
  expect(feed).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>Ada &amp; co</title>
<link>https://rill.test/ada</link>
<description>&lt;b&gt;</description>
<atom:link href="https://rill.test/feed/ada" rel="self" type="application/rss+xml"/>
<item><title>Day ]]&gt; one</title><link>https://rill.test/vods/7</link><guid>https://rill.test/vods/7</guid><pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate></item>
<item><title>Day two</title><link>https://rill.test/vods/8</link><guid>https://rill.test/vods/8</guid><pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate><media:thumbnail url="https://rill.test/images/a&amp;b"/></item>
</channel></rss>
`,
  );
});
