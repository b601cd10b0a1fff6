import { afterEach, describe, expect, it } from "vitest";
import { encodeAmf0 } from "#media/flv/amf0.ts";
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
  Watcher,
} from "#testing/rtmp-bench.ts";
import { RtmpClient } from "#testing/rtmp-client.ts";
import { MESSAGE } from "./messages.ts";

afterEach(closeServers);

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
