/** What others show of Rill's pages: oEmbed, and a channel's feed. */
import { Hono } from "hono";
import * as v from "valibot";
import { stillPath } from "#protocol/channel/images.ts";
import { Fault } from "#protocol/errors.ts";
import { loginSchema } from "#protocol/ids.ts";
import { STILL_HEIGHT, STILL_WIDTH } from "#protocol/ingest/still.ts";
import { describedByLogin } from "../channels/listed-rows.ts";
import { vodsOfChannel } from "../channels/rows.ts";
import type { App } from "../env.ts";
import { escapeXml } from "../images/drawings.ts";
import { badRequest, sValidator } from "../validation.ts";
import { renderFeed } from "./feed.ts";
import { EMBED_HEIGHT, EMBED_WIDTH } from "./preview.ts";
import { loginOf, nameOf, playerOf, type Subject, stillOf, subjectOf, titleOf } from "./subjects.ts";

const A_MINUTE = "public, max-age=60, stale-if-error=0";

const pixels = v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,4}$/, "a size is a number of pixels"), v.transform(Number));
const oembedSchema = v.object({
  url: v.pipe(v.string("oEmbed needs a url"), v.maxLength(500), v.url("the url is none")),
  format: v.optional(v.string(), "json"),
  maxwidth: v.optional(pixels),
  maxheight: v.optional(pixels),
});

/** At /. */
export const previewRoutes = new Hono<App>()
  .get("/oembed", sValidator("query", oembedSchema, badRequest), async (c) => {
    const { url, format, maxwidth = EMBED_WIDTH, maxheight = EMBED_HEIGHT } = c.req.valid("query");
    const { origin } = new URL(c.req.url);
    const asked = new URL(url);
    // oEmbed's own word for a format that is not offered is 501; ours for a wish that does not fit is 400.
    if (format !== "json") throw new Fault("bad_request", "oEmbed is offered as json.");
    const subject = asked.origin === origin ? await subjectOf(c.env.DB, asked.pathname) : null;
    if (subject === null) throw new Fault("not_found", "There is no channel or recording at this url.");
    const width = Math.min(EMBED_WIDTH, maxwidth, Math.floor((maxheight * EMBED_WIDTH) / EMBED_HEIGHT));
    return c.json(oembed(subject, origin, width), 200, { "Cache-Control": A_MINUTE });
  })
  .get("/feed/:login", async (c) => {
    const login = c.req.param("login");
    const channel = v.is(loginSchema, login) ? await describedByLogin(c.env.DB, login) : null;
    if (channel === null) throw new Fault("not_found", "There is no such channel.");
    const { origin } = new URL(c.req.url);
    const vods = await vodsOfChannel(c.env.DB, channel.id);
    const feed = renderFeed({
      title: `${channel.display_name} – Rill`,
      description: channel.description === "" ? `Recordings of ${channel.display_name}` : channel.description,
      url: `${origin}/${channel.login}`,
      self: `${origin}/feed/${channel.login}`,
      items: vods.map(({ id, channel_id, title, started_at, still }) => ({
        title: title === "" ? channel.display_name : title,
        url: `${origin}/vods/${id}`,
        at: started_at,
        picture: still === null ? null : `${origin}${stillPath(channel_id, id, still)}`,
      })),
    });
    return c.body(feed, 200, { "Content-Type": "application/rss+xml; charset=utf-8", "Cache-Control": A_MINUTE });
  });

function oembed(subject: Subject, origin: string, width: number) {
  const height = Math.floor((width * EMBED_HEIGHT) / EMBED_WIDTH);
  const title = titleOf(subject);
  const source = escapeXml(`${origin}${playerOf(subject)}`);
  const still = stillOf(subject);
  return {
    version: "1.0",
    type: "video",
    provider_name: "Rill",
    provider_url: `${origin}/`,
    title,
    author_name: nameOf(subject),
    author_url: `${origin}/${loginOf(subject)}`,
    html: `<iframe src="${source}" width="${width}" height="${height}" title="${escapeXml(title)}" allow="autoplay; fullscreen" allowfullscreen style="border:0"></iframe>`,
    width,
    height,
    // oEmbed 2.3.4.1 wants all three or none; the size is the one that the picture fits into.
    ...(still === null
      ? {}
      : { thumbnail_url: `${origin}${still}`, thumbnail_width: STILL_WIDTH, thumbnail_height: STILL_HEIGHT }),
  };
}
