/**
 * The peer of the chat bench: the `ws` package on Node, sending the same batches on the same grid. It numbers, acknowledges and encodes, and
 * does nothing else: no rules, no storage. Prints its address.
 */
import { deflateRawSync } from "node:zlib";
import * as v from "valibot";
import { type WebSocket, WebSocketServer } from "ws";
import { encodeBatch } from "#protocol/chat/batch.ts";
import type { ChatEvent } from "#protocol/chat/event.ts";
import { upSchema } from "#protocol/chat/frames.ts";
import { CROWD_FLUSH_MS, MAX_BATCH_EVENTS } from "#protocol/chat/limits.ts";

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
const sockets = new Set<WebSocket>();
let waiting: ChatEvent[] = [];
let seq = 0;

server.on("connection", (socket, request) => {
  const user = new URL(request.url ?? "/", "ws://peer").searchParams.get("user") ?? "0";
  const from = {
    userId: String(5000 + Number(user)),
    login: `u${user}`,
    name: `U${user}`,
    colour: null,
    badges: ["staff/1"],
  };
  socket.on("message", (data) => {
    const up = v.parse(upSchema, JSON.parse(String(data)));
    if (up.kind === "join") {
      socket.send(JSON.stringify({ kind: "joined", seq }));
      sockets.add(socket);
    } else if (up.kind === "send") {
      seq += 1;
      const placed = { seq, at: Date.now(), from, text: up.text, emotes: [] };
      waiting.push({ kind: "message", ...placed, action: false, first: false, reply: null });
      socket.send(JSON.stringify({ kind: "sent", nonce: up.nonce, seq, kept: true }));
      if (waiting.length >= MAX_BATCH_EVENTS) flush();
    }
  });
  socket.on("close", () => sockets.delete(socket));
  socket.on("error", () => socket.terminate());
});

function flush(): void {
  const first = waiting[0];
  if (first === undefined) return;
  const events = waiting;
  waiting = [];
  const batch = { previous: first.seq - 1, first: first.seq, last: seq, events };
  const frame = encodeBatch(batch, (bytes) => deflateRawSync(bytes, { level: 1 }));
  for (const socket of sockets) socket.send(frame);
}

setInterval(flush, CROWD_FLUSH_MS);
server.once("listening", () => {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  process.stdout.write(`ws://127.0.0.1:${port}\n`);
});
process.once("SIGTERM", () => process.exit(0));
