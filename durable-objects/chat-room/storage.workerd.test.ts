import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { afterEach, beforeAll, expect, test } from "vitest";
import { readEvents } from "#protocol/chat/batch.ts";
import { replayChunkSchema } from "#protocol/chat/replay.ts";
import { chatReplayKey } from "#protocol/storage-keys.ts";
import { person } from "#testing/chat-people.ts";
import { ChatRooms } from "#testing/chat-rooms.ts";
import { migrate } from "#testing/migrations.ts";
import type { ChatRoom } from "./durable-object.ts";

const ada = person("ada", "7");
type Stub = DurableObjectStub<ChatRoom>;

const rooms = new ChatRooms((id) => env.CHAT_ROOM.getByName(id), 6000);
afterEach(() => rooms.closeAll());

beforeAll(async () => {
  await migrate(env.DB);
});

const texts = (events: readonly unknown[]): unknown[] =>
  events.map((event) => (Array.isArray(event) ? event[8] : v.parse(v.object({ text: v.string() }), event).text));

test("bans, roles, modes, terms and the log survive an eviction", async () => {
  const { room, streamer } = rooms.next();
  await env.DB.prepare("INSERT INTO users (id, login, display_name, created_at) VALUES (77, 'gone', 'Gone', 0)").run();
  for (const [at, text] of ["/ban gone bye", "/mod gone", "/unban gone", "/mod gone", "/slow 9"].entries()) {
    await room.say(streamer, { nonce: `n${at}`, text });
  }
  await room.act(streamer, "t", { kind: "addTerm", term: "slur*" });
  await evictDurableObject(room);
  const view = await room.view(streamer);
  expect(view).toMatchObject({
    role: "broadcaster",
    modes: { slowSeconds: 9 },
    moderators: [{ user: { userId: "77", login: "gone", name: "Gone" } }],
    bans: [],
    terms: [{ term: "slur*" }],
    held: [],
  });
  expect(view?.log.map(({ action }) => action)).toEqual(["addTerm", "modes", "mod", "unban", "ban"]);
  expect(await room.view(ada)).toBeNull();
});

test("held messages wait through an eviction, and an alarm ends them", async () => {
  const { room, streamer } = rooms.next();
  await room.act(streamer, "t", { kind: "addTerm", term: "slur" });
  expect(await room.say(ada, { nonce: "n1", text: "a slur" })).toMatchObject([{ code: "msg_rejected" }]);
  await evictDurableObject(room);
  const held = (await room.view(streamer))?.held ?? [];
  expect(held).toMatchObject([{ text: "a slur", from: { login: "ada" }, category: "slur" }]);
  await runInDurableObject(room, (_, { storage }) => {
    storage.sql.exec("UPDATE held SET body = json_set(body, '$.held.expiresAt', 1)");
    storage.sql.exec("UPDATE alarms SET at = 1 WHERE name = 'expire'");
  });
  await evictDurableObject(room);
  await room.snapshot();
  await runDurableObjectAlarm(room);
  expect(await room.view(streamer)).toMatchObject({ held: [], log: [{ action: "expireHeld", by: null }, {}] });
});

test("what was said is read back, older and older, without what was hidden", async () => {
  const { room, streamer } = rooms.next();
  const { client } = await rooms.join(room, streamer);
  const numbers: number[] = [];
  for (const at of [1, 2, 3, 4]) numbers.push(await client.sayStored(`n${at}`, `line ${at}`));
  await room.act(streamer, "d", { kind: "delete", target: numbers[1] ?? 0 });
  const newest = await room.recent({ before: null, limit: 3 });
  expect(newest.events.map((event) => event.kind)).toEqual(["message", "message", "delete"]);
  const older = await room.recent({ before: newest.events[0]?.seq ?? 0, limit: 3 });
  expect(texts(older.events)).toEqual(["line 1"]);
});

test("many small rows become one, and nothing of them is lost", async () => {
  const { room, streamer } = rooms.next();
  const { client } = await rooms.join(room, streamer);
  const last = await client.sayStored("n0", "line 0");
  await runInDurableObject(room, (_, { storage }) => {
    const columns = "last, previous, first_at, last_at, bytes, body";
    for (let at = 1; at < 300; at++) {
      const body = JSON.stringify([["c", last + at, Date.now()], null]);
      const values = [last + at, last + at - 1, Date.now(), Date.now(), body.length, body];
      storage.sql.exec(`INSERT INTO history (${columns}) VALUES (?, ?, ?, ?, ?, ?)`, ...values);
    }
  });
  await evictDurableObject(room);
  await client.sayStored("n1", "line 300");
  const rows = await runInDurableObject(room, (_, { storage }) =>
    storage.sql.exec("SELECT last, previous FROM history ORDER BY last").toArray(),
  );
  expect(rows).toHaveLength(1);
  expect((await room.recent({ before: null, limit: 200 })).events).toHaveLength(200);
  await evictDurableObject(room);
  expect((await room.snapshot()).ring).toBe(301);
});

test("what is older than a day leaves the storage by an alarm, but for the newest", async () => {
  const { room, streamer } = rooms.next();
  const { client } = await rooms.join(room, streamer);
  for (const at of [1, 2, 3]) await client.sayStored(`n${at}`, `line ${at}`);
  await runInDurableObject(room, (_, { storage }) => {
    storage.sql.exec("UPDATE history SET first_at = 1, last_at = 1");
    storage.sql.exec("UPDATE alarms SET at = 1 WHERE name = 'forget'");
  });
  await runDurableObjectAlarm(room);
  const left = await runInDurableObject(room, (_, { storage }) => [
    storage.sql.exec("SELECT count(*) AS n FROM history").one(),
    storage.sql.exec("SELECT name FROM alarms ORDER BY name").toArray(),
  ]);
  expect(left[0]).toEqual({ n: 1 });
  expect(JSON.stringify(left[1])).not.toContain("forget");
});

test("a stored line that cannot be read costs itself, not the numbering", async () => {
  const { room, streamer } = rooms.next();
  const { client } = await rooms.join(room, streamer);
  const [, second] = [await client.sayStored("n1", "line 1"), await client.sayStored("n2", "line 2")];
  await runInDurableObject(room, (_, { storage }) => {
    storage.sql.exec("UPDATE history SET body = 'rubbish' WHERE last = ?", second);
  });
  await evictDurableObject(room);
  const { joined } = await rooms.join(room, null);
  expect([joined.seq, joined.events.length]).toEqual([second, 1]);
});

test("storage that fails is said and healed", async () => {
  const { room, streamer } = rooms.next();
  const { client } = await rooms.join(room, streamer);
  await client.sayStored("n1", "stored");
  await runInDurableObject(room, (_, { storage }) => {
    storage.sql.exec("CREATE TRIGGER fails BEFORE INSERT ON history BEGIN SELECT RAISE(ABORT, 'disk full'); END");
  });
  client.say("n2", "goes on");
  expect(await client.frame()).toEqual({ kind: "kept", kept: false });
  expect(await client.frame()).toMatchObject({ kind: "sent", nonce: "n2", kept: false });
  await runInDurableObject(room, (_, { storage }) => {
    storage.sql.exec("DROP TRIGGER fails");
  });
  expect(await client.frame()).toEqual({ kind: "kept", kept: true });
  await evictDurableObject(room);
  const { joined } = await rooms.join(room, null);
  expect([joined.events.length, joined.complete, joined.kept]).toEqual([2, true, true]);
});

/** Moves all that was said, and the broadcasts' ends, into the past. */
async function age(room: Stub, ms: number): Promise<void> {
  await runInDurableObject(room, (_, { storage: { sql } }) => {
    for (const { last, body } of sql.exec<{ last: number; body: string }>("SELECT last, body FROM history").toArray()) {
      const [event, nonce] = v.parse(v.tuple([v.array(v.unknown()), v.unknown()]), JSON.parse(body));
      const aged = JSON.stringify([event.with(2, Number(event[2]) - ms), nonce]);
      sql.exec(
        "UPDATE history SET body = ?, first_at = first_at - ?, last_at = last_at - ? WHERE last = ?",
        aged,
        ms,
        ms,
        last,
      );
    }
    sql.exec("UPDATE broadcasts SET started_at = started_at - ?, ended_at = ended_at - ?", ms, ms);
    sql.exec("UPDATE alarms SET at = 1 WHERE name = 'replay'");
  });
  // What the object holds in memory is of before.
  await evictDurableObject(room);
  await room.snapshot();
}

test("a live broadcast's chat goes to R2 by the minute", async () => {
  const { id: channelId, room, streamer } = rooms.next();
  const id = `9${channelId}`;
  await room.broadcast({ id, startedAt: Date.now() - 90_000 });
  const { client } = await rooms.join(room, streamer);
  await client.sayStored("n1", "while live");
  await room.broadcast(null);
  await age(room, 20_000);
  await runDurableObjectAlarm(room);
  const object = await env.MEDIA.get(chatReplayKey(id, 1, 0));
  const text = await new Response(object?.body.pipeThrough(new DecompressionStream("gzip"))).json();
  const chunk = v.parse(replayChunkSchema, text);
  expect([chunk.broadcastId, chunk.minute, texts(readEvents(chunk.events))]).toEqual([id, 1, ["while live"]]);
  expect((await room.snapshot()).broadcasts).toEqual([]);
});

test("emotes are kept, and a relation changes what their names mean", async () => {
  const { id, room } = rooms.next();
  const emote = { id: `${id}-1`, channelId: id, name: "adaHi", tier: "subscribers", format: "png", at: 0 } as const;
  expect(await room.putEmote(emote)).toBe("ok");
  await room.setStanding("7", { subscribedMonths: 12, followedAt: 1 });
  await evictDurableObject(room);
  expect(await room.emotes()).toEqual([emote]);
  const { client, joined } = await rooms.join(room, ada);
  expect(joined.self).toMatchObject({ subscriber: true, badges: ["subscriber/12"] });
  client.say("n1", "adaHi");
  expect(await client.events()).toMatchObject([{ emotes: [{ id: `${id}-1`, start: 0, end: 4 }] }]);
});
