import { afterEach, describe, expect, it, vi } from "vitest";
import {
  closeServers,
  denied,
  granting,
  KEY,
  listen,
  NO_KEY,
  pending,
  START,
  sendMuch,
  video,
  Watcher,
} from "#testing/rtmp-bench.ts";
import { RtmpClient } from "#testing/rtmp-client.ts";
import type { Publisher } from "../publisher.ts";
import { MESSAGE } from "./messages.ts";
import { RtmpServer } from "./server.ts";

afterEach(async () => {
  vi.useRealTimers();
  await closeServers();
});

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
    // The client closes first, as encoders do; the server would only after a while.
    client.socket.end();
    await client.closed;
    expect([watcher.tags.length, watcher.ends]).toEqual([1, 1]);
    await closeServers();
    expect(server.connections).toBe(0);
  });

  it("that ended its stream but stays is disconnected after a while", async () => {
    const watcher = new Watcher();
    const { port } = await listen(granting(watcher), { lingerMs: 20 });
    const client = await RtmpClient.connect(port);
    client.publish(KEY);
    client.command(0, "deleteStream", 6, null, 1);
    await client.closed;
    expect([await watcher.ended, watcher.ends]).toEqual(["the client ended the stream", 1]);
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

  it("whose consumer throws at the end is logged, and the process lives on", async () => {
    const watcher = new Watcher();
    const { port, entries } = await listen(async () => ({
      outcome: "granted",
      accept: (publisher) =>
        publisher.start({
          onTag: () => true,
          onEnd: () => {
            queueMicrotask(() => watcher.notifyEnd("threw"));
            throw new Error("consumer");
          },
        }),
    }));
    const client = await RtmpClient.connect(port);
    client.publish(KEY);
    expect(await client.nextStatus()).toEqual(START);
    client.socket.end();
    expect(await watcher.ended).toBe("threw");
    expect(entries.at(-1)).toMatchObject({ event: "rtmp_failed", reason: "Error: consumer" });
  });

  it("is told when the server closes", async () => {
    const watcher = new Watcher();
    const { port, server } = await listen(granting(watcher));
    const client = await RtmpClient.connect(port);
    client.publish(KEY);
    expect(await client.nextStatus()).toEqual(START);
    await Promise.all([server.close(), client.closed]);
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

it("rejects listen() when the port is taken", async () => {
  const { port } = await listen(granting(new Watcher()));
  const second = new RtmpServer({ authorise: granting(new Watcher()), log: () => undefined });
  await expect(second.listen(port, "127.0.0.1")).rejects.toMatchObject({ code: "EADDRINUSE" });
});
