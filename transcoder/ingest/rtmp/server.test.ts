import { afterEach, describe, expect, it, vi } from "vitest";
import { encodeAmf0 } from "#media/flv/amf0.ts";
import type { FlvTag } from "#media/flv/tag.ts";
import { RtmpClient } from "#testing/rtmp-client.ts";
import type { Authorise, AuthoriseDenial, AuthoriseGrant, AuthoriseRequest, Publisher } from "../publisher.ts";
import type { RtmpLimits } from "./limits.ts";
import type { RtmpLogEntry } from "./log-entry.ts";
import { MESSAGE } from "./messages.ts";
import { RtmpServer } from "./server.ts";

const KEY = "rill_c0ffee00c0ffee00c0ffee00c0ffee00";
const START = { level: "status", code: "NetStream.Publish.Start", description: "Publishing." };
const NO_KEY = { level: "error", code: "NetStream.Publish.BadName", description: "No stream key was given." };
const denied = (reason: AuthoriseDenial["reason"], message: string): AuthoriseDenial => ({
  outcome: "denied",
  reason,
  message,
});

const servers: RtmpServer[] = [];
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function listen(authorise: Authorise, limits: Partial<RtmpLimits> = {}) {
  const entries: RtmpLogEntry[] = [];
  const server = new RtmpServer({
    authorise,
    limits: { lingerMs: 200, ...limits },
    log: (entry) => entries.push(entry),
  });
  servers.push(server);
  return { server, entries, port: await server.listen(0, "127.0.0.1") };
}

/** A consumer that notes what it gets, and can be waited for. */
class Watcher {
  readonly tags: FlvTag[] = [];
  readonly ended: Promise<string>;
  ends = 0;
  publisher: Publisher | null = null;
  #resolveEnd: (reason: string) => void = () => undefined;
  #waiting: { count: number; resolve: () => void }[] = [];
  readonly #accept: (tag: FlvTag) => boolean;

  constructor(accept: (tag: FlvTag) => boolean = () => true) {
    this.#accept = accept;
    this.ended = new Promise((resolve) => {
      this.#resolveEnd = resolve;
    });
  }

  start(publisher: Publisher): void {
    this.publisher = publisher;
    publisher.start({
      onTag: (tag) => {
        this.tags.push(tag);
        for (const waiter of this.#waiting) if (this.tags.length >= waiter.count) waiter.resolve();
        return this.#accept(tag);
      },
      onEnd: (reason) => {
        this.ends += 1;
        this.#resolveEnd(reason);
      },
    });
  }

  async atLeast(count: number): Promise<void> {
    if (this.tags.length >= count) return;
    await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }));
  }
}

const granting =
  (watcher: Watcher): Authorise =>
  async () => ({ outcome: "granted", accept: (publisher) => watcher.start(publisher) });

/** An authorisation that the test answers itself. */
function pending() {
  let answer: (value: AuthoriseGrant | AuthoriseDenial) => void = () => undefined;
  let asked: (request: AuthoriseRequest) => void = () => undefined;
  const request = new Promise<AuthoriseRequest>((resolve) => {
    asked = resolve;
  });
  const authorise: Authorise = (given) => {
    asked(given);
    return new Promise((resolve) => {
      answer = resolve;
    });
  };
  return { authorise, request, answer: (value: AuthoriseGrant | AuthoriseDenial) => answer(value) };
}

const video = (client: RtmpClient, timestamp: number, body = Uint8Array.of(0x27, 1, timestamp & 0xff)): void =>
  client.send(MESSAGE.video, body, { timestamp });

/** Frames of 1 MiB, more in all than the kernel's buffers of both sides hold, so that the rest waits in the client. */
function sendMuch(client: RtmpClient): number {
  const count = 24;
  client.setChunkSize(1 << 16);
  for (let at = 0; at < count; at++) video(client, at, new Uint8Array(1 << 20).fill(1));
  return count;
}

describe("authorisation", () => {
  it("comes before any media: what the client sends early is held, then delivered in order", async () => {
    const { authorise, request, answer } = pending();
    const { port } = await listen(authorise);
    const watcher = new Watcher();
    const client = await RtmpClient.connect(port);
    client.publish(KEY);
    for (const timestamp of [0, 33, 67]) video(client, timestamp);
    const { signal, ...asked } = await request;
    expect(asked).toEqual({ streamKey: KEY, protocol: "rtmp", remoteAddress: "127.0.0.1" });
    expect(signal.aborted).toBe(false);
    answer({ outcome: "granted", accept: (publisher) => watcher.start(publisher) });
    expect(await client.nextStatus()).toEqual(START);
    await watcher.atLeast(3);
    expect(watcher.tags.map((tag) => [tag.kind, tag.timestampMs, [...tag.body]])).toEqual([
      ["video", 0, [0x27, 1, 0]],
      ["video", 33, [0x27, 1, 33]],
      ["video", 67, [0x27, 1, 67]],
    ]);
  });

  it("delivers nothing until the pipeline has started the publisher", async () => {
    let accepted: (publisher: Publisher) => void = () => undefined;
    const handed = new Promise<Publisher>((resolve) => {
      accepted = resolve;
    });
    const { port } = await listen(async () => ({ outcome: "granted", accept: (publisher) => accepted(publisher) }));
    const client = await RtmpClient.connect(port);
    client.publish(KEY);
    expect(await client.nextStatus()).toEqual(START);
    video(client, 1);
    const watcher = new Watcher();
    watcher.start(await handed);
    expect(watcher.tags).toEqual([]);
    await watcher.atLeast(1);
    expect(watcher.publisher).toMatchObject({ protocol: "rtmp", remoteAddress: "127.0.0.1" });
  });

  it.each([
    ["unknown_key", "NetStream.Publish.BadName"],
    ["already_live", "NetStream.Publish.BadName"],
    ["unavailable", "NetStream.Publish.Failed"],
  ] as const)("denied for %s reaches the client in words, then the connection ends", async (reason, code) => {
    const { port, entries } = await listen(async () => denied(reason, "Because of this."));
    const client = await RtmpClient.connect(port);
    client.publish(KEY);
    expect(await client.nextStatus()).toEqual({ level: "error", code, description: "Because of this." });
    await client.closed;
    expect(entries.map((entry) => entry.event)).toEqual(["rtmp_denied", "rtmp_closed"]);
  });

  it("that fails counts as unavailable, and the log does not hold the key", async () => {
    const { port, entries } = await listen(async ({ streamKey }) => {
      throw new Error(`fetch failed for ${streamKey}`);
    });
    const client = await RtmpClient.connect(port);
    client.publish(KEY);
    expect(await client.nextStatus()).toMatchObject({ level: "error", code: "NetStream.Publish.Failed" });
    await client.closed;
    expect(entries.map((entry) => entry.reason)).toEqual([
      "fetch failed for [key]",
      "unavailable",
      "denied: unavailable",
    ]);
    expect(JSON.stringify(entries)).not.toContain(KEY);
  });

  it("that takes too long is aborted and counts as unavailable", async () => {
    const { authorise, request } = pending();
    const { port } = await listen(authorise, { authoriseMs: 30 });
    const client = await RtmpClient.connect(port);
    client.publish(KEY);
    expect(await client.nextStatus()).toMatchObject({ level: "error", code: "NetStream.Publish.Failed" });
    expect((await request).signal.aborted).toBe(true);
  });

  it("is aborted when the client leaves, and a grant that comes after is ended at once", async () => {
    const { authorise, request, answer } = pending();
    const { port } = await listen(authorise);
    const client = await RtmpClient.connect(port);
    client.publish(KEY);
    const { signal } = await request;
    const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    client.socket.destroy();
    await aborted;
    const watcher = new Watcher();
    answer({ outcome: "granted", accept: (publisher) => watcher.start(publisher) });
    expect(await watcher.ended).toBe("the client left before it was accepted");
    expect([watcher.tags, watcher.ends]).toEqual([[], 1]);
  });

  it("is not asked for without a key", async () => {
    let asked = 0;
    const { port } = await listen(async () => {
      asked += 1;
      return denied("unknown_key", "");
    });
    const client = await RtmpClient.connect(port);
    client.publish("");
    expect(await client.nextStatus()).toEqual(NO_KEY);
    await client.closed;
    expect(asked).toBe(0);
  });
});

describe("a publisher", () => {
  it("ends once when the client ends the stream, after all that was sent", async () => {
    const watcher = new Watcher();
    const { port, server } = await listen(granting(watcher));
    const client = await RtmpClient.connect(port);
    client.publish(KEY);
    video(client, 5);
    client.command(0, "FCUnpublish", 6, null, KEY);
    client.command(0, "deleteStream", 7, null, 1);
    expect(await watcher.ended).toBe("the client ended the stream");
    await client.closed;
    expect([watcher.tags.length, watcher.ends]).toEqual([1, 1]);
    await Promise.all(servers.splice(0).map((each) => each.close()));
    expect(server.connections).toBe(0);
  });

  it("ends when the socket closes, and when it is reset", async () => {
    for (const leave of ["end", "resetAndDestroy"] as const) {
      const watcher = new Watcher();
      const { port } = await listen(granting(watcher));
      const client = await RtmpClient.connect(port);
      client.publish(KEY);
      video(client, 5);
      await watcher.atLeast(1);
      client.socket[leave]();
      expect(await watcher.ended).toBe(
        leave === "end" ? "the client closed the connection" : "the connection broke: ECONNRESET",
      );
      expect(watcher.ends).toBe(1);
    }
  });

  it("can be stopped: the client learns why, and no tag comes any more", async () => {
    const watcher = new Watcher();
    const { port } = await listen(granting(watcher));
    const client = await RtmpClient.connect(port);
    client.publish(KEY);
    expect(await client.nextStatus()).toEqual(START);
    watcher.publisher?.stop("Another encoder took over.");
    video(client, 5);
    const description = "Another encoder took over.";
    expect(await client.nextStatus()).toEqual({ level: "error", code: "NetStream.Publish.Failed", description });
    await client.closed;
    watcher.publisher?.stop("again");
    watcher.publisher?.resume();
    expect([await watcher.ended, watcher.tags, watcher.ends]).toEqual([description, [], 1]);
  });

  it("whose consumer throws loses its connection, and no other one does", async () => {
    const good = new Watcher();
    const bad = new Watcher(() => {
      throw new Error("consumer");
    });
    const queue = [good, bad];
    const { port } = await listen(async () => ({
      outcome: "granted",
      accept: (publisher) => queue.shift()?.start(publisher),
    }));
    const first = await RtmpClient.connect(port);
    first.publish(KEY);
    expect(await first.nextStatus()).toEqual(START);
    const second = await RtmpClient.connect(port);
    second.publish(KEY);
    video(second, 1);
    await second.closed;
    expect(await bad.ended).toBe("the connection failed inside the node");
    video(first, 2);
    await good.atLeast(1);
    expect(good.ends).toBe(0);
  });

  it("is told when the server closes", async () => {
    const watcher = new Watcher();
    const { port, server } = await listen(granting(watcher));
    const client = await RtmpClient.connect(port);
    client.publish(KEY);
    expect(await client.nextStatus()).toEqual(START);
    await Promise.all([server.close(), client.closed]);
    servers.pop();
    expect(await watcher.ended).toBe("The server is closing.");
    await expect(RtmpClient.connect(port)).rejects.toThrow("ECONNREFUSED");
  });
});

describe("back-pressure", () => {
  it("stops the tags at the one that was refused, and resumes without losing any", async () => {
    const watcher = new Watcher((tag) => tag.timestampMs % 2 === 0);
    const { port } = await listen(granting(watcher));
    const client = await RtmpClient.connect(port);
    client.publish(KEY);
    expect(await client.nextStatus()).toEqual(START);
    const frames = Array.from({ length: 6 }, (_, at) =>
      client.encode(MESSAGE.video, Uint8Array.of(0x27, 1), { timestamp: at }),
    );
    client.sendBytes(Buffer.concat(frames));
    await watcher.atLeast(2);
    for (const expected of [2, 4, 6]) {
      await watcher.atLeast(expected);
      expect(watcher.tags.map((tag) => tag.timestampMs)).toEqual(Array.from({ length: expected }, (_, at) => at));
      watcher.publisher?.resume();
    }
  });

  it("reaches the client: its socket fills up while the consumer is full, and drains afterwards", async () => {
    let full = true;
    const watcher = new Watcher(() => !full);
    const { port } = await listen(granting(watcher));
    const client = await RtmpClient.connect(port);
    client.publish(KEY);
    expect(await client.nextStatus()).toEqual(START);
    const sent = sendMuch(client);
    await watcher.atLeast(1);
    expect([client.socket.writableNeedDrain, watcher.tags.length]).toEqual([true, 1]);
    const drained = new Promise<void>((resolve) => client.socket.once("drain", () => resolve()));
    full = false;
    watcher.publisher?.resume();
    await watcher.atLeast(sent);
    await drained;
  });

  it("is not idleness, however long it takes; idleness counts again from its end", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const watcher = new Watcher((tag) => tag.timestampMs > 0);
    const { port } = await listen(granting(watcher));
    const client = await RtmpClient.connect(port);
    client.publish(KEY);
    video(client, 0);
    await watcher.atLeast(1);
    vi.advanceTimersByTime(3_600_000);
    watcher.publisher?.resume();
    video(client, 1);
    await watcher.atLeast(2);
    vi.advanceTimersByTime(14_999);
    await Promise.resolve();
    expect(watcher.ends).toBe(0);
    vi.advanceTimersByTime(1);
    expect(await watcher.ended).toBe("no media came for too long");
    await client.closed;
  });
});

describe("deadlines", () => {
  it("end a handshake that comes byte by byte", async () => {
    const { port, entries } = await listen(async () => denied("unknown_key", ""), { handshakeMs: 60 });
    const client = await RtmpClient.connect(port);
    const drip = setInterval(() => client.sendBytes(Uint8Array.of(3)), 5);
    await client.closed;
    clearInterval(drip);
    expect(entries.map((entry) => entry.reason)).toEqual(["the handshake took too long"]);
  });

  it("end a connection that never publishes, whatever else it says", async () => {
    const { port, entries } = await listen(async () => denied("unknown_key", ""), { publishMs: 60 });
    const client = await RtmpClient.connect(port);
    client.handshake();
    client.command(0, "connect", 1, { app: "live" });
    expect(await client.nextStatus()).toMatchObject({ level: "error", description: "no stream was published in time" });
    await client.closed;
    expect(entries.map((entry) => entry.reason)).toEqual(["no stream was published in time"]);
  });

  it("end a publisher that sends no media, though it pings", async () => {
    const watcher = new Watcher();
    const { port } = await listen(granting(watcher), { idleMs: 60 });
    const client = await RtmpClient.connect(port);
    client.publish(KEY);
    const drip = setInterval(
      () => client.send(MESSAGE.userControl, Uint8Array.of(0, 6, 0, 0, 0, 0), { chunkStreamId: 2 }),
      5,
    );
    expect(await watcher.ended).toBe("no media came for too long");
    clearInterval(drip);
    await client.closed;
  });
});

describe("limits", () => {
  it("refuse connections beyond those of one address, and take new ones when old ones left", async () => {
    const { port, server, entries } = await listen(async () => denied("unknown_key", ""), { connectionsPerAddress: 2 });
    const held = [await RtmpClient.connect(port), await RtmpClient.connect(port)];
    const third = await RtmpClient.connect(port);
    await third.closed;
    expect([server.connections, entries.map((entry) => entry.reason)]).toEqual([
      2,
      ["too many connections of this address"],
    ]);
    held[0]?.socket.destroy();
    await held[0]?.closed;
    const fourth = await RtmpClient.connect(port);
    fourth.publish("wrong");
    expect(await fourth.nextStatus()).toMatchObject({ code: "NetStream.Publish.BadName" });
  });

  it("refuse connections beyond the total", async () => {
    const { port, entries } = await listen(async () => denied("unknown_key", ""), { connections: 1 });
    const held = await RtmpClient.connect(port);
    const second = await RtmpClient.connect(port);
    await second.closed;
    expect(entries.map((entry) => entry.reason)).toEqual(["too many connections"]);
    held.socket.destroy();
  });

  it("pause a client that sends on and on while its key is checked", async () => {
    const { authorise, request, answer } = pending();
    const watcher = new Watcher();
    const { port } = await listen(authorise, { heldBytes: 64 * 1024 });
    const client = await RtmpClient.connect(port);
    client.publish(KEY);
    await request;
    const count = sendMuch(client);
    expect(client.socket.writableNeedDrain).toBe(true);
    answer({ outcome: "granted", accept: (publisher) => watcher.start(publisher) });
    await watcher.atLeast(count);
    expect(watcher.tags.map((tag) => tag.timestampMs)).toEqual(Array.from({ length: count }, (_, at) => at));
  });
});

describe("hostile clients", () => {
  const attacks: readonly [title: string, reason: string, attack: (client: RtmpClient) => void][] = [
    [
      "speak another protocol",
      "handshake: version 71, expected 3",
      (client) => client.sendBytes(Buffer.from("GET / HTTP/1.1\r\n\r\n")),
    ],
    [
      "announce 16 MB on 62 chunk streams",
      "chunk: a message of 16777215 bytes, at most 65536 are taken",
      (client) => {
        client.handshake();
        for (let id = 2; id < 64; id++) client.sendBytes(Uint8Array.of(id, 0, 0, 0, 0xff, 0xff, 0xff, 9, 1, 0, 0, 0));
      },
    ],
    [
      "send malformed AMF0",
      "session: a command that is not AMF0",
      (client) => {
        client.handshake();
        client.send(MESSAGE.command, Uint8Array.of(2, 0xff, 0xff, 1));
      },
    ],
    [
      "nest AMF0 without end",
      "session: a command that is not AMF0",
      (client) => {
        client.handshake();
        const nest = Array.from({ length: 3000 }, () => [3, 0, 1, 0x61]).flat();
        client.send(MESSAGE.command, Uint8Array.from([...encodeAmf0("connect", 1), ...nest]));
      },
    ],
    [
      "send media before they publish",
      "session: more than 262144 bytes of media before publish",
      (client) => {
        client.handshake();
        client.command(0, "connect", 1, { app: "live" });
        for (let i = 0; i < 5; i++) client.send(MESSAGE.video, new Uint8Array(60_000));
      },
    ],
    [
      "flood commands",
      "session: more than 100 commands within 10000 ms",
      (client) => {
        client.handshake();
        client.command(0, "connect", 1, { app: "live" });
        for (let i = 0; i < 101; i++) client.command(0, "createStream", 2, null);
      },
    ],
    [
      "publish before they connect",
      "session: a command before connect",
      (client) => {
        client.handshake();
        client.command(1, "publish", 1, null, KEY);
      },
    ],
  ];

  it.each(attacks)("that %s are disconnected, and the server lives on", async (_title, reason, attack) => {
    const watcher = new Watcher();
    const { port, entries } = await listen(granting(watcher));
    const client = await RtmpClient.connect(port);
    attack(client);
    await client.closed;
    expect(entries.map((entry) => entry.reason)).toEqual([`Fault: ${reason}`, reason]);
    const honest = await RtmpClient.connect(port);
    honest.publish(KEY);
    expect(await honest.nextStatus()).toEqual(START);
  });

  it("that connect without tcUrl and publish without a name are denied in words", async () => {
    const { port } = await listen(granting(new Watcher()));
    const client = await RtmpClient.connect(port);
    client.handshake();
    client.command(0, "connect", 1, {});
    client.command(1, "publish", 2, null);
    expect(await client.nextStatus()).toEqual(NO_KEY);
    await client.closed;
  });

  it("that want to play are turned away in words", async () => {
    const { port } = await listen(granting(new Watcher()));
    const client = await RtmpClient.connect(port);
    client.handshake();
    client.command(0, "connect", 1, { app: "live" });
    client.command(1, "play", 2, null, KEY);
    expect(await client.nextStatus()).toMatchObject({ level: "error", code: "NetStream.Play.Failed" });
    await client.closed;
  });
});

it("rejects listen() when the port is taken", async () => {
  const { port } = await listen(granting(new Watcher()));
  const second = new RtmpServer({ authorise: granting(new Watcher()), log: () => undefined });
  await expect(second.listen(port, "127.0.0.1")).rejects.toMatchObject({ code: "EADDRINUSE" });
});
