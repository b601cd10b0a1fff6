import { expect, test } from "vitest";
import { MAX_BUFFERED_BYTES } from "#protocol/chat/limits.ts";
import type { RoomSocket } from "../chat-room/room-sockets.ts";
import { newRelaySession } from "./relay-session.ts";
import { RelaySockets } from "./relay-sockets.ts";

/** A socket of the runtime, played by hand. */
class FakeSocket implements RoomSocket {
  bufferedAmount = 0;
  readonly seen: unknown[] = [];
  attachment: unknown = null;
  isClosing = false;

  send(frame: string | Uint8Array) {
    if (this.isClosing) throw new TypeError("Can't call WebSocket send() after close().");
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

/** Sockets that joined at number 5. */
function open(...marks: string[]) {
  const sockets = new RelaySockets();
  const fakes = marks.map((mark) => {
    const fake = new FakeSocket();
    sockets.add(mark, fake);
    sockets.remember({ ...newRelaySession(mark, null, 0), joinedAt: 5 });
    return fake;
  });
  return { sockets, fakes };
}

test("what everyone gets reaches those who joined, for as long as they have", () => {
  const { sockets, fakes } = open("a", "b");
  const silent = new FakeSocket();
  sockets.add("c", silent);
  sockets.remember(newRelaySession("c", null, 0));
  sockets.broadcast("hi");
  sockets.remember(newRelaySession("a", null, 0));
  sockets.broadcast("ho");
  expect([...fakes, silent].map(({ seen }) => seen)).toEqual([["hi"], ["hi", "ho"], []]);
});

test("a socket with more unread than is allowed is given up, and one with just that is not", () => {
  const { sockets, fakes } = open("a", "b");
  const [a, b] = fakes;
  if (a === undefined || b === undefined) throw new Error("two sockets were opened");
  a.bufferedAmount = MAX_BUFFERED_BYTES + 1;
  b.bufferedAmount = MAX_BUFFERED_BYTES;
  sockets.broadcast("hi");
  expect([a.seen, b.seen]).toEqual([[[1013, "too slow"]], ["hi"]]);
  expect([sockets.takeLost(), sockets.takeLost(), sockets.size]).toEqual([["a"], [], 1]);
  expect(sockets.markOf(a)).toBeNull();
});

test("a socket that is closing is given up", () => {
  const { sockets, fakes } = open("a", "b");
  const [a] = fakes;
  if (a !== undefined) a.isClosing = true;
  sockets.broadcast("hi");
  expect([sockets.takeLost(), sockets.size]).toEqual([["a"], 1]);
});

test("a socket that was closed from here is nobody's afterwards", () => {
  const { sockets, fakes } = open("a");
  const [a] = fakes;
  if (a === undefined) throw new Error("a socket was opened");
  sockets.close("a", 1008, "too many frames");
  expect([a.seen, sockets.forget(a), sockets.takeLost()]).toEqual([[[1008, "too many frames"]], null, []]);
  sockets.send("a", "hi");
  expect(a.seen).toHaveLength(1);
});

test("sockets that outlived the object come back as they were, and others have to come anew", () => {
  const { fakes } = open("a");
  const [a] = fakes;
  if (a === undefined) throw new Error("a socket was opened");
  const strange = new FakeSocket();
  const sockets = new RelaySockets();
  expect(sockets.readmit(a)).toEqual({ ...newRelaySession("a", null, 0), joinedAt: 5 });
  expect(sockets.readmit(strange)).toBeNull();
  sockets.broadcast("hi");
  expect([a.seen, strange.seen]).toEqual([["hi"], [[1012, "restart"]]]);
});
