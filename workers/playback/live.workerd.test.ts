import { createExecutionContext } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { BundleMaker, initBytesOf, partBytes, segmentBytes, TEST_LADDER } from "#testing/bundles.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { heldOr } from "#testing/waits.ts";
import { app } from "../app.ts";

const world = new EdgeWorld((request) => exports.default.fetch(request));
/** The same Worker, with holds that end soon. */
const impatient = new EdgeWorld(async (request) =>
  app.fetch(request, { ...env, HOLD_MS: "40" }, createExecutionContext()),
);

beforeAll(() => migrate(env.DB));

async function goLive(login: string, bundles: number) {
  const { streamKey } = await world.createChannel(login);
  const lease = await world.open(streamKey);
  const node = await world.publish(lease);
  if (bundles > 0) await node.push(bundles);
  const path = (rendition: string, file: string) => `/live/${login}/${lease.broadcastId}/${rendition}/${file}`;
  return { lease, node, path, object: env.LIVE_CHANNEL.getByName(lease.channelId) };
}

async function headersOf(path: string, init: RequestInit = {}, names = ["Content-Type", "Cache-Control"]) {
  const { response } = await world.bytes(path, init);
  return [response.status, ...names.map((name) => response.headers.get(name))];
}

test("a bundle pushed by a node is parts and segments that viewers read, byte for byte", async () => {
  const { path } = await goLive("first", 7);
  expect((await world.bytes(path("720p", "1.0.m4s"))).body).toEqual(partBytes("720p", 1, 0));
  expect((await world.bytes(path("audio", "0.m4s"))).body).toEqual(segmentBytes("audio", 0));
  expect((await world.bytes(path("360p", "init-0.mp4"))).body).toEqual(initBytesOf("360p", 0));
});

test("the multivariant playlist names the renditions below the broadcast's id", async () => {
  const { lease } = await goLive("master", 1);
  const { body } = await world.text("/live/master/master.m3u8");
  expect(body.split("\n").filter((line) => !line.startsWith("#") && line !== "")).toEqual([
    `${lease.broadcastId}/720p/media.m3u8`,
    `${lease.broadcastId}/360p/media.m3u8`,
    `${lease.broadcastId}/audio/media.m3u8`,
  ]);
});

test("a blocking reload must not answer before its part is there, and then must", async () => {
  const { node, path } = await goLive("blocking", 3);
  const held = world.text(path("720p", "media.m3u8?_HLS_msn=0&_HLS_part=3"));
  expect(await heldOr(held)).toBe("held");
  await node.push(1);
  const { status, body } = await held;
  expect([status, body.includes('URI="0.3.m4s"')]).toEqual([200, true]);
});

test("a blocking reload without a part waits for the whole segment", async () => {
  const { node, path } = await goLive("whole", 4);
  const held = world.text(path("720p", "media.m3u8?_HLS_msn=0"));
  await node.push(1);
  expect(await heldOr(held)).toBe("held");
  await node.push(1);
  expect((await held).body).toContain("\n0.m4s\n");
});

test("the part that the preload hint names is held until it is there", async () => {
  const { node, path } = await goLive("hinted", 2);
  const held = world.bytes(path("audio", "0.2.m4s"));
  const segment = world.bytes(path("audio", "0.m4s"));
  expect(await heldOr(held)).toBe("held");
  await node.push(4);
  expect((await held).body).toEqual(partBytes("audio", 0, 2));
  expect((await segment).body).toEqual(segmentBytes("audio", 0));
});

test("twenty viewers that wait for one part cost one call of the object, and their bytes one more", async () => {
  const { node, path, object } = await goLive("crowd", 2);
  await world.text(path("720p", "media.m3u8?_HLS_msn=0&_HLS_part=1"));
  const before = (await object.snapshot()).calls;
  const held = Array.from({ length: 20 }, (_, viewer) =>
    world.text(path(viewer % 2 === 0 ? "720p" : "360p", "media.m3u8?_HLS_msn=0&_HLS_part=2")),
  );
  expect(await heldOr(Promise.race(held))).toBe("held");
  await node.push(1);
  const statuses = (await Promise.all(held)).map(({ status }) => status);
  const bodies = await Promise.all(Array.from({ length: 20 }, () => world.bytes(path("720p", "0.2.m4s"))));
  expect([new Set(statuses), new Set(bodies.map(({ body }) => body.join()))]).toEqual([
    new Set([200]),
    new Set([partBytes("720p", 0, 2).join()]),
  ]);
  const after = (await object.snapshot()).calls;
  const { next = 0, part = 0 } = before;
  expect((after["next"] ?? 0) - next).toBe(1);
  expect((after["part"] ?? 0) - part).toBe(1);
});

test("a hold that lasts too long ends with 503 that nobody keeps", async () => {
  const { path } = await goLive("patience", 1);
  const response = await impatient.request(path("720p", "media.m3u8?_HLS_msn=0&_HLS_part=1"));
  expect([response.status, response.headers.get("Cache-Control"), response.headers.get("Retry-After")]).toEqual([
    503,
    "no-store",
    "1",
  ]);
  expect((await impatient.request(path("720p", "0.1.m4s"))).status).toBe(503);
  expect((await impatient.request(path("720p", "0.m4s"))).status).toBe(503);
});

test("a channel that starts is held until it is playable", async () => {
  const { node } = await goLive("starting", 0);
  const held = world.text("/live/starting/master.m3u8");
  expect(await heldOr(held)).toBe("held");
  await node.push(1);
  expect((await held).status).toBe(200);
});

test.each([
  ["a number that is not canonical", "_HLS_msn=01"],
  ["a number that is negative", "_HLS_msn=-1"],
  ["a number given twice", "_HLS_msn=0&_HLS_msn=1"],
  ["a part without its segment", "_HLS_part=1"],
  ["a segment too far ahead", "_HLS_msn=3"],
  ["a part too far ahead", "_HLS_msn=0&_HLS_part=11"],
  ["an unknown kind of skip", "_HLS_skip=MAYBE"],
])("%s is a bad request", async (title, query) => {
  const login = `bad_${title.replaceAll(/\W/g, "_").slice(-20)}`;
  const { path } = await goLive(login, 2);
  expect(await headersOf(path("720p", `media.m3u8?${query}`))).toEqual([400, "application/json", "no-store"]);
});

test("parameters that are not ours do not break a player", async () => {
  const { path } = await goLive("unknowns", 2);
  const { status } = await world.text(path("720p", "media.m3u8?_HLS_push=1&CMCD=bl%3D1000&_HLS_msn=0&_HLS_part=1"));
  expect(status).toBe(200);
});

test("what is not there is 404 at once: channel, broadcast, rendition, part, spelling", async () => {
  const { lease, path } = await goLive("missing", 2);
  await world.createChannel("silent");
  const paths = [
    "/live/nobody/master.m3u8",
    "/live/silent/master.m3u8",
    `/live/missing/1/720p/media.m3u8`,
    path("1080p", "media.m3u8"),
    path("720p", "5.0.m4s"),
    path("720p", "00.0.m4s"),
    path("720p", "init-7.mp4"),
    `/live/missing/${lease.broadcastId}/720p/other.txt`,
  ];
  const answers = await Promise.all(paths.map((one) => headersOf(one)));
  expect(answers).toEqual(paths.map(() => [404, "application/json", "no-store"]));
});

test("a rendition that left the ladder is gone, the others go on", async () => {
  const { lease, node, path } = await goLive("dropped", 6);
  const fewer = TEST_LADDER.filter(({ id }) => id !== "720p");
  const maker = new BundleMaker({ ...lease, nextSeq: 6, nextMsn: 1, mediaEnd: 12.1, nextInit: 1 }, fewer);
  const { frame, seq } = maker.next();
  node.send(frame);
  await node.until(({ kind, received = -1 }) => kind === "ack" && received >= seq);
  expect((await world.text(path("360p", "media.m3u8?_HLS_msn=1&_HLS_part=0"))).status).toBe(200);
  expect((await world.text(path("720p", "media.m3u8?_HLS_msn=1&_HLS_part=0"))).status).toBe(410);
  expect((await world.text("/live/dropped/master.m3u8")).body).not.toContain("720p");
});

test("every kind of answer says exactly how long it may be kept", async () => {
  const { path } = await goLive("caching", 7);
  const mpegurl = "application/vnd.apple.mpegurl";
  const immutable = "public, max-age=31536000, immutable";
  expect(await headersOf("/live/caching/master.m3u8")).toEqual([200, mpegurl, "public, max-age=2, stale-if-error=0"]);
  expect(await headersOf(path("720p", "media.m3u8"))).toEqual([200, mpegurl, "public, max-age=1, stale-if-error=0"]);
  expect(await headersOf(path("720p", "media.m3u8?_HLS_msn=1&_HLS_part=0&_HLS_skip=YES"))).toEqual([
    200,
    mpegurl,
    "public, max-age=6, stale-if-error=0",
  ]);
  expect(await headersOf(path("720p", "1.0.m4s"))).toEqual([200, "video/mp4", immutable]);
  expect(await headersOf(path("audio", "0.m4s"))).toEqual([200, "audio/mp4", immutable]);
  expect(await headersOf(path("audio", "init-0.mp4"))).toEqual([200, "audio/mp4", immutable]);
});

test("pages of any origin may read everything, errors too", async () => {
  const { path } = await goLive("origins", 1);
  const names = ["Access-Control-Allow-Origin", "Timing-Allow-Origin"];
  for (const one of [
    "/live/origins/master.m3u8",
    path("720p", "0.0.m4s"),
    "/live/nobody/master.m3u8",
    "/api/nothing",
  ]) {
    expect((await headersOf(one, {}, names)).slice(1)).toEqual(["*", "*"]);
  }
  const preflight = await world.request(path("720p", "0.0.m4s"), { method: "OPTIONS" });
  expect([preflight.status, preflight.headers.get("Access-Control-Allow-Headers")]).toEqual([
    204,
    "Authorization, Client-Id, Content-Type, Range",
  ]);
});

test("a range is answered with 206, one outside of the file with 416, several with the whole", async () => {
  const { path } = await goLive("ranges", 1);
  const file = path("720p", "0.0.m4s");
  const names = ["Content-Range", "Content-Length", "Accept-Ranges"];
  const ask = (range: string) => headersOf(file, { headers: { Range: range } }, names);
  expect(await ask("bytes=10-19")).toEqual([206, "bytes 10-19/200", "10", "bytes"]);
  expect(await ask("bytes=-5")).toEqual([206, "bytes 195-199/200", "5", "bytes"]);
  expect(await ask("bytes=190-900")).toEqual([206, "bytes 190-199/200", "10", "bytes"]);
  expect((await ask("bytes=200-")).slice(0, 2)).toEqual([416, "bytes */200"]);
  expect(await ask("bytes=0-1,5-6")).toEqual([200, null, "200", "bytes"]);
  const { body } = await world.bytes(file, { headers: { Range: "bytes=10-19" } });
  expect(body).toEqual(partBytes("720p", 0, 0).slice(10, 20));
});

test("HEAD answers the headers of GET and no body", async () => {
  const { path } = await goLive("heads", 1);
  const { response, body } = await world.bytes(path("720p", "0.0.m4s"), { method: "HEAD" });
  expect([response.status, response.headers.get("Content-Length"), body.byteLength]).toEqual([200, "200", 0]);
});

test("a playlist is packed for who takes gzip, and says that this matters", async () => {
  const { path } = await goLive("packed", 3);
  const plain = await world.text(path("720p", "media.m3u8"));
  const { response, body } = await world.bytes(path("720p", "media.m3u8"), {
    headers: { "Accept-Encoding": "br, gzip" },
  });
  expect([response.headers.get("Content-Encoding"), response.headers.get("Vary")]).toEqual(["gzip", "Accept-Encoding"]);
  // The runtime unpacks what it receives by its Content-Encoding: packed twice, or not at all, would not come out the same.
  expect(new TextDecoder().decode(body)).toBe(plain.body);
  const direct = await impatient.bytes(path("720p", "media.m3u8"), { headers: { "Accept-Encoding": "gzip" } });
  expect(direct.response.headers.get("Content-Length")).not.toBe(String(plain.body.length));
});

test("the debug routes exist in development only", async () => {
  const { object } = await goLive("debugged", 2);
  const snapshot = await world.request("/debug/channels/debugged/snapshot");
  expect(await snapshot.json()).toMatchObject({ state: "live", broadcast: { nextSeq: 2, received: 1 } });
  const production = new EdgeWorld(async (request) =>
    app.fetch(request, { ...env, DEVELOPMENT: "0" }, createExecutionContext()),
  );
  expect((await production.request("/debug/channels/debugged/snapshot")).status).toBe(404);
  expect((await production.request("/debug/channels/debugged/abort", { method: "POST" })).status).toBe(404);
  expect((await object.snapshot()).broadcast?.nextSeq).toBe(2);
});
