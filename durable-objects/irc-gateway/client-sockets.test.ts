import { expect, test } from "vitest";
import { MAX_BUFFERED_BYTES } from "#protocol/chat/limits.ts";
import { ClientSockets } from "./client-sockets.ts";
import { openSession } from "./session.ts";

/** A hibernatable WebSocket as a test sees it. */
class FakeSocket {
  readonly sent: (string | Uint8Array)[] = [];
  closed: readonly [number, string] | null = null;
  attachment: unknown = null;
  bufferedAmount = 0;

  send(frame: string | Uint8Array): void {
    if (this.closed !== null) throw new Error("closed");
    this.sent.push(frame);
  }
  close(code: number, reason: string): void {
    this.closed = [code, reason];
  }
  serializeAttachment(attachment: unknown): void {
    this.attachment = structuredClone(attachment);
  }
  deserializeAttachment(): unknown {
    return this.attachment;
  }
}

const SESSION = openSession("c1", "192.0.2.1");

function withSocket(): { sockets: ClientSockets; socket: FakeSocket } {
  const [sockets, socket] = [new ClientSockets(), new FakeSocket()];
  sockets.add(socket, SESSION);
  return { sockets, socket };
}

test("a socket that outlived the gateway's memory is taken back with its session", () => {
  const { socket } = withSocket();
  const again = new ClientSockets();
  expect(again.readmit(socket)).toEqual(SESSION);
  again.send("c1", "PING\r\n");
  expect([socket.sent, again.connectionOf(socket)]).toEqual([["PING\r\n"], "c1"]);
});

test("one whose session is of another version is asked to come back", () => {
  const socket = new FakeSocket();
  socket.attachment = { connection: "c1", version: 0 };
  const sockets = new ClientSockets();
  expect([sockets.readmit(socket), sockets.size]).toEqual([null, 0]);
  expect([socket.sent, socket.closed]).toEqual([[":tmi.twitch.tv RECONNECT\r\n"], [1012, "restart"]]);
});

test("one that was closed from here is left alone, and what it sends is nobody's", () => {
  const { sockets, socket } = withSocket();
  sockets.close("c1", 1008, "too many lines");
  expect([socket.closed, sockets.size, sockets.connectionOf(socket), sockets.forget(socket)]).toEqual([
    [1008, "too many lines"],
    0,
    null,
    null,
  ]);
  expect([new ClientSockets().readmit(socket), socket.sent]).toEqual([null, []]);
});

test("a reader may fall behind by so many bytes, and is closed at one more", () => {
  const { sockets, socket } = withSocket();
  socket.bufferedAmount = MAX_BUFFERED_BYTES;
  sockets.send("c1", "x");
  expect([socket.sent, sockets.takeLost()]).toEqual([["x"], []]);
  socket.bufferedAmount = MAX_BUFFERED_BYTES + 1;
  sockets.send("c1", "x");
  expect([socket.closed, sockets.takeLost(), sockets.takeLost()]).toEqual([[1013, "too slow"], ["c1"], []]);
});

test("a socket that fails is lost once", () => {
  const { sockets, socket } = withSocket();
  socket.closed = [1006, ""];
  sockets.send("c1", "x");
  sockets.send("c1", "x");
  expect([sockets.takeLost(), sockets.size]).toEqual([["c1"], 0]);
});
