import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import type { Viewer } from "#protocol/chat/viewer.ts";
import type { ChatClient } from "#testing/chat-client.ts";
import { person, textsOf } from "#testing/chat-people.ts";
import { ChatRooms } from "#testing/chat-rooms.ts";
import { migrate } from "#testing/migrations.ts";
import { planOf, scansTable } from "#testing/query-plan.ts";
import type { ChatRoom } from "../durable-object.ts";
import { MODERATORS_SQL, TELL_SQL } from "../users.ts";
import { MAX_PAGE_BYTES } from "./desk.ts";

const [ada, bob] = [person("ada", "7"), person("bob", "8")];
const FROM_START = { place: 0, logins: [] };
type Stub = DurableObjectStub<ChatRoom>;

const rooms = new ChatRooms((id) => env.CHAT_ROOM.getByName(id), 6500);
afterEach(() => rooms.closeAll());
beforeAll(() => migrate(env.DB));

const join = async (room: Stub, viewer: Viewer | null): Promise<ChatClient> => (await rooms.join(room, viewer)).client;

/** Every row of every table of the room, as text. */
const stored = (room: Stub): Promise<string> =>
  runInDurableObject(room, (_, { storage: { sql } }) => {
    const tables = sql
      .exec<{ name: string }>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'",
      )
      .toArray();
    return JSON.stringify(tables.map(({ name }) => [name, sql.exec(`SELECT * FROM ${name}`).toArray()]));
  });

/** Rings the alarm that tells the index who was here. */
async function tellNow(room: Stub): Promise<void> {
  await runInDurableObject(room, (_, { storage }) => {
    storage.sql.exec("UPDATE alarms SET at = 1 WHERE name = 'register'");
  });
  await runDurableObjectAlarm(room);
}

const indexed = async (id: string) => {
  const { results } = await env.DB.prepare(
    "SELECT user_id, first_day, last_day FROM chatters WHERE channel_id = ? ORDER BY user_id",
  )
    .bind(Number(id))
    .all();
  return results;
};

test("the index learns who spoke, after an eviction too, and a later day widens what it has", async () => {
  const { id, room } = rooms.next();
  await (await join(room, ada)).sayStored("n1", "hello");
  await evictDurableObject(room);
  await tellNow(room);
  const day = Math.floor(Date.now() / 86_400_000);
  expect(await indexed(id)).toEqual([{ user_id: 7, first_day: day, last_day: day }]);
  await env.DB.prepare("UPDATE chatters SET first_day = 5, last_day = 6 WHERE channel_id = ?").bind(Number(id)).run();
  await runInDurableObject(room, (_, { storage }) => {
    storage.sql.exec("UPDATE people SET day = 6");
  });
  await evictDurableObject(room);
  await (await join(room, ada)).sayStored("n2", "next day");
  await tellNow(room);
  expect(await indexed(id)).toEqual([{ user_id: 7, first_day: 5, last_day: day }]);
  const waiting = await runInDurableObject(room, (_, { storage }) =>
    storage.sql.exec("SELECT count(*) AS n FROM untold").one(),
  );
  expect(waiting).toEqual({ n: 0 });
});

test("telling the index reads no whole table", async () => {
  for (const sql of [TELL_SQL, ...Object.values(MODERATORS_SQL)]) {
    expect(scansTable(await planOf(env.DB, sql))).toBe(false);
  }
});

test("a room from before there was a list of moderators tells it all that it has, and nobody whose account is gone", async () => {
  const { id, room, streamer } = rooms.next();
  await env.DB.batch([
    env.DB.prepare(
      "INSERT INTO users (id, login, display_name, created_at, deleted_at) VALUES (?1, 'host', 'host', 0, NULL), (71, 'mo', 'mo', 0, NULL), (72, 'gone', 'gone', 0, 5), (73, 'vip', 'vip', 0, NULL)",
    ).bind(Number(id)),
    env.DB.prepare(
      "INSERT INTO channels (id, login, display_name, title, stream_key_hash, created_at) VALUES (?, 'host', 'host', '', 'x', 0)",
    ).bind(Number(id)),
  ]);
  await join(room, streamer);
  await runInDurableObject(room, (_, { storage: { sql } }) => {
    for (const [userId, role] of [
      ["71", "moderator"],
      ["72", "moderator"],
      ["73", "vip"],
    ]) {
      const body = { user: { userId, login: `u${userId}`, name: `u${userId}` }, role, at: 1 };
      sql.exec("INSERT INTO grants (user_id, body) VALUES (?, ?)", userId, JSON.stringify(body));
    }
    sql.exec("DROP TABLE untold_roles");
  });
  await evictDurableObject(room, { webSockets: "close" });
  await join(room, streamer);
  await vi.waitFor(async () => {
    const { results } = await env.DB.prepare("SELECT user_id FROM moderators WHERE channel_id = ?")
      .bind(Number(id))
      .all();
    expect(results).toEqual([{ user_id: 71 }]);
  });
});

test("a person's data holds their lines, hidden ones too, and what moderators did, but not by whom", async () => {
  const { room, streamer } = rooms.next();
  const client = await join(room, ada);
  const seq = await client.sayStored("n1", "mine");
  await (await join(room, bob)).sayStored("n1", "not mine");
  await room.setStanding("7", { subscribedMonths: 3, followedAt: 5 });
  await room.act(streamer, "d", { kind: "delete", target: seq });
  await room.act(streamer, "t", { kind: "timeout", user: "ada", seconds: 60, reason: "spam" });
  await evictDurableObject(room);
  const data = await room.personalData("7", 0);
  expect(textsOf(data.events)).toEqual(["mine"]);
  expect(data).toMatchObject({
    next: null,
    about: {
      ...{ role: "viewer", relation: { subscribedMonths: 3, followedAt: 5 }, ban: { reason: "spam" }, held: [] },
      log: [
        { action: "timeout", by: "others" },
        { action: "delete", detail: "mine", by: "others" },
      ],
    },
  });
  expect(JSON.stringify(data)).not.toContain("streamer");
});

test("a forgotten person is in no row of the room, but for the id; an eviction in between changes nothing", async () => {
  const { room, streamer } = rooms.next();
  const [client, other] = [await join(room, ada), await join(room, bob)];
  const seq = await client.sayStored("n1", "a secret of ada");
  await room.say(bob, { nonce: "n2", text: "indeed", replyTo: seq });
  await room.act(streamer, "d", { kind: "delete", target: seq });
  // With the room's memory goes the viewer's pace.
  await evictDurableObject(room);
  await client.sayStored("n3", "another secret");
  await room.act(streamer, "b", { kind: "ban", user: "ada", reason: "ada told a secret" });
  expect(await stored(room)).toContain("secret");
  await evictDurableObject(room);
  expect(await room.forget("7", FROM_START)).toEqual({ outcome: "ok", place: null, logins: ["ada"] });
  await client.closing();
  for (let purge = 0; purge === 0; ) {
    const events = await other.events();
    purge = events.filter((event) => event.kind === "purge" && event.seconds === 1).length;
  }
  for (const evict of [false, true]) {
    if (evict) await evictDurableObject(room);
    const rows = await stored(room);
    expect([rows.includes("secret"), rows.includes('ada"'), rows.includes("indeed")]).toEqual([false, false, true]);
    const { events } = await room.recent({ before: null, limit: 100 });
    expect(JSON.stringify(events)).not.toContain('"ada"');
    expect(events.find((event) => event.kind === "message")).toMatchObject({ text: "indeed", reply: null });
  }
  expect((await room.view(streamer))?.bans).toMatchObject([{ user: { userId: "7", login: "deleted_7" }, reason: "" }]);
  expect(await room.say(ada, { nonce: "n9", text: "I am back" })).toMatchObject([{ code: "login_required" }]);
});

test("a long history is gone through a page at a time", async () => {
  const { room } = rooms.next();
  const client = await join(room, { ...ada, staff: true });
  const seqs: number[] = [];
  for (const at of [1, 2, 3]) seqs.push(await client.sayStored(`n${at}`, `line ${at}`));
  await runInDurableObject(room, (_, { storage }) => {
    storage.sql.exec("UPDATE history SET bytes = ? WHERE last < ?", MAX_PAGE_BYTES, seqs[2] ?? 0);
  });
  const first = await room.personalData("7", 0);
  const second = await room.personalData("7", first.next ?? -1);
  const third = await room.personalData("7", second.next ?? -1);
  expect([first, second, third].map(({ events, next }) => [textsOf(events), next])).toEqual([
    [["line 1"], seqs[0]],
    [["line 2"], seqs[1]],
    [["line 3"], null],
  ]);
  expect([second.about, third.about]).toEqual([null, null]);
  let place: number | null = 0;
  const places: (number | null)[] = [];
  while (place !== null) {
    const answer = await room.forget("7", { place, logins: [] });
    place = answer.outcome === "ok" ? answer.place : null;
    places.push(place);
  }
  expect([places, (await stored(room)).includes("line")]).toEqual([[seqs[0], seqs[1], null], false]);
});

test("a room of a channel that is no more keeps nothing", async () => {
  const { id, room } = rooms.next();
  const client = await join(room, ada);
  await client.sayStored("n1", "a secret");
  await room.putEmote({ id: `${id}-1`, channelId: id, name: "adaHi", tier: "everyone", format: "png", at: 0 });
  await room.clear();
  expect((await client.closing()).code).toBe(1012);
  expect([await room.emotes(), (await stored(room)).includes("secret")]).toEqual([[], false]);
  expect(await room.snapshot()).toMatchObject({ ring: 0, sockets: 0 });
});
