import {
  createExecutionContext,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test, vi } from "vitest";
import { MAX_EXPORTED_ROOMS, type PersonalChat } from "#protocol/accounts/personal-chat.ts";
import { encodeEvent } from "#protocol/chat/event.ts";
import { chatReplayKey, chatReplayPrefix, emoteImageKey } from "#protocol/storage-keys.ts";
import { type Browser, PASSWORD, signUp } from "#testing/account-browser.ts";
import { prepareAccountTests } from "#testing/account-tests.ts";
import { line, person } from "#testing/chat-people.ts";
import { HelixWorld } from "#testing/helix-world.ts";
import { migrate } from "#testing/migrations.ts";
import { planOf, scansTable } from "#testing/query-plan.ts";
import { app } from "../app.ts";
import { FORGET_SQL, forgetPersons, MAX_ROOMS, TRY_AGAIN_MS } from "./forget.ts";
import { chatOf, PERSONAL_CHAT_SQL } from "./personal-chat.ts";
import { forgetInChunk, nextBroadcast, REPLAY_SQL, readChunk } from "./replay-chunks.ts";
import { STILL_WRITING_MS } from "./still-writing.ts";

const DAY_MS = 24 * 3600 * 1000;

/** Answers once what goes on behind an answer is done too. */
const helix = new HelixWorld(async (request) => {
  const context = createExecutionContext();
  const answer = await app.fetch(request, env, context);
  await waitOnExecutionContext(context);
  return answer;
}, env.DB);
const world = helix.edge;

prepareAccountTests();
beforeAll(() => migrate(env.DB));

const idOf = async (browser: Browser): Promise<string> => (await browser.get("/api/me")).json<{ id: string }>().id;

async function say(browser: Browser, channelId: string, message: string): Promise<void> {
  const { status, body } = await browser.post("/chat/messages", { channelId, message });
  if (status !== 200) throw new Error(`not said: ${JSON.stringify(body)}`);
}

/** The index is told who was in the room. */
async function tellIndex(channelId: string): Promise<void> {
  const room = env.CHAT_ROOM.getByName(channelId);
  await runInDurableObject(room, (_, { storage }) => {
    storage.sql.exec("UPDATE alarms SET at = 1 WHERE name = 'register'");
  });
  await runDurableObjectAlarm(room);
}

/** A chunk of a replay as a room writes it. */
async function putChunk(key: string, broadcastId: string, events: readonly unknown[]): Promise<void> {
  const text = JSON.stringify({ broadcastId, startedAt: 0, minute: 0, events });
  const body = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  await env.MEDIA.put(key, await new Response(body).arrayBuffer());
}

/** Every chunk of a replay: its key, and its text. */
async function chunksOf(broadcastId: string): Promise<Record<string, string>> {
  const { objects } = await env.MEDIA.list({ prefix: chatReplayPrefix(broadcastId) });
  const read = objects.map(async ({ key }) => [key, (await readChunk(env.MEDIA, key)) ?? ""] as const);
  return Object.fromEntries(await Promise.all(read));
}

const exported = async (browser: Browser): Promise<PersonalChat> =>
  (await browser.get("/api/me/export")).json<{ chat: PersonalChat }>().chat;
const leave = (browser: Browser) => browser.send("DELETE", "/api/me", { body: { password: PASSWORD } });

test("a person takes along what they said in every room, and when they leave no room, recording or API has it any more", async () => {
  const gil = await signUp(world, { login: "gil", displayName: "Gil" });
  const other = await signUp(world, { login: "other_one" });
  const id = await idOf(gil);
  const first = await world.createChannel("first_room");
  const second = await world.createChannel("second_room");
  await say(gil, first.id, "the secret of the first");
  await say(gil, second.id, "the secret of the second");
  await say(other, second.id, "what others said");
  for (const room of [first, second]) await tellIndex(room.id);

  // A recording of today with two chunks, of which one has the person.
  const broadcast = "8801";
  await helix.recording(second.id, broadcast, Date.now() - 60_000, 120);
  const recorded = line(5, person("gil", id), "the secret of the recording", { at: Date.now() });
  const [with0, without] = [chatReplayKey(broadcast, 0, 0), chatReplayKey(broadcast, 1, 0)];
  const theirs = encodeEvent(line(6, person("other_one", "999"), "beside it"));
  await putChunk(with0, broadcast, [encodeEvent(recorded), theirs, ["d", 7, 7, 5, "gil"], ["x", "of the future", id]]);
  await putChunk(without, broadcast, [theirs]);

  const { channels, cut } = await exported(gil);
  const today = new Date().toISOString().slice(0, 10);
  const said = channels.map(({ login, lines, firstDay }) => [login, lines.map(({ text }) => text), firstDay]);
  expect([said.toSorted(), cut]).toEqual([
    [
      ["first_room", ["the secret of the first"], today],
      ["second_room", ["the secret of the recording", "the secret of the second"], today],
    ],
    null,
  ]);
  expect(channels[0]?.moderation).toMatchObject({ role: "viewer", ban: null, log: [] });

  const now = Date.now();
  expect((await leave(gil)).status).toBe(200);
  for (const room of [first, second]) await evictDurableObject(env.CHAT_ROOM.getByName(room.id));
  expect(await forgetPersons(env, now + 5_000)).toBe(true);
  expect(Object.keys(await chunksOf(broadcast))).toEqual([with0, without]);
  expect(await forgetPersons(env, now + STILL_WRITING_MS + 60_000)).toBe(true);
  const chunks = await chunksOf(broadcast);
  expect(Object.keys(chunks)).toEqual([with0.replace(".json.gz", ".1.json.gz"), without]);

  const seen = [
    ...(await Promise.all(
      ["first_room", "second_room"].map(async (login) => await (await world.request(`/chat/${login}/messages`)).text()),
    )),
    ...Object.values(chunks),
    JSON.stringify(
      await helix.ask(`GET /chat/chatters?broadcaster_id=${second.id}&moderator_id=${second.id}`, {
        as: "second_room",
        scopes: ["moderator:read:chatters"],
      }),
    ),
    JSON.stringify((await helix.ask(`GET /users?id=${id}`, { as: "second_room" })).body),
  ].join("\n");
  expect([seen.includes("secret"), /\bgil\b/i.test(seen), seen.includes("of the future")]).toEqual([
    false,
    false,
    false,
  ]);
  expect([seen.includes("what others said"), seen.includes("beside it")]).toEqual([true, true]);
  const left = await env.DB.prepare("SELECT count(*) AS n FROM chatters WHERE user_id = ?1")
    .bind(Number(id))
    .first("n");
  expect([left, await env.DB.prepare("SELECT count(*) AS n FROM forgets").first("n")]).toEqual([0, 0]);
});

test("a room that fails is asked again later, and keeps no other waiting", async () => {
  for (const said of ["error", "warn"] as const) vi.spyOn(console, said).mockImplementation(() => undefined);
  const ida = await signUp(world, { login: "ida" });
  const [bad, good] = [await world.createChannel("bad_room"), await world.createChannel("good_room")];
  for (const room of [bad, good]) {
    await say(ida, room.id, "said by ida");
    await tellIndex(room.id);
  }
  await runInDurableObject(env.CHAT_ROOM.getByName(bad.id), (_, { storage }) => {
    storage.sql.exec("CREATE TRIGGER fails BEFORE INSERT ON history BEGIN SELECT RAISE(ABORT, 'disk full'); END");
  });
  const now = Date.now();
  expect((await leave(ida)).status).toBe(200);
  const has = (room: { readonly id: string }): Promise<boolean> =>
    runInDurableObject(env.CHAT_ROOM.getByName(room.id), (_, { storage }) =>
      JSON.stringify(storage.sql.exec("SELECT body FROM history").toArray()).includes("said by ida"),
    );
  expect([await has(bad), await has(good)]).toEqual([true, false]);
  await runInDurableObject(env.CHAT_ROOM.getByName(bad.id), (_, { storage }) => {
    storage.sql.exec("DROP TRIGGER fails");
  });
  await evictDurableObject(env.CHAT_ROOM.getByName(bad.id));
  await forgetPersons(env, now + 2 * TRY_AGAIN_MS);
  expect(await has(bad)).toBe(false);
});

test("a room that tells of a deleted account later is asked to forget that too", async () => {
  const jo = await signUp(world, { login: "jo_late" });
  const room = await world.createChannel("late_room");
  await say(jo, room.id, "said just before leaving");
  const now = Date.now();
  expect((await leave(jo)).status).toBe(200);
  await tellIndex(room.id);
  const [due] = (await env.DB.prepare("SELECT channel_id FROM forgets WHERE after <= ?").bind(now).all()).results;
  expect(due).toEqual({ channel_id: Number(room.id) });
  await forgetPersons(env, now + 5_000);
  expect(await (await world.request("/chat/late_room/messages")).text()).not.toContain("leaving");
  await forgetPersons(env, now + 2 * STILL_WRITING_MS);
});

test("what was said in a followed room just before leaving goes out of the recording too", async () => {
  const lou = await signUp(world, { login: "lou_late" });
  const id = await idOf(lou);
  const room = await world.createChannel("followed_room");
  await env.DB.prepare("INSERT INTO follows (follower_id, channel_id, followed_at) VALUES (?, ?, 1)")
    .bind(Number(id), Number(room.id))
    .run();
  await helix.recording(room.id, "8805", Date.now() - 60_000, 120);
  await putChunk(chatReplayKey("8805", 0, 0), "8805", [
    encodeEvent(line(5, person("lou_late", id), "a late secret", { at: Date.now() })),
  ]);
  await say(lou, room.id, "a late secret");
  const now = Date.now();
  expect((await leave(lou)).status).toBe(200);
  await tellIndex(room.id);
  for (const later of [1, 2, 3]) await forgetPersons(env, now + later * 2 * STILL_WRITING_MS);
  expect(Object.values(await chunksOf("8805")).join()).not.toContain("a late secret");
  const left =
    "SELECT (SELECT count(*) FROM forgets WHERE user_id = ?1) + (SELECT count(*) FROM chatters WHERE user_id = ?1) AS n";
  expect(await env.DB.prepare(left).bind(Number(id)).first("n")).toBe(0);
});

test("the person's own room and its emotes go with the channel", async () => {
  const kim = await signUp(world, { login: "kim_emotes" });
  const other = await signUp(world, { login: "fan_of_kim" });
  const id = await idOf(kim);
  await say(other, id, "in the room of kim");
  await tellIndex(id);
  const emote = { id: `${id}-12`, channelId: id, name: "kimHi", tier: "everyone", format: "png", at: 0 } as const;
  const room = env.CHAT_ROOM.getByName(id);
  await room.putEmote(emote);
  const images = [emoteImageKey(emote.id, 28), emoteImageKey(`${id}0-12`, 28)];
  for (const key of images) await env.MEDIA.put(key, "x");
  expect((await leave(kim)).status).toBe(200);
  expect([await room.emotes(), (await room.recent({ before: null, limit: 10 })).events]).toEqual([[], []]);
  const left = await Promise.all(images.map(async (key) => (await env.MEDIA.head(key)) !== null));
  expect(left).toEqual([false, true]);
  expect(await env.DB.prepare("SELECT 1 FROM chatters WHERE channel_id = ?").bind(Number(id)).first()).toBeNull();
  expect((await exported(other)).channels).toEqual([]);
});

test("two runs that take two persons out of one chunk at once leave neither in it", async () => {
  const key = chatReplayKey("8802", 0, 0);
  const events = ["7", "8", "9"].map((userId, at) =>
    encodeEvent(line(at, person(`p${userId}`, userId), `of ${userId}`)),
  );
  await putChunk(key, "8802", events);
  await Promise.all(["7", "8"].map((userId) => forgetInChunk(env.MEDIA, key, userId, [])));
  const chunks = await chunksOf("8802");
  expect(Object.keys(chunks)).toEqual([key.replace(".json.gz", ".2.json.gz")]);
  const [text = ""] = Object.values(chunks);
  expect(["of 7", "of 8", "of 9"].map((said) => text.includes(said))).toEqual([false, false, true]);
});

test("a run that died between writing the new chunk and deleting the old one is made good", async () => {
  const key = chatReplayKey("8803", 0, 0);
  await putChunk(key, "8803", [encodeEvent(line(1, person("p7", "7"), "of 7"))]);
  await putChunk(key.replace(".json.gz", ".1.json.gz"), "8803", []);
  await forgetInChunk(env.MEDIA, key, "7", []);
  expect(Object.keys(await chunksOf("8803"))).toEqual([key.replace(".json.gz", ".1.json.gz")]);
});

test("recordings of days on which the person was not there are not read", async () => {
  const room = await world.createChannel("many_days");
  const day = 20_000;
  for (const [at, days] of [day - 2, day, day + 1, day + 3].entries()) {
    await helix.recording(room.id, String(8900 + at), days * DAY_MS + 5, 60);
  }
  const found: string[] = [];
  for (let began = -1; ; ) {
    const next = await nextBroadcast(env.DB, Number(room.id), began, { first: day, last: day + 1 });
    if (next === null) break;
    found.push(next.id);
    began = next.startedAt;
  }
  expect(found).toEqual(["8901", "8902"]);
});

const countOf = async (sql: string): Promise<unknown> => await env.DB.prepare(sql).first("n");
/** So many rooms that nobody ever entered. */
const numbers = (first: number, count: number): string =>
  `WITH RECURSIVE n (i) AS (SELECT ${first} UNION ALL SELECT i + 1 FROM n WHERE i < ${first + count - 1})`;

test("an export holds so many rooms, and says when there are more", async () => {
  const rooms = (first: number, count: number) =>
    env.DB.prepare(`${numbers(first, count)} INSERT INTO chatters SELECT 77, i, 5, 5 FROM n`).run();
  await rooms(700_001, MAX_EXPORTED_ROOMS);
  const whole = await chatOf(env, "77");
  expect([whole.channels.length, whole.cut]).toEqual([MAX_EXPORTED_ROOMS, null]);
  await rooms(800_001, 1);
  const cut = await chatOf(env, "77");
  expect([cut.channels.length, cut.cut]).toEqual([MAX_EXPORTED_ROOMS, expect.stringContaining("200 rooms")]);
});

test("one run asks so many rooms, and says whether something is left", async () => {
  const due = (count: number) =>
    env.DB.prepare(`${numbers(900_001, count)} INSERT INTO forgets (user_id, channel_id) SELECT 78, i FROM n`).run();
  await env.DB.prepare("DELETE FROM forgets").run();
  await due(MAX_ROOMS + 1);
  expect([await forgetPersons(env, Date.now()), await countOf("SELECT count(*) AS n FROM forgets")]).toEqual([
    false,
    1,
  ]);
  expect([await forgetPersons(env, Date.now()), await countOf("SELECT count(*) AS n FROM forgets")]).toEqual([true, 0]);
  await due(MAX_ROOMS - 1);
  expect([await forgetPersons(env, Date.now()), await countOf("SELECT count(*) AS n FROM forgets")]).toEqual([true, 0]);
});

test("nothing of it reads a whole table", async () => {
  const statements = [...Object.values(FORGET_SQL), ...Object.values(REPLAY_SQL), ...Object.values(PERSONAL_CHAT_SQL)];
  const plans = await Promise.all(statements.map(async (sql) => `${sql}\n${await planOf(env.DB, sql)}`));
  expect(plans.filter((plan) => scansTable(plan.replaceAll("SCAN (subquery", "(subquery")))).toEqual([]);
});
