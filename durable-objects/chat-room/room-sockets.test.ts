import { expect, test } from "vitest";
import { MAX_BUFFERED_BYTES, MAX_LINK_BUFFERED_BYTES } from "#protocol/chat/limits.ts";
import { person } from "#testing/chat-people.ts";
import { FakeChatSocket } from "#testing/fake-chat-socket.ts";
import { replyCode } from "./close-code.ts";
import { RoomSockets } from "./room-sockets.ts";
import { newLinkSession, newViewerSession } from "./session.ts";

const [ada, bob] = [person("ada", "7"), person("bob", "8")];
const presence = { kind: "presence", chatters: 1 } as const;

function room(...names: string[]) {
  const sockets = new RoomSockets();
  const fakes = names.map((name) => {
    const fake = new FakeChatSocket();
    sockets.add(fake, newViewerSession(name, ada, 0));
    sockets.enter(name, false);
    return fake;
  });
  return { sockets, fakes };
}

function linked(sockets: RoomSockets, socket: string, relay: string | null) {
  const fake = new FakeChatSocket();
  sockets.add(fake, newLinkSession(socket));
  sockets.remember({ ...newLinkSession(socket), relay, sockets: 10 });
  return fake;
}

test("what everyone gets reaches those who joined, and relays that said hello", () => {
  const { sockets, fakes } = room("a", "b");
  const silent = new FakeChatSocket();
  sockets.add(silent, newViewerSession("c", null, 0));
  const [relay, unknown] = [linked(sockets, "l1", "r0"), linked(sockets, "l2", null)];
  sockets.all(presence);
  sockets.batch(new Uint8Array([1, 2]));
  expect(fakes.map(({ sent }) => sent)).toEqual([
    [JSON.stringify(presence), new Uint8Array([1, 2])],
    [JSON.stringify(presence), new Uint8Array([1, 2])],
  ]);
  expect(relay.sent).toEqual([JSON.stringify({ kind: "all", frame: presence }), new Uint8Array([1, 2])]);
  expect([silent.sent, unknown.sent]).toEqual([[], []]);
  expect([sockets.size, sockets.joined, sockets.chatters]).toEqual([3, 2, 23]);
});

test("a user's frame reaches all of their sockets, and relays in case they have some", () => {
  const { sockets, fakes } = room("a", "b");
  const other = new FakeChatSocket();
  sockets.add(other, newViewerSession("c", bob, 0));
  sockets.enter("c", false);
  const relay = linked(sockets, "l1", "r0");
  sockets.user("7", presence);
  expect([fakes.map(({ sent }) => sent.length), other.sent]).toEqual([[1, 1], []]);
  expect(relay.takeLink()).toEqual([{ kind: "user", userId: "7", frame: presence }]);
  expect([sockets.ofUser("7"), sockets.ofUser("8"), sockets.ofUser("9")]).toEqual([2, 1, 0]);
});

test("what moderators see reaches those who asked for it and may have it", () => {
  const { sockets, fakes } = room("a");
  const asking = ["c", "d"].map((name, at) => {
    const fake = new FakeChatSocket();
    sockets.add(fake, newViewerSession(name, at === 0 ? ada : bob, 0));
    sockets.enter(name, true);
    return fake;
  });
  sockets.moderators(presence, ({ userId }) => userId === "8");
  expect([...fakes, ...asking].map(({ sent }) => sent.length)).toEqual([0, 0, 1]);
});

test("a socket that does not read is closed, and the others are served", () => {
  const { sockets, fakes } = room("a", "b");
  const [slow, quick] = fakes;
  if (slow === undefined || quick === undefined) throw new Error("two sockets were made");
  slow.bufferedAmount = MAX_BUFFERED_BYTES;
  sockets.all(presence);
  slow.bufferedAmount = MAX_BUFFERED_BYTES + 1;
  sockets.all(presence);
  sockets.all(presence);
  expect([slow.sent.length, slow.closed, quick.sent.length]).toEqual([1, { code: 1013, reason: "too slow" }, 3]);
  expect([sockets.size, sockets.joined, sockets.ofUser("7"), slow.deserializeAttachment()]).toEqual([1, 1, 1, null]);
});

test("a relay may have more waiting than a viewer, and not without end", () => {
  const sockets = new RoomSockets();
  const relay = linked(sockets, "l1", "r0");
  relay.bufferedAmount = MAX_LINK_BUFFERED_BYTES;
  sockets.all(presence);
  relay.bufferedAmount += 1;
  sockets.all(presence);
  expect([relay.sent.length, relay.closed?.code, sockets.links()]).toEqual([1, 1013, []]);
});

test("a socket that broke is dropped without a word", () => {
  const { sockets, fakes } = room("a", "b");
  if (fakes[0] !== undefined) fakes[0].isBroken = true;
  sockets.all(presence);
  expect([fakes.map(({ sent }) => sent.length), sockets.size]).toEqual([[0, 1], 1]);
});

test("sockets that outlived their object are taken back by what is attached to them; others must come anew", () => {
  const { sockets, fakes } = room("a");
  const relay = linked(sockets, "l1", "r0");
  const stranger = new FakeChatSocket();
  const woken = new RoomSockets();
  for (const fake of [...fakes, relay, stranger]) woken.readmit(fake);
  woken.all(presence);
  expect([fakes[0]?.sent.length, relay.sent.length, stranger.closed]).toEqual([
    1,
    1,
    { code: 1012, reason: "restart" },
  ]);
  expect([woken.size, woken.joined, woken.ofUser("7"), woken.chatters]).toEqual([1, 1, 1, 11]);
});

test("a viewer's new name or colour is attached to each of their sockets", () => {
  const { sockets, fakes } = room("a");
  sockets.rename({ ...ada, colour: "#FF0000" });
  expect(sockets.viewer("a")?.viewer?.colour).toBe("#FF0000");
  expect(fakes[0]?.deserializeAttachment()).toMatchObject({ joined: true, viewer: { colour: "#FF0000" } });
});

test("a socket that closed is forgotten", () => {
  const { sockets, fakes } = room("a");
  if (fakes[0] !== undefined) expect(sockets.forget(fakes[0])?.socket).toBe("a");
  expect([sockets.size, sockets.joined, sockets.ofUser("7")]).toEqual([0, 0, 0]);
});

test("only codes that may travel answer a close", () => {
  expect([1000, 1001, 1005, 1006, 1015, 2999, 3000, 4001, 4999, 5000].map(replyCode)).toEqual([
    1000, 1000, 1000, 1000, 1000, 1000, 3000, 4001, 4999, 1000,
  ]);
});

test("a new name goes to all sockets of its user, and what a program may do with its own stays as it was", () => {
  const sockets = new RoomSockets();
  const [page, program, other] = [new FakeChatSocket(), new FakeChatSocket(), new FakeChatSocket()];
  sockets.add(page, newViewerSession("a", ada, 0));
  sockets.add(program, newViewerSession("b", { ...ada, writesOnly: true }, 0));
  sockets.add(other, newViewerSession("c", bob, 0));
  const renamed = { ...ada, name: "Ada L", colour: "#FF0000" };
  sockets.rename(renamed);
  const viewers = () => ["a", "b", "c"].map((socket) => sockets.viewer(socket)?.viewer);
  expect(viewers()).toEqual([renamed, { ...renamed, writesOnly: true }, bob]);
  sockets.rename({ ...ada, writesOnly: true });
  expect(viewers()).toEqual([ada, { ...ada, writesOnly: true }, bob]);
});
