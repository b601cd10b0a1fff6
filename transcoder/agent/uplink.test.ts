import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import type { Lease } from "#protocol/ingest/open.ts";
import { MAX_RING_BUNDLES, UPLINK_CLOSE } from "#protocol/ingest/uplink.ts";
import { Uplink } from "./uplink.ts";

const lease: Lease = {
  channelId: "1001",
  login: "demo",
  broadcastId: "5",
  epoch: 3,
  uploadToken: "t".repeat(43),
  startedAt: 0,
  nextSeq: 10,
  nextMsn: 0,
  mediaEnd: 0,
  nextInit: 0,
  gopHint: null,
};

/** The object's side of the socket: keeps what comes, lets a test wait for it. */
class Peer {
  readonly socket: WebSocket;
  readonly received: string[] = [];
  #wake: (() => void)[] = [];

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data, isBinary) => {
      const bytes = data as Buffer;
      this.received.push(isBinary ? `bundle ${bytes[0]}` : bytes.toString());
      for (const wake of this.#wake.splice(0)) wake();
    });
  }

  async until(count: number): Promise<readonly string[]> {
    while (this.received.length < count) await new Promise<void>((resolve) => this.#wake.push(resolve));
    return this.received;
  }

  say(message: object): void {
    this.socket.send(JSON.stringify(message));
  }
}

let server: WebSocketServer;
let base: string;
let uplink: Uplink | null = null;
const peers: Peer[] = [];
let arrivals: ((peer: Peer) => void)[] = [];
const requests: { readonly path: string; readonly token: string | undefined }[] = [];

beforeEach(async () => {
  server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  server.on("connection", (socket, request) => {
    requests.push({ path: request.url ?? "", token: request.headers.authorization });
    const peer = new Peer(socket);
    peers.push(peer);
    for (const arrive of arrivals.splice(0)) arrive(peer);
  });
});

afterEach(async () => {
  uplink?.close();
  for (const socket of server.clients) socket.terminate();
  await new Promise((resolve) => server.close(resolve));
  peers.length = 0;
  requests.length = 0;
  arrivals = [];
});

const nextPeer = () => new Promise<Peer>((resolve) => arrivals.push(resolve));
const open = (handlers: Partial<{ onStop(reason: string): void; onLost(reason: string): void }> = {}) => {
  const arrived = nextPeer();
  const all = { onStop: () => undefined, onLost: () => undefined, ...handlers };
  uplink = new Uplink(base, lease, all, () => undefined);
  return { uplink, arrived };
};
const hello = (oldest: number, newest: number) => JSON.stringify({ kind: "hello", epoch: 3, oldest, newest });

describe("the uplink", () => {
  it("says hello with its token, replays what waited, then is live", async () => {
    const { uplink, arrived } = open();
    uplink.send(10, Uint8Array.of(10));
    uplink.send(11, Uint8Array.of(11));
    const peer = await arrived;
    await peer.until(1);
    peer.say({ kind: "welcome", received: 9, stored: -1 });
    expect(await peer.until(4)).toEqual([hello(10, 11), "bundle 10", "bundle 11", '{"kind":"live"}']);
    uplink.send(12, Uint8Array.of(12));
    expect((await peer.until(5)).at(-1)).toBe("bundle 12");
    expect(requests).toEqual([
      { path: "/api/ingest/channels/1001/broadcasts/5/uplink", token: `Bearer ${lease.uploadToken}` },
    ]);
  });

  it("keeps what is not stored and replays it above what the object has", async () => {
    const { uplink, arrived } = open();
    const peer = await arrived;
    await peer.until(1);
    peer.say({ kind: "welcome", received: 9, stored: 9 });
    for (const seq of [10, 11, 12]) uplink.send(seq, Uint8Array.of(seq));
    await peer.until(5);
    peer.say({ kind: "ack", received: 12, stored: 10 });
    const again = nextPeer();
    peer.socket.close(1012);
    const second = await again;
    expect(await second.until(1)).toEqual([hello(11, 12)]);
    second.say({ kind: "welcome", received: 11, stored: 10 });
    expect(await second.until(3)).toEqual([hello(11, 12), "bundle 12", '{"kind":"live"}']);
    expect(uplink.pending).toBe(2);
  });

  it("stops when the object says so, and when it is fenced", async () => {
    for (const how of ["stop", "fenced"]) {
      const stopped = new Promise<string>((resolve) => {
        const { arrived } = open({ onStop: resolve });
        void arrived.then((peer) => {
          if (how === "stop") peer.say({ kind: "stop", reason: "key rotated" });
          else peer.socket.close(UPLINK_CLOSE.fenced, "a newer lease");
        });
      });
      expect(await stopped).toBe(how === "stop" ? "key rotated" : "a newer lease");
    }
  });

  it("is lost when its ring overflows before the object took it", async () => {
    const lost = new Promise<string>((resolve) => {
      const { uplink } = open({ onLost: resolve });
      for (let i = 0; i <= MAX_RING_BUNDLES; i++) uplink.send(10 + i, Uint8Array.of(1));
    });
    expect(await lost).toContain("the ring is full");
  });

  it("is lost when the object stands before the ring's beginning", async () => {
    const lost = new Promise<string>((resolve) => {
      const { uplink, arrived } = open({ onLost: resolve });
      uplink.send(10, Uint8Array.of(10));
      void arrived.then((peer) => peer.say({ kind: "welcome", received: 4, stored: 4 }));
    });
    expect(await lost).toContain("stands at bundle 4");
  });

  it("says bye once all is sent", async () => {
    const { uplink, arrived } = open();
    uplink.send(10, Uint8Array.of(10));
    const peer = await arrived;
    const ended = uplink.end("the publisher left", 5000);
    peer.say({ kind: "welcome", received: 9, stored: 9 });
    const messages = await peer.until(4);
    expect(messages.slice(1)).toEqual(["bundle 10", '{"kind":"live"}', '{"kind":"bye","reason":"the publisher left"}']);
    await ended;
  });
});
