import { expect, test } from "vitest";
import { HELD_MS } from "#protocol/chat/limits.ts";
import { BROADCASTER, CHANNEL_ID, person } from "#testing/chat-people.ts";
import { ChatRoomWorld } from "#testing/chat-room-world.ts";
import type { FakeChatSocket } from "#testing/fake-chat-socket.ts";
import { MAX_IN_LANE } from "./lanes.ts";

const [ada, bob] = [person("ada", "7"), person("bob", "8")];

/** What a socket got, by kind or event. */
const kinds = (socket: FakeChatSocket): readonly string[] =>
  socket.take().flatMap((frame) => ("kind" in frame ? [frame.kind] : frame.events.map((event) => event.kind)));

test("a timeout is an event for everybody, ends what its user may do, and tells them", () => {
  const world = new ChatRoomWorld();
  const [streamer, target, reader] = [world.join(BROADCASTER), world.join(ada), world.join(null)];
  world.say(streamer, "n1", "/timeout ada 60 calm down");
  expect(streamer.take()).toMatchObject([
    { previous: 0, events: [{ kind: "purge", userId: "7", login: "ada", seconds: 60 }] },
    { kind: "done", nonce: "n1", code: "timeout_success" },
  ]);
  expect(target.take()).toMatchObject([{}, { kind: "self", self: { timedOutUntil: world.clock.now() + 60_000 } }]);
  expect(kinds(reader)).toEqual(["purge"]);
  world.say(target, "n2", "but");
  expect(target.take()).toMatchObject([{ kind: "refused", code: "msg_timedout" }]);
});

test("moderation does not wait for the next flush, and comes after what was said before", () => {
  const world = new ChatRoomWorld();
  const [streamer, reader] = [world.join(BROADCASTER), world.join(null)];
  world.say(world.join(ada), "n1", "first");
  world.say(world.join(bob), "n2", "waits");
  world.say(streamer, "n3", "/clear");
  expect(kinds(reader)).toEqual(["message", "message", "clear"]);
});

test("a message is deleted by its number, and a newcomer does not get it", () => {
  const world = new ChatRoomWorld();
  const streamer = world.join(BROADCASTER);
  world.say(world.join(ada), "n1", "oops");
  const seq = world.engine.state.ring.lastSeq;
  world.up(streamer, { kind: "act", nonce: "n2", action: { kind: "delete", target: seq } });
  expect(kinds(streamer)).toEqual(["message", "delete", "done"]);
  const late = world.connect(null);
  world.up(late, { kind: "join" });
  expect(late.take()).toMatchObject([{ kind: "joined", events: [expect.arrayContaining(["d", seq + 1])] }]);
  expect(world.desk.recent({ before: null, limit: 10 }).events.map(({ kind }) => kind)).toEqual(["delete"]);
});

test("a deleted message cannot be answered, which would show it again", () => {
  const world = new ChatRoomWorld();
  const [streamer, replier] = [world.join(BROADCASTER), world.join(bob)];
  world.say(world.join(ada), "n1", "oops");
  const seq = world.engine.state.ring.lastSeq;
  world.up(streamer, { kind: "act", nonce: "n2", action: { kind: "delete", target: seq } });
  replier.take();
  world.say(replier, "n3", "look at this", seq);
  expect(replier.take()).toMatchObject([{ kind: "refused", code: "reply_gone" }]);
});

test("somebody who is not in the room is found among all users, and the sender's next frames wait for it", async () => {
  const world = new ChatRoomWorld();
  world.users.set("gone", { user: { userId: "9", login: "gone", name: "Gone" }, staff: false });
  const streamer = world.join(BROADCASTER);
  world.say(streamer, "n1", "/ban gone");
  world.say(streamer, "n2", "and then this");
  world.say(world.join(bob), "b", "others do not wait");
  expect(kinds(streamer)).toEqual(["message"]);
  await world.clock.advance(50);
  expect(kinds(streamer)).toEqual(["purge", "done", "sent", "message"]);
  expect([...world.engine.state.moderation.bans.keys()]).toEqual(["9"]);
});

test("nobody of that name, and users that cannot be asked, are told apart", async () => {
  const world = new ChatRoomWorld();
  const streamer = world.join(BROADCASTER);
  world.say(streamer, "n1", "/ban nobody");
  await world.clock.settle();
  expect(streamer.take()).toMatchObject([{ kind: "refused", code: "invalid_user" }]);
  world.usersAnswer = Promise.reject(new Error("D1 is down"));
  world.say(streamer, "n2", "/ban nobody");
  await world.clock.settle();
  expect(streamer.take()).toMatchObject([{ kind: "refused", nonce: "n2", code: "unavailable", retryMs: 5000 }]);
});

test("a ban survives a rename, and is lifted by the name that it was made under", async () => {
  const world = new ChatRoomWorld();
  const [streamer, target] = [world.join(BROADCASTER), world.join(ada)];
  world.say(streamer, "n1", "/ban ada");
  world.leave(target);
  world.evict();
  const renamed = world.join(person("eve", "7"));
  world.say(renamed, "n2", "it is me");
  expect(renamed.take()).toMatchObject([{ kind: "refused", code: "msg_banned" }]);
  streamer.take();
  world.say(streamer, "n3", "/unban ada");
  await world.clock.settle();
  expect(streamer.take()).toMatchObject([{ kind: "done", code: "unban_success" }]);
});

test("a sender that does not wait is cut off after so many frames", async () => {
  const world = new ChatRoomWorld();
  let answer: () => void = () => undefined;
  world.usersAnswer = new Promise((resolve) => {
    answer = resolve;
  });
  const streamer = world.join(BROADCASTER);
  world.say(streamer, "n", "/ban nobody");
  for (let at = 0; at < MAX_IN_LANE; at++) world.say(streamer, `n${at}`, "x");
  expect(streamer.closed).toBeNull();
  world.say(streamer, "last", "x");
  expect(streamer.closed).toEqual({ code: 1008, reason: "too many frames" });
  answer();
  await world.clock.settle();
  expect(world.store.events()).toEqual([]);
});

test("staff who are not here cannot be banned", async () => {
  const world = new ChatRoomWorld();
  world.users.set("boss", { user: { userId: "9", login: "boss", name: "Boss" }, staff: true });
  const streamer = world.join(BROADCASTER);
  world.say(streamer, "n1", "/ban boss");
  await world.clock.settle();
  expect(streamer.take()).toMatchObject([{ kind: "refused", code: "bad_ban_staff" }]);
});

test("a viewer may not moderate, however they ask", async () => {
  const world = new ChatRoomWorld();
  const [viewer, reader] = [world.join(bob), world.join(ada)];
  world.say(viewer, "n1", "/ban ada");
  world.up(viewer, { kind: "act", nonce: "n2", action: { kind: "clear" } });
  const code = "no_permission";
  expect(viewer.take()).toMatchObject([
    { kind: "refused", nonce: "n1", code },
    { kind: "refused", nonce: "n2", code },
  ]);
  expect(await world.desk.call(bob, { kind: "act", nonce: "n3", action: { kind: "clear" } })).toMatchObject([{ code }]);
  expect([world.desk.view(bob), reader.take()]).toEqual([null, []]);
});

test("a program whose token only writes does not moderate, whoever it speaks for", () => {
  const world = new ChatRoomWorld();
  const program = world.connect({ ...BROADCASTER, writesOnly: true });
  world.up(program, { kind: "join", moderation: true });
  world.say(program, "n1", "/clear");
  world.say(program, "n2", "hello");
  expect(program.take()).toMatchObject([
    { kind: "joined", self: { role: "broadcaster" } },
    { kind: "refused", nonce: "n1", code: "no_permission" },
    { kind: "sent", nonce: "n2" },
    { events: [{ from: { badges: ["broadcaster/1"] } }] },
  ]);
  expect(world.desk.view({ ...BROADCASTER, writesOnly: true })).toBeNull();
});

test("a new moderator hears it, may moderate, and has the badge", async () => {
  const world = new ChatRoomWorld();
  const [streamer, socket] = [world.join(BROADCASTER), world.join(ada)];
  world.say(streamer, "n1", "/mod ada");
  expect(socket.take()).toMatchObject([{ kind: "self", self: { role: "moderator", badges: ["moderator/1"] } }]);
  world.evict();
  world.say(socket, "n2", "/clear");
  await world.clock.settle();
  expect(kinds(socket)).toEqual(["clear", "done"]);
  expect(world.desk.view(ada)).toMatchObject({
    role: "moderator",
    moderators: [{ user: { userId: "7", login: "ada", name: "ada" } }],
    log: [{ action: "clear" }, { action: "mod" }],
  });
});

test("a change of modes is an event with what holds now", () => {
  const world = new ChatRoomWorld();
  const streamer = world.join(BROADCASTER);
  world.say(streamer, "n1", "/slow 10");
  expect(streamer.take()).toMatchObject([
    { events: [{ kind: "modes", changed: { slowSeconds: 10 } }] },
    { kind: "done", code: "slow_on" },
  ]);
  world.evict();
  const late = world.connect(null);
  world.up(late, { kind: "join" });
  expect(late.take()).toMatchObject([{ modes: { slowSeconds: 10 } }]);
});

test("an announcement has its sender's badges and its emotes, and a resend is the same one", () => {
  const world = new ChatRoomWorld();
  const streamer = world.join(BROADCASTER);
  world.say(streamer, "n1", "/announce RillWave all");
  const announced = { text: "RillWave all", from: { badges: ["broadcaster/1"] }, emotes: [{ id: "rillwave" }] };
  expect(streamer.take()).toMatchObject([{ events: [announced] }, { kind: "done", code: "announce_success" }]);
  world.evict();
  world.say(streamer, "n1", "/announce RillWave all");
  expect(streamer.take()).toMatchObject([{ kind: "done", nonce: "n1", code: "announce_success" }]);
});

function withHeld() {
  const world = new ChatRoomWorld();
  const streamer = world.join(BROADCASTER, { moderation: true });
  world.up(streamer, { kind: "act", nonce: "t", action: { kind: "addTerm", term: "slur" } });
  streamer.take();
  const sender = world.join(ada);
  world.say(sender, "n1", "a slur here");
  const held = [...world.engine.state.moderation.held.keys()][0] ?? "";
  return { world, streamer, sender, held };
}

test("a held message is seen by moderators only, and shown once they allow it", async () => {
  const { world, streamer, sender, held } = withHeld();
  const reader = world.join(bob);
  await world.clock.advance(50);
  expect(sender.take()).toMatchObject([{ kind: "refused", nonce: "n1", code: "msg_rejected" }]);
  expect(streamer.take()).toMatchObject([{ kind: "held", held: { id: held, text: "a slur here" } }]);
  world.evict();
  world.say(sender, "n1", "a slur here");
  world.up(streamer, { kind: "act", nonce: "n2", action: { kind: "allowHeld", id: held } });
  expect(kinds(reader)).toEqual(["message"]);
  expect(kinds(streamer)).toEqual(["message", "done", "heldOver", "logged"]);
});

test("a denied message is told to its sender, and one that nobody decides expires", async () => {
  const denied = withHeld();
  denied.sender.take();
  denied.world.up(denied.streamer, { kind: "act", nonce: "n2", action: { kind: "denyHeld", id: denied.held } });
  expect(denied.sender.take()).toMatchObject([
    { code: "msg_rejected" },
    { kind: "refused", nonce: "n1", code: "msg_rejected_mandatory" },
  ]);
  const { world, streamer, sender, held } = withHeld();
  await world.pass(HELD_MS - 1);
  sender.take();
  streamer.take();
  world.evict();
  await world.pass(1);
  expect(sender.take()).toMatchObject([{ kind: "refused", nonce: "n1", code: "msg_rejected_mandatory" }]);
  expect(streamer.take()).toMatchObject([{ kind: "heldOver", id: held, outcome: "expired" }, { kind: "logged" }]);
  expect(world.store.moderation().held).toEqual([]);
});

test("a moderator who comes later gets what still waits", () => {
  const { world, held } = withHeld();
  const late = world.connect(BROADCASTER);
  world.up(late, { kind: "join", moderation: true });
  expect(late.take()).toMatchObject([{ kind: "joined" }, { kind: "held", held: { id: held } }]);
  const viewer = world.connect(bob);
  world.up(viewer, { kind: "join", moderation: true });
  expect(kinds(viewer)).toEqual(["joined"]);
});

test("a colour is worn at once, in every socket, and kept for every room", async () => {
  const world = new ChatRoomWorld();
  const [one, other] = [world.join(ada), world.join(ada)];
  world.say(one, "n1", "/color #00FF00");
  expect(other.take()).toMatchObject([{ kind: "self", self: { colour: "#00FF00" } }]);
  world.evict();
  world.say(other, "n2", "hi");
  expect(other.take()).toMatchObject([{ kind: "sent" }, { events: [{ from: { colour: "#00FF00" } }] }]);
  expect(world.colours).toEqual(new Map([["7", "#00FF00"]]));
});

test("a call is answered once what it did is stored, and goes through the same rules", async () => {
  const world = new ChatRoomWorld();
  const reader = world.join(null);
  expect(await world.desk.call(ada, { kind: "send", nonce: "n1", text: "by call" })).toMatchObject([
    { kind: "sent", nonce: "n1", kept: true },
  ]);
  expect(kinds(reader)).toEqual(["message"]);
  const again = world.desk.call(ada, { kind: "send", nonce: "n2", text: "too soon" });
  expect(await again).toMatchObject([{ kind: "refused", nonce: "n2", code: "msg_ratelimit" }]);
  const streamer = { ...BROADCASTER, userId: CHANNEL_ID };
  const banned = await world.desk.call(streamer, { kind: "send", nonce: "n3", text: "/ban ada" });
  expect(banned).toMatchObject([{ kind: "done", code: "ban_success" }]);
});
