import { expect, test } from "vitest";
import { CLOSE, replyCode } from "./close-code.ts";
import { MAX_BUFFERED_BYTES, type RoomSocket, RoomSockets } from "./room-sockets.ts";
import { newSession } from "./session.ts";

/** A socket of the runtime, played by hand. */
class FakeSocket implements RoomSocket {
  bufferedAmount = 0;
  readonly seen: unknown[] = [];
  attachment: unknown = null;
  broken = false;

  send(frame: string) {
    if (this.broken) throw new TypeError("Can't call WebSocket send() after close().");
    this.seen.push(frame);
  }

  close(code: number, reason: string) {
    this.seen.push([code, reason]);
  }

  serializeAttachment(attachment: unknown) {
    this.attachment = structuredClone(attachment);
  }

  deserializeAttachment() {
    return this.attachment;
  }
}

function room(...names: string[]) {
  const sockets = new RoomSockets();
  const fakes = names.map((name) => {
    const fake = new FakeSocket();
    sockets.add(name, fake);
    sockets.remember({ ...newSession(name, 0), joined: true });
    return fake;
  });
  return { sockets, fakes };
}

test("a broadcast reaches those who joined", () => {
  const { sockets, fakes } = room("a", "b");
  const silent = new FakeSocket();
  sockets.add("c", silent);
  sockets.remember(newSession("c", 0));
  sockets.broadcast("hi");
  expect([...fakes, silent].map((fake) => fake.seen)).toEqual([["hi"], ["hi"], []]);
  expect([sockets.size, sockets.joined]).toEqual([3, 2]);
});

test("a socket that does not read is closed, and the others are served", () => {
  const { sockets, fakes } = room("a", "b");
  const [slow, quick] = fakes;
  if (slow === undefined || quick === undefined) throw new Error("two sockets were made");
  slow.bufferedAmount = MAX_BUFFERED_BYTES;
  sockets.broadcast("one");
  slow.bufferedAmount = MAX_BUFFERED_BYTES + 1;
  sockets.broadcast("two");
  sockets.broadcast("three");
  expect([slow.seen, quick.seen]).toEqual([
    ["one", [CLOSE.tryLater, "too slow"]],
    ["one", "two", "three"],
  ]);
  expect([sockets.size, sockets.joined, slow.attachment]).toEqual([1, 1, null]);
});

test("a socket that broke is dropped without a word", () => {
  const { sockets, fakes } = room("a", "b");
  if (fakes[0] !== undefined) fakes[0].broken = true;
  sockets.broadcast("hi");
  expect([fakes.map((fake) => fake.seen), sockets.size]).toEqual([[[], ["hi"]], 1]);
});

test("sockets that outlived their object are taken back by what is attached to them; others must come anew", () => {
  const { fakes } = room("a");
  const stranger = new FakeSocket();
  const woken = new RoomSockets();
  for (const fake of [...fakes, stranger]) woken.readmit(fake);
  woken.broadcast("hi");
  expect([fakes[0]?.seen, stranger.seen]).toEqual([["hi"], [[CLOSE.restart, "restart"]]]);
  expect([woken.size, woken.joined]).toEqual([1, 1]);
});

test("a socket that closed is forgotten", () => {
  const { sockets, fakes } = room("a");
  if (fakes[0] !== undefined) sockets.forget(fakes[0]);
  expect([sockets.size, sockets.joined]).toEqual([0, 0]);
});

test("only codes that may travel answer a close", () => {
  expect([1000, 1001, 1005, 1006, 1015, 2999, 3000, 4001, 4999, 5000].map(replyCode)).toEqual([
    1000, 1000, 1000, 1000, 1000, 1000, 3000, 4001, 4999, 1000,
  ]);
});
