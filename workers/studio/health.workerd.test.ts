import { env, exports } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { EdgeWorld, type TestNode } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { addEditor } from "../accounts/editors.ts";

const world = new EdgeWorld((request) => exports.default.fetch(request));
type Headers = Record<string, string>;
const SCOPES = ["channel:manage:broadcast"];
const reading = { speed: 1, fps: 30, bitrate: 4_500_000, gop: 2, dropped: [], ring: 1, message: "" };

let owner: Headers = {};
let streamKey = "";

beforeAll(async () => {
  await migrate(env.DB);
  const channel = await world.createChannel("host");
  ({ streamKey } = channel);
  await world.createChannel("elsewhere");
  for (const login of ["moderator_a", "other_user"]) await world.createUser(login);
  const editor = await world.createUser("editor_a");
  await addEditor(env.DB, channel.id, editor, 1);
  await world.createUser("staff_a", { staff: true });
  owner = await world.bearer("host", [...SCOPES, "channel:moderate"]);
});

const ask = (headers: Headers, query = ""): Promise<Response> =>
  world.request(`/api/channels/host/health${query}`, { headers });
type Feed = { readings: { at: number }[]; now: number; broadcastId: string | null; startedAt: string | null };
const feedOf = async (query = ""): Promise<Feed> => (await ask(owner, query)).json();

/** The node's words travel on a socket of their own: the acknowledgement of the next bundle says that they arrived. */
async function report(node: TestNode, change: Partial<typeof reading>): Promise<void> {
  node.say({ kind: "health", health: { ...reading, ...change } });
  await node.push(1);
}

test("broadcaster, editors and staff read a channel's health; nobody else does", async () => {
  const made = await world.request("/chat/host/moderation", {
    method: "POST",
    headers: { ...owner, "Content-Type": "application/json" },
    body: JSON.stringify({ kind: "mod", user: "moderator_a" }),
  });
  expect(made.status).toBe(200);
  const people: Record<string, Headers> = {
    anonymous: {},
    guest: await world.guest("guest_a"),
    "other user": await world.bearer("other_user", SCOPES),
    moderator: await world.bearer("moderator_a", SCOPES),
    "broadcaster of another channel": await world.bearer("elsewhere", SCOPES),
    "broadcaster without the scope": await world.bearer("host"),
    broadcaster: owner,
    editor: await world.bearer("editor_a", SCOPES),
    staff: await world.bearer("staff_a", SCOPES),
    operator: { Authorization: "Bearer test-operator-token" },
  };
  const answers = await Promise.all(
    Object.entries(people).map(async ([who, headers]) => {
      const { status, headers: told } = await ask(headers);
      return [who, status, told.get("Cache-Control")];
    }),
  );
  expect(answers).toEqual([
    ["anonymous", 401, "no-store"],
    ["guest", 403, "no-store"],
    ["other user", 403, "no-store"],
    ["moderator", 403, "no-store"],
    ["broadcaster of another channel", 403, "no-store"],
    ["broadcaster without the scope", 403, "no-store"],
    ["broadcaster", 200, "no-store"],
    ["editor", 200, "no-store"],
    ["staff", 200, "no-store"],
    ["operator", 401, "no-store"],
  ]);
});

test("a channel that is not there has no health, and `after` is a number of milliseconds", async () => {
  const missing = await world.request("/api/channels/nobody/health", { headers: owner });
  expect(missing.status).toBe(404);
  expect((await ask(owner, "?after=yesterday")).status).toBe(400);
});

test("offline there are no readings; live the node's come with their moment, and later only the new ones", async () => {
  expect(await feedOf()).toEqual({
    now: expect.any(Number),
    state: "offline",
    viewers: 0,
    broadcastId: null,
    startedAt: null,
    readings: [],
  });
  const lease = await world.open(streamKey);
  const node = await world.publish(lease);
  await report(node, { fps: 30 });
  const first = await feedOf();
  expect(first).toEqual({
    now: expect.any(Number),
    state: "live",
    viewers: 0,
    broadcastId: lease.broadcastId,
    startedAt: new Date(lease.startedAt).toISOString(),
    readings: [{ at: expect.any(Number), ...reading }],
  });
  const known = first.readings[0]?.at ?? 0;
  expect(known).toBeLessThanOrEqual(first.now);
  expect((await feedOf(`?after=${known}`)).readings).toEqual([]);
  await report(node, { fps: 12, message: "Only 12 frames a second arrive: look at the encoder or the upload." });
  const second = await feedOf(`?after=${known - 1}`);
  expect(second.readings.at(-1)).toEqual({
    at: expect.any(Number),
    ...reading,
    fps: 12,
    message: "Only 12 frames a second arrive: look at the encoder or the upload.",
  });
  node.close();
});
