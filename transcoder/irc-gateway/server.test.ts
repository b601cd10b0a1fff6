import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { MAX_LINE_BYTES } from "./limits.ts";
import { IrcTcpGateway } from "./server.ts";

/** The Worker's end: a WebSocket server that a test speaks for. */
class FakeWorker {
  readonly server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  readonly sockets: WebSocket[] = [];
  readonly frames: string[] = [];
  readonly protocols: (string | undefined)[] = [];

  constructor() {
    this.server.on("connection", (socket, request) => {
      this.sockets.push(socket);
      this.protocols.push(request.headers["sec-websocket-protocol"]);
      socket.on("message", (data) => this.frames.push(String(data)));
    });
  }

  get url(): string {
    const address = this.server.address();
    return `ws://127.0.0.1:${typeof address === "object" ? address?.port : 0}/irc`;
  }

  async end(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

type Client = { readonly socket: Socket; readonly said: () => string; readonly ended: Promise<unknown> };

function clientOf(socket: Socket): Client {
  let said = "";
  socket.setEncoding("utf8");
  socket.on("data", (text: string) => {
    said += text;
  });
  socket.on("error", () => socket.destroy());
  return { socket, said: () => said, ended: once(socket, "close") };
}

async function until(fact: () => boolean): Promise<void> {
  while (!fact()) await new Promise((resolve) => setImmediate(resolve));
}

let worker: FakeWorker;
let gateway: IrcTcpGateway | null = null;
const log = (): void => undefined;

async function listen(more: Partial<ConstructorParameters<typeof IrcTcpGateway>[0]> = {}): Promise<number> {
  gateway = new IrcTcpGateway({
    url: worker.url,
    host: "127.0.0.1",
    port: 0,
    tls: null,
    maxConnections: 10,
    log,
    ...more,
  });
  return gateway.listen();
}

beforeEach(async () => {
  worker = new FakeWorker();
  await once(worker.server, "listening");
});
afterEach(async () => {
  await gateway?.stop();
  gateway = null;
  await worker.end();
});

describe("the TCP gateway", () => {
  it("passes whole lines on as frames, and frames on as they are", async () => {
    const client = clientOf(connect(await listen(), "127.0.0.1"));
    client.socket.write("CAP LS 302\r\nNICK al");
    await until(() => worker.frames.length === 1);
    client.socket.write("ice\r\n");
    await until(() => worker.frames.length === 2);
    expect([worker.frames, worker.protocols]).toEqual([["CAP LS 302\r\n", "NICK alice\r\n"], [undefined]]);
    worker.sockets[0]?.send(":tmi.twitch.tv 001 alice :Welcome, GLHF!\r\nPING :tmi.twitch.tv\r\n");
    await until(() => client.said().endsWith("PING :tmi.twitch.tv\r\n"));
    expect(client.said()).toBe(":tmi.twitch.tv 001 alice :Welcome, GLHF!\r\nPING :tmi.twitch.tv\r\n");
  });

  it("ends the one side when the other ends", async () => {
    const port = await listen();
    const first = clientOf(connect(port, "127.0.0.1"));
    await until(() => worker.sockets.length === 1);
    const closed = once(worker.sockets[0] ?? worker.server, "close");
    first.socket.end();
    expect((await closed)[0]).toBe(1000);
    const second = clientOf(connect(port, "127.0.0.1"));
    await until(() => worker.sockets.length === 2);
    worker.sockets[1]?.send("last words\r\n");
    worker.sockets[1]?.close(1008, "too many lines");
    await second.ended;
    expect(second.said()).toBe("last words\r\n");
    await until(() => gateway?.connections === 0);
  });

  it("says that the Worker cannot be reached", async () => {
    const refusing = createHttpServer((_, response) => response.writeHead(503).end());
    refusing.listen(0, "127.0.0.1");
    await once(refusing, "listening");
    const address = refusing.address();
    const port = await listen({ url: `ws://127.0.0.1:${typeof address === "object" ? address?.port : 0}/` });
    const client = clientOf(connect(port, "127.0.0.1"));
    await client.ended;
    expect(client.said()).toBe(":tmi.twitch.tv NOTICE * :Rill cannot be reached right now. Try again in a moment.\r\n");
    refusing.close();
  });

  it("takes a line of the longest, and ends a client with one byte more", async () => {
    const port = await listen();
    const client = clientOf(connect(port, "127.0.0.1"));
    client.socket.write(`${"x".repeat(MAX_LINE_BYTES)}\n`);
    await until(() => worker.frames.length === 1);
    expect(worker.frames[0]?.length).toBe(MAX_LINE_BYTES + 2);
    client.socket.write("x".repeat(MAX_LINE_BYTES + 1));
    await client.ended;
    expect(client.said()).toBe(":tmi.twitch.tv NOTICE * :Your client sent a line that is too long.\r\n");
  });

  it("takes as many clients as its limit, and one more when one has gone", async () => {
    const port = await listen({ maxConnections: 2 });
    const first = clientOf(connect(port, "127.0.0.1"));
    clientOf(connect(port, "127.0.0.1"));
    await until(() => worker.sockets.length === 2);
    const refused = clientOf(connect(port, "127.0.0.1"));
    await refused.ended;
    expect(refused.said()).toBe(":tmi.twitch.tv NOTICE * :Too many connections. Try again in a moment.\r\n");
    first.socket.destroy();
    await until(() => gateway?.connections === 1);
    clientOf(connect(port, "127.0.0.1"));
    await until(() => worker.sockets.length === 3);
  });

  it("reads the Worker no faster than the client reads", async () => {
    const port = await listen();
    const client = clientOf(connect(port, "127.0.0.1"));
    await until(() => worker.sockets.length === 1);
    client.socket.pause();
    const upstream = worker.sockets[0];
    if (upstream === undefined) throw new Error("there is no upstream");
    const frame = `${"x".repeat(256 * 1024)}\r\n`;
    // Until the kernel's buffers are full nothing waits here; then it waits at the Worker, and no longer in the gateway.
    let sent = 0;
    while (upstream.bufferedAmount < 4 * frame.length && sent < 400) {
      upstream.send(frame);
      sent += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(upstream.bufferedAmount).toBeGreaterThan(0);
    client.socket.resume();
    await until(() => client.said().length === sent * frame.length);
  });

  it("asks its clients to come back when it stops", async () => {
    const client = clientOf(connect(await listen(), "127.0.0.1"));
    await until(() => worker.sockets.length === 1);
    await gateway?.stop();
    await client.ended;
    expect(client.said()).toBe(":tmi.twitch.tv RECONNECT\r\n");
  });

  it("ends a client that says nothing", async () => {
    const client = clientOf(connect(await listen({ idleMs: 20 }), "127.0.0.1"));
    await client.ended;
    expect(client.said()).toBe(":tmi.twitch.tv NOTICE * :Your client was silent for too long.\r\n");
  });

  it("speaks TLS with a key and a certificate", async () => {
    const pathOf = (name: string): string => fileURLToPath(new URL(`test-tls/${name}.pem`, import.meta.url));
    const port = await listen({ tls: { key: pathOf("key"), cert: pathOf("cert") } });
    const client = clientOf(connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false }));
    client.socket.write("PING\r\n");
    await until(() => worker.frames.length === 1);
    worker.sockets[0]?.send("PONG\r\n");
    await until(() => client.said() === "PONG\r\n");
    client.socket.end();
    await client.ended;
  });
});
