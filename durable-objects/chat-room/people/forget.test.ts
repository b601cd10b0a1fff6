import { expect, test } from "vitest";
import { readEvents } from "#protocol/chat/batch.ts";
import { BROADCASTER, person, textsOf } from "#testing/chat-people.ts";
import { ChatRoomWorld } from "#testing/chat-room-world.ts";
import type { FakeChatSocket } from "#testing/fake-chat-socket.ts";

const [ada, bob] = [person("ada", "7"), person("bob", "8")];
const FROM_START = { place: 0, logins: [] };

const eventsOf = (socket: FakeChatSocket) => socket.take().flatMap((one) => ("kind" in one ? [] : one.events));

async function said(world: ChatRoomWorld, lines: readonly (readonly [FakeChatSocket, string])[]): Promise<void> {
  for (const [at, [socket, text]] of lines.entries()) {
    world.say(socket, `n${at}`, text);
    await world.clock.advance(1100);
  }
}

test("everybody's list loses what the person said, as after a deletion, and nothing of it or their name is left", async () => {
  const world = new ChatRoomWorld();
  const [first, other] = [world.join(ada), world.join(bob)];
  await said(world, [
    [first, "of ada"],
    [other, "of bob"],
  ]);
  other.take();
  expect(await world.peopleDesk.forget("7", FROM_START)).toEqual({ outcome: "ok", place: null, logins: ["ada"] });
  expect(eventsOf(other)).toMatchObject([{ kind: "purge", userId: "7", login: "ada", seconds: 1 }]);
  expect(first.closed).toEqual({ code: 4401, reason: "the account was deleted" });
  for (const evict of [false, true]) {
    if (evict) world.evict();
    const kept = JSON.stringify([world.engine.state.ring, [...world.store.events()]]);
    expect([kept.includes("of ada"), kept.includes('"ada"'), kept.includes("of bob")]).toEqual([false, false, true]);
  }
  expect(textsOf(world.desk.recent({ before: null, limit: 10 }).events)).toEqual(["of bob"]);
});

test("the room goes on after it, without a hole, whatever was taken out last", async () => {
  const world = new ChatRoomWorld();
  const other = world.join(bob);
  await said(world, [
    [other, "before"],
    [world.join(ada), "of ada"],
  ]);
  const seen = world.engine.state.ring.lastSeq;
  await world.peopleDesk.forget("7", FROM_START);
  world.say(other, "after", "after");
  await world.clock.advance(100);
  world.evict();
  expect(textsOf(world.engine.state.ring.kept.map(({ event }) => event))).toEqual(["before", "after"]);
  const back = world.connect(bob);
  world.up(back, { kind: "join", after: seen });
  const [joined] = back.take();
  expect(joined).toMatchObject({ kind: "joined", complete: true, seq: world.engine.state.ring.lastSeq });
  const kinds = joined !== undefined && "kind" in joined && joined.kind === "joined" ? readEvents(joined.events) : [];
  expect(kinds.map(({ kind }) => kind)).toEqual(["purge", "message"]);
});

test("a second time it tells nobody anything", async () => {
  const world = new ChatRoomWorld();
  const other = world.join(bob);
  await said(world, [[world.join(ada), "of ada"]]);
  await world.peopleDesk.forget("7", FROM_START);
  other.take();
  await world.peopleDesk.forget("7", FROM_START);
  expect(eventsOf(other)).toEqual([]);
});

test("a socket that outlives the account cannot speak, nor can a relay's", async () => {
  const world = new ChatRoomWorld();
  const link = world.link();
  world.linkUp(link, { kind: "hello", channelId: world.engine.state.channelId, relay: "r0", after: null, sockets: 1 });
  link.takeLink();
  await world.peopleDesk.forget("7", FROM_START);
  expect(link.takeLink()).toEqual([{ kind: "forget", userId: "7" }]);
  const up = { kind: "send" as const, nonce: "n1", text: "still here" };
  world.linkUp(link, { kind: "lines", lines: [{ connection: "c1", viewer: ada, up }] });
  const refused = { kind: "refused", nonce: "n1", code: "login_required", message: "This account was deleted." };
  expect(link.takeLink()).toMatchObject([{ kind: "answer", connection: "c1", frame: refused }]);
  world.evict();
  world.say(world.join(ada), "n2", "after all");
  await world.clock.advance(100);
  expect(world.store.events()).toEqual([]);
});

test("a ban stays by the id alone, roles and held messages go, and what they did as moderator has no name", async () => {
  const world = new ChatRoomWorld();
  for (const viewer of [ada, bob]) {
    const { userId, login, name } = viewer;
    world.users.set(login, { user: { userId, login, name }, staff: false });
  }
  const streamer = world.join(BROADCASTER, { moderation: true });
  await said(world, [
    [streamer, "/mod ada"],
    [world.join(ada), "/ban bob spam"],
  ]);
  await world.peopleDesk.forget("7", FROM_START);
  const nobody = { userId: "7", login: "deleted_7", name: "deleted_7" };
  expect(world.desk.view(BROADCASTER)).toMatchObject({
    moderators: [],
    bans: [{ user: { login: "bob" }, by: nobody }],
  });
  await world.peopleDesk.forget("8", FROM_START);
  world.evict();
  const [ban] = world.desk.view(BROADCASTER)?.bans ?? [];
  expect(ban).toMatchObject({ user: { userId: "8", login: "deleted_8", name: "deleted_8" }, reason: "", until: null });
});

test("a message that waits for a moderator goes from the queue", async () => {
  const world = new ChatRoomWorld();
  const streamer = world.join(BROADCASTER, { moderation: true });
  world.up(streamer, { kind: "act", nonce: "t", action: { kind: "addTerm", term: "slur" } });
  world.say(world.join(ada), "n1", "a slur");
  await world.clock.advance(100);
  const [held] = world.desk.view(BROADCASTER)?.held ?? [];
  streamer.take();
  await world.peopleDesk.forget("7", FROM_START);
  expect(streamer.take()).toEqual([{ kind: "heldOver", id: held?.id, outcome: "expired" }]);
  world.evict();
  expect(world.desk.view(BROADCASTER)?.held).toEqual([]);
});

test("a room that cannot store says so, and forgets when it can", async () => {
  const world = new ChatRoomWorld();
  await said(world, [[world.join(ada), "of ada"]]);
  world.store.isFailing = true;
  expect(await world.peopleDesk.forget("7", FROM_START)).toEqual({ outcome: "unavailable" });
  world.store.isFailing = false;
  await world.clock.advance(5000);
  expect(await world.peopleDesk.forget("7", FROM_START)).toMatchObject({ outcome: "ok", place: null });
  expect(JSON.stringify(world.store.events())).not.toContain("ada");
});
