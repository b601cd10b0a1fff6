import { Duplex } from "node:stream";
import { describe, expect, it } from "vitest";
import { encodeAmf0 } from "#media/flv/amf0.ts";
import type { Authorise, Publisher } from "../publisher.ts";
import { ChunkWriter } from "./chunk-writer.ts";
import { RtmpConnection } from "./connection.ts";
import { HANDSHAKE_RANDOM_BYTES } from "./handshake.ts";
import { DEFAULT_RTMP_LIMITS, type RtmpLimits } from "./limits.ts";
import type { RtmpLogEntry } from "./log-entry.ts";
import { MESSAGE } from "./messages.ts";

const denying: Authorise = async () => ({ outcome: "denied", reason: "unknown_key", message: "No." });
const never: Authorise = () => new Promise(() => undefined);

/** A socket whose peer takes nothing: no write ever completes. Its incoming bytes are emitted by the test. */
class StuckSocket extends Duplex {
  override _read(): void {
    // Bytes come as events.
  }
  override _write(): void {
    // Never calls back.
  }
}

/** A connection on such a socket, behind its handshake. */
function connected(authorise: Authorise, limits: Partial<RtmpLimits>) {
  const entries: RtmpLogEntry[] = [];
  const socket = new StuckSocket();
  const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  new RtmpConnection(socket, {
    id: 1,
    remoteAddress: "10.0.0.1",
    limits: { ...DEFAULT_RTMP_LIMITS, ...limits },
    authorise,
    log: (entry) => entries.push(entry),
    now: () => 0,
    random: new Uint8Array(HANDSHAKE_RANDOM_BYTES),
  });
  const writer = new ChunkWriter();
  const say = (type: number, payload: Uint8Array): void => {
    socket.emit("data", writer.write({ type, payload, chunkStreamId: 3, streamId: 0, timestamp: 0 }));
  };
  socket.emit("data", Uint8Array.from([3, ...new Uint8Array(3072)]));
  return { socket, closed, entries, say };
}

function publish(say: (type: number, payload: Uint8Array) => void): void {
  say(MESSAGE.command, encodeAmf0("connect", 1, { app: "live" }));
  say(MESSAGE.command, encodeAmf0("publish", 2, null, "KEY"));
}

it("ends a client that asks and asks but does not read the answers, at the limit and not before", async () => {
  // The handshake's reply is 3073 bytes, a pong 18.
  const { socket, closed, entries, say } = connected(denying, { outputBytes: 3073 + 3 * 18 });
  const ping = Uint8Array.of(0, 6, 0, 0, 0, 0);
  for (let i = 0; i < 3; i++) say(MESSAGE.userControl, ping);
  expect([entries, socket.destroyed]).toEqual([[], false]);
  say(MESSAGE.userControl, ping);
  await closed;
  expect(entries.map((entry) => entry.reason)).toEqual([
    "Fault: connection: the client does not read what it is sent",
    "connection: the client does not read what it is sent",
  ]);
});

it("does not wait for ever for a client that neither reads the denial nor leaves", async () => {
  const { socket, closed, say } = connected(denying, { lingerMs: 20 });
  publish(say);
  await closed;
  expect(socket.destroyed).toBe(true);
});

describe("reading from the socket", () => {
  it("stops while the consumer is full, and goes on when it resumes", async () => {
    let accepted: (publisher: Publisher) => void = () => undefined;
    const handed = new Promise<Publisher>((resolve) => {
      accepted = resolve;
    });
    const { socket, say } = connected(
      async () => ({ outcome: "granted", accept: (publisher) => accepted(publisher) }),
      {},
    );
    publish(say);
    const publisher = await handed;
    let seen = 0;
    publisher.start({ onTag: () => ++seen > 1, onEnd: () => undefined });
    await Promise.resolve();
    say(MESSAGE.video, Uint8Array.of(0x27, 1));
    expect([seen, socket.isPaused()]).toEqual([1, true]);
    publisher.resume();
    expect([seen, socket.isPaused()]).toEqual([1, false]);
    say(MESSAGE.video, Uint8Array.of(0x27, 1));
    expect([seen, socket.isPaused()]).toEqual([2, false]);
    socket.destroy();
  });

  it("goes on while the key is checked, so that a leaving client is noticed, but only up to the limit", () => {
    // A packet counts 512 bytes besides its own 12 + 88.
    const { socket, say } = connected(never, { heldBytes: 3 * 612 });
    publish(say);
    for (let i = 0; i < 3; i++) say(MESSAGE.video, new Uint8Array(88));
    expect(socket.isPaused()).toBe(false);
    say(MESSAGE.video, new Uint8Array(0));
    expect(socket.isPaused()).toBe(true);
    socket.destroy();
  });
});
