import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";

const PAGE = "<!doctype html><html><head><title>Rill</title></head><body></body></html>";
/** The assets: one file, and the page for everything else. */
const ASSETS = {
  connect: env.ASSETS.connect,
  fetch: async (input: RequestInfo | URL) =>
    new URL(new Request(input).url).pathname === "/sw.js"
      ? new Response("worker", { headers: { "Content-Type": "text/javascript" } })
      : new Response(PAGE, {
          headers: { "Content-Type": "text/html", "Content-Security-Policy": "default-src 'self'" },
        }),
};
const world = new EdgeWorld(async (request) => app.fetch(request, { ...env, ASSETS }, createExecutionContext()));
const HTML = { headers: { Accept: "text/html,*/*;q=0.8" } };

beforeAll(async () => {
  await migrate(env.DB);
  const { id } = await world.createChannel("painter");
  const patched = await world.operator(
    "/api/channels/painter",
    { title: 'Sky & "sea" </title><script>', category: "1" },
    "PATCH",
  );
  expect(patched.status).toBe(200);
  await env.DB.prepare(
    "INSERT INTO vods (id, channel_id, title, started_at, duration) VALUES ('77', ?, 'Day one', 0, 61.5)",
  )
    .bind(Number(id))
    .run();
});

test("a channel's page says in its head what it is about, as text", async () => {
  const answer = await world.request("/painter", HTML);
  const html = await answer.text();
  expect([answer.status, answer.headers.get("Content-Type"), answer.headers.get("Cache-Control")]).toEqual([
    ...[200, "text/html; charset=utf-8", "no-cache"],
  ]);
  expect(answer.headers.get("Content-Security-Policy")).toBe("default-src 'self'");
  const title = "Sky &amp; &quot;sea&quot; &lt;/title&gt;&lt;script&gt; – painter";
  expect(html).toContain(`<meta property="og:title" content="${title}">`);
  expect(html).toContain('<meta property="og:url" content="https://rill.test/painter">');
  expect(html).toContain('<meta property="og:video" content="https://rill.test/embed/painter">');
  expect(html).toContain('<meta property="og:description" content="Just Chatting">');
  expect(html).not.toContain("<script>");
});

test("a recording's page too, and programs still get its JSON", async () => {
  const html = await (await world.request("/vods/77", HTML)).text();
  expect(html).toContain('<meta property="og:title" content="Day one – painter">');
  expect(html).toContain('content="https://rill.test/embed/painter?video=77"');
  expect(await (await world.request("/vods/77")).json()).toMatchObject({ id: "77", title: "Day one" });
});

test("every other address of the site is the page as it is, a file of the assets, or nothing", async () => {
  for (const path of ["/nobody_here", "/settings", "/settings/security", "/category/just-chatting", "/embed/painter"]) {
    const answer = await world.request(path, HTML);
    expect([path, answer.status, await answer.text()]).toEqual([path, 200, PAGE]);
  }
  const file = await world.request("/sw.js");
  expect([file.headers.get("Content-Type"), await file.text()]).toEqual(["text/javascript", "worker"]);
  const nothing = ["/api/nothing", "/live", "/chat/a/b/c/d", "/images/x", "/oembed/x"];
  const statuses = await Promise.all(nothing.map(async (path) => (await world.request(path, HTML)).status));
  expect(statuses).toEqual(nothing.map(() => 404));
  expect((await world.request("/painter", { method: "POST" })).status).toBe(404);
});

const oembed = (query: string): Promise<Response> => world.request(`/oembed?${query}`);

test("oEmbed answers for this site's own pages with a player of the size that was asked for", async () => {
  const url = encodeURIComponent("https://rill.test/painter");
  const answer = await oembed(`url=${url}&maxwidth=640`);
  const body = await answer.json<{ html: string }>();
  expect(body).toMatchObject({
    ...{ version: "1.0", type: "video", provider_name: "Rill", width: 640, height: 360 },
    ...{
      title: 'Sky & "sea" </title><script> – painter',
      author_name: "painter",
      author_url: "https://rill.test/painter",
    },
  });
  expect(body.html).toMatch(
    /^<iframe src="https:\/\/rill\.test\/embed\/painter" width="640" height="360" title="Sky &amp; /,
  );
  expect(body.html).not.toContain("<script>");
});

test.each([
  ["", 400],
  ["url=nonsense", 400],
  [`url=${encodeURIComponent("https://evil.example/painter")}`, 404],
  [`url=${encodeURIComponent("https://rill.test/nobody_here")}`, 404],
  [`url=${encodeURIComponent("https://rill.test/api/session")}`, 404],
  [`url=${encodeURIComponent("javascript:alert(1)")}`, 404],
  [`url=${encodeURIComponent("https://rill.test/painter")}&format=xml`, 400],
  [`url=${encodeURIComponent("https://rill.test/painter")}&maxwidth=0`, 400],
])("oEmbed of %j is refused with %i", async (query, status) => {
  expect((await oembed(query)).status).toBe(status);
});

test("what a channel shows, and what a recording showed, is the picture of its page, its oEmbed and its feed", async () => {
  const image = async (path: string): Promise<string | undefined> =>
    /<meta property="og:image" content="([^"]*)">/.exec(await (await world.request(path, HTML)).text())?.[1];
  const picture = async (path: string): Promise<unknown> => {
    const url = encodeURIComponent(`https://rill.test${path}`);
    const { thumbnail_url, thumbnail_width, thumbnail_height } = await (await oembed(`url=${url}`)).json<
      Record<string, unknown>
    >();
    return [thumbnail_url, thumbnail_width, thumbnail_height];
  };
  expect([await image("/painter"), await picture("/painter")]).toEqual([undefined, [undefined, undefined, undefined]]);
  const { id } = await (await world.request("/api/channels/painter")).json<{ id: string }>();
  await env.DB.batch([
    env.DB.prepare(
      "INSERT INTO live_channels (channel_id, broadcast_id, started_at, viewers, still) VALUES (?, '78', 0, 0, 500)",
    ).bind(Number(id)),
    env.DB.prepare("UPDATE vods SET still = 400 WHERE id = '77'"),
  ]);
  const live = "https://rill.test/images/stills/live/painter-640x360.jpg";
  const recorded = `https://rill.test/images/stills/${id}/77/400`;
  expect([await image("/painter"), await image("/vods/77")]).toEqual([live, recorded]);
  expect(await picture("/painter")).toEqual([live, 640, 360]);
  expect(await picture("/vods/77")).toEqual([recorded, 640, 360]);
  expect((await world.text("/feed/painter")).body).toContain(`<media:thumbnail url="${recorded}"/>`);
});

test("a channel's feed names its recordings", async () => {
  const answer = await world.request("/feed/painter");
  expect(answer.headers.get("Content-Type")).toBe("application/rss+xml; charset=utf-8");
  const { body } = await world.text("/feed/painter");
  expect(body).toContain("<link>https://rill.test/vods/77</link>");
  expect((await world.request("/feed/nobody_here")).status).toBe(404);
});
