import { Duplex } from "node:stream";
import { expect, it } from "vitest";
import { encodeAmf0 } from "#media/flv/amf0.ts";
import { ChunkWriter } from "./chunk-writer.ts";
import { RtmpConnection } from "./connection.ts";
import { HANDSHAKE_RANDOM_BYTES } from "./handshake.ts";
import { DEFAULT_RTMP_LIMITS } from "./limits.ts";
import type { RtmpLogEntry } from "./log-entry.ts";
import { MESSAGE } from "./messages.ts";

/** A socket whose peer takes nothing: no write ever completes. */
class StuckSocket extends Duplex {
  override _read(): void {
    // Bytes come as events.
  }
  override _write(): void {
    // Never calls back.
  }
}

it("ends a client that asks and asks but does not read the answers, at the limit and not before", async () => {
  const entries: RtmpLogEntry[] = [];
  const socket = new StuckSocket();
  const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  new RtmpConnection(socket, {
    id: 1,
    remoteAddress: "10.0.0.1",
    // The handshake's reply is 3073 bytes, a pong 18.
    limits: { ...DEFAULT_RTMP_LIMITS, outputBytes: 3073 + 3 * 18 },
    authorise: async () => ({ outcome: "denied", reason: "unknown_key", message: "" }),
    log: (entry) => entries.push(entry),
    now: () => 0,
    random: new Uint8Array(HANDSHAKE_RANDOM_BYTES),
  });
  const writer = new ChunkWriter();
  const payload = Uint8Array.of(0, 6, 0, 0, 0, 0);
  const ping = writer.write({ type: MESSAGE.userControl, payload, chunkStreamId: 2, streamId: 0, timestamp: 0 });
  socket.emit("data", Uint8Array.from([3, ...new Uint8Array(3072)]));
  for (let i = 0; i < 3; i++) socket.emit("data", ping);
  expect([entries, socket.destroyed]).toEqual([[], false]);
  socket.emit("data", ping);
  await closed;
  expect(entries.map((entry) => entry.reason)).toEqual([
    "Fault: connection: the client does not read what it is sent",
    "connection: the client does not read what it is sent",
  ]);
});

it("does not wait for ever for a client that neither reads the denial nor leaves", async () => {
  const socket = new StuckSocket();
  const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  new RtmpConnection(socket, {
    id: 1,
    remoteAddress: "10.0.0.1",
    limits: { ...DEFAULT_RTMP_LIMITS, lingerMs: 20 },
    authorise: async () => ({ outcome: "denied", reason: "unknown_key", message: "No." }),
    log: () => undefined,
    now: () => 0,
    random: new Uint8Array(HANDSHAKE_RANDOM_BYTES),
  });
  const writer = new ChunkWriter();
  const command = (payload: Uint8Array) =>
    writer.write({ type: MESSAGE.command, payload, chunkStreamId: 3, streamId: 0, timestamp: 0 });
  socket.emit("data", Uint8Array.from([3, ...new Uint8Array(3072)]));
  socket.emit("data", command(encodeAmf0("connect", 1, { app: "live" })));
  socket.emit("data", command(encodeAmf0("publish", 2, null, "KEY")));
  await closed;
  expect(socket.destroyed).toBe(true);
});
