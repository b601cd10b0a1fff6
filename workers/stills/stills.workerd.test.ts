import { createExecutionContext, runDurableObjectAlarm, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { ChannelState } from "#protocol/channel/channel.ts";
import { GRACE_MS } from "#protocol/ingest/open.ts";
import { MAX_STILL_BYTES, STILL_SPACING_MS } from "#protocol/ingest/still.ts";
import { EdgeWorld, NODE_TOKEN, OPERATOR_TOKEN, type TestLease, type TestNode } from "#testing/edge-world.ts";
import { gifOf, jpegOf } from "#testing/emote-images.ts";
import { migrate } from "#testing/migrations.ts";
import { planOf, scansTable } from "#testing/query-plan.ts";
import { app } from "../app.ts";
import { STILL_SQL } from "./rows.ts";

const world = new EdgeWorld(async (request) => {
  const ctx = createExecutionContext();
  const answer = await app.fetch(request, env, ctx);
  await waitOnExecutionContext(ctx);
  return answer;
});

let made = 0;
let login = "";
let streamKey = "";
let lease: TestLease;
let node: TestNode;

beforeAll(() => migrate(env.DB));
beforeEach(async () => {
  login = `painter_${++made}`;
  ({ streamKey } = await world.createChannel(login));
  lease = await world.open(streamKey);
  node = await world.publish(lease);
});
afterEach(() => vi.useRealTimers());

/** The broadcast is on, and listed. */
async function goLive(): Promise<void> {
  await node.push(2);
  await vi.waitFor(async () => expect((await listed())?.login).toBe(login));
}
async function listed(): Promise<ChannelState | undefined> {
  const { channels } = await (await world.request("/api/live?limit=100")).json<{ channels: ChannelState[] }>();
  return channels.find((channel) => channel.login === login);
}
/** The clock goes on by this. */
const later = (milliseconds: number): void => {
  const now = Date.now() + milliseconds;
  vi.useFakeTimers({ toFake: ["Date"], now });
};

const pathOf = (channelId: string, broadcastId: string): string =>
  `/api/ingest/channels/${channelId}/broadcasts/${broadcastId}/still`;
const bearer = (token: string): Record<string, string> => ({ Authorization: `Bearer ${token}` });
function send(
  body: Uint8Array<ArrayBuffer> | string,
  headers: Record<string, string> = bearer(lease.uploadToken),
  path = pathOf(lease.channelId, lease.broadcastId),
): Promise<Response> {
  return world.request(path, { method: "PUT", headers: { ...headers, "Content-Type": "image/jpeg" }, body });
}
const sent = async (body: Uint8Array<ArrayBuffer>): Promise<string> =>
  (await (await send(body)).json<{ still: string }>()).still;
const kept = async (): Promise<readonly string[]> =>
  (await env.MEDIA.list({ prefix: `stills/${lease.channelId}/` })).objects.map(({ key }) => key);

test("a still is shown in every list, comes back byte for byte, and its address is for ever", async () => {
  await goLive();
  expect((await listed())?.still).toBe(null);
  const answer = await send(jpegOf(640, 360));
  const { still } = await answer.json<{ still: string }>();
  expect([answer.status, answer.headers.get("Cache-Control"), still]).toEqual([
    ...[200, "no-store"],
    expect.stringMatching(`^/images/stills/${lease.channelId}/${lease.broadcastId}/[0-9]{13}$`),
  ]);
  const state = await (await world.request(`/api/channels/${login}`)).json<ChannelState>();
  expect([(await listed())?.still, state.still]).toEqual([still, still]);
  const { response, body } = await world.bytes(still);
  expect([response.status, body]).toEqual([200, jpegOf(640, 360)]);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "image/jpeg",
    "cache-control": "public, max-age=31536000, immutable",
    "content-security-policy": expect.stringContaining("sandbox"),
    "x-content-type-options": "nosniff",
  });
});

test("the newest is shown, the one before it still answers, and older ones are deleted", async () => {
  await goLive();
  const stills: string[] = [];
  for (const scanned of [1, 2, 3]) {
    stills.push(await sent(jpegOf(640, 360, scanned)));
    later(STILL_SPACING_MS);
  }
  expect((await listed())?.still).toBe(stills[2]);
  expect(await Promise.all(stills.map(async (still) => (await world.request(still)).status))).toEqual([404, 200, 200]);
  expect((await kept()).length).toBe(2);
});

test("stills come at a measured pace: one past the limit in time, and not one before", async () => {
  await goLive();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  await sent(jpegOf(640, 360));
  later(STILL_SPACING_MS - 1);
  const early = await send(jpegOf(640, 360));
  expect([early.status, await early.json(), (await kept()).length]).toEqual([
    429,
    { error: { code: "rate_limited", message: "This broadcast has a still that is seconds old." } },
    1,
  ]);
  later(1);
  expect((await send(jpegOf(640, 360))).status).toBe(200);
});

test("a broadcast that is not listed yet is told to try again, and nothing is kept", async () => {
  expect([(await send(jpegOf(640, 360))).status, await kept()]).toEqual([409, []]);
});

test("only who holds the lease sends stills", async () => {
  await goLive();
  const other = await world.open((await world.createChannel(`${login}_rival`)).streamKey);
  const owner = await world.bearer(login, ["channel:manage:broadcast"]);
  const tries: readonly (readonly [string, Record<string, string>, string?])[] = [
    ["no token", {}],
    ["a wrong token", bearer("x".repeat(43))],
    ["another scheme", { Authorization: `Basic ${lease.uploadToken}` }],
    ["the node's own token", bearer(NODE_TOKEN)],
    ["the operator", bearer(OPERATOR_TOKEN)],
    ["the broadcaster", owner],
    ["another channel's lease", bearer(other.uploadToken)],
    ["the lease, for another channel", bearer(lease.uploadToken), pathOf(other.channelId, other.broadcastId)],
    ["the lease, for another broadcast", bearer(lease.uploadToken), pathOf(lease.channelId, "5")],
    ["the lease, for a channel that never was", bearer(lease.uploadToken), pathOf("999999", lease.broadcastId)],
  ];
  const statuses: unknown[] = [];
  for (const [who, headers, path] of tries) statuses.push([who, (await send(jpegOf(640, 360), headers, path)).status]);
  expect(statuses).toEqual(tries.map(([who]) => [who, 401]));
  expect(await kept()).toEqual([]);
  expect((await send(jpegOf(1, 1), bearer(lease.uploadToken), pathOf("x", "y"))).status).toBe(404);
});

test("an old lease sends no stills: neither one that said goodbye nor one that was taken over", async () => {
  await goLive();
  node.say({ kind: "bye", reason: "done" });
  await vi.waitFor(async () => expect((await send(jpegOf(640, 360))).status).toBe(401));
  const next = await world.open(streamKey);
  expect(next.broadcastId).toBe(lease.broadcastId);
  expect((await send(jpegOf(640, 360))).status).toBe(401);
  expect((await send(jpegOf(640, 360), bearer(next.uploadToken))).status).toBe(200);
});

const text = (value: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(value));
const joined = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(parts.flatMap((part) => [...part]));

test.each([
  ["nothing", new Uint8Array()],
  ["a page", text("<html><script>alert(1)</script></html>")],
  ["an SVG", text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
  ["a picture of another kind", gifOf(640, 360, 1)],
  ["half a JPEG", jpegOf(640, 360).subarray(0, 20)],
  ["a JPEG with a page behind it", joined(jpegOf(640, 360), text("<script>alert(1)</script>"))],
  ["a JPEG with an archive behind it", joined(jpegOf(640, 360), text("PK\u0003\u0004"))],
  ["a JPEG that is too wide", jpegOf(641, 360)],
  ["a JPEG that is too high", jpegOf(640, 361)],
  ["a JPEG that says it is gigantic", jpegOf(65_535, 65_535)],
])("%s is no still, and nothing of it is kept", async (_, bytes) => {
  await goLive();
  const answer = await send(bytes);
  expect([answer.status, answer.headers.get("Cache-Control"), await kept()]).toEqual([400, "no-store", []]);
});

test("a still has so many bytes and not one more", async () => {
  await goLive();
  const whole = jpegOf(640, 360);
  // What a scan holds is not looked at: zeroes lengthen it.
  const padded = (size: number): Uint8Array<ArrayBuffer> =>
    joined(whole.subarray(0, -2), new Uint8Array(size - whole.byteLength), whole.subarray(-2));
  expect((await send(padded(MAX_STILL_BYTES + 1))).status).toBe(413);
  expect(await kept()).toEqual([]);
  expect((await send(padded(MAX_STILL_BYTES))).status).toBe(200);
});

test("the address by login is what the channel shows, or its own picture when it shows nothing", async () => {
  const get = (file: string): Promise<Response> => world.request(`/images/stills/live/${file}`, { redirect: "manual" });
  const before = await get(`${login}-640x360.jpg`);
  expect([before.status, before.headers.get("Location"), before.headers.get("Cache-Control")]).toEqual([
    ...[302, `/images/avatars/${Number(lease.channelId) % 12}.svg`],
    "public, max-age=5, stale-if-error=0",
  ]);
  await goLive();
  await sent(jpegOf(640, 360, 7));
  for (const size of ["640x360", "1x1", "{width}x{height}"]) {
    const { response, body } = await world.bytes(`/images/stills/live/${login}-${size}.jpg`);
    expect([response.status, response.headers.get("Cache-Control"), body]).toEqual([
      ...[200, "public, max-age=15, stale-if-error=0"],
      jpegOf(640, 360, 7),
    ]);
  }
  for (const file of ["nobody_here-1x1.jpg", login, `${login}.jpg`, `${login}-1x1.png`, "..%2f-1x1.jpg"]) {
    expect([file, (await get(file)).status]).toEqual([file, 404]);
  }
});

test("a recording keeps the newest still of its broadcast, and the others are gone", async () => {
  await goLive();
  await sent(jpegOf(640, 360, 1));
  later(STILL_SPACING_MS);
  const newest = await sent(jpegOf(640, 360, 2));
  await node.push(12);
  await node.until(({ stored = -1 }) => stored >= 12);
  node.say({ kind: "bye", reason: "done" });
  await vi.waitFor(async () => expect((await send(jpegOf(640, 360))).status).toBe(401));
  later(GRACE_MS + 1000);
  await runDurableObjectAlarm(env.LIVE_CHANNEL.getByName(lease.channelId));
  const vods = async () =>
    (await (await world.request(`/api/channels/${login}/vods`)).json<{ vods: { id: string; still: string }[] }>()).vods;
  await vi.waitFor(async () => expect((await vods()).length).toBe(1));
  const [vod] = await vods();
  expect(vod?.still).toBe(newest);
  expect((await kept()).length).toBe(1);
  const { response, body } = await world.bytes(`/images/stills/vods/${vod?.id}-320x180.jpg`);
  expect([response.status, response.headers.get("Cache-Control"), body]).toEqual([
    ...[200, "public, max-age=3600"],
    jpegOf(640, 360, 2),
  ]);
});

test.each(Object.entries(STILL_SQL))("%s reads no whole table", async (_, sql) => {
  expect(scansTable(await planOf(env.DB, sql))).toBe(false);
});
