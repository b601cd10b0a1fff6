/** Listens for clients of IRC over TCP or TLS and gives each a bridge to the Worker, as many as its limits allow. */
import { readFile } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { Log } from "../log.ts";
import { Bridge, noticeLine } from "./bridge.ts";
import { IDLE_MS, MAX_PER_ADDRESS } from "./limits.ts";
import type { Settings } from "./settings.ts";

export type GatewayOptions = Omit<Settings, "logLevel"> & {
  readonly log: Log;
  /** Replaces IDLE_MS. */
  readonly idleMs?: number;
};

export class IrcTcpGateway {
  readonly #options: GatewayOptions;
  readonly #bridges = new Map<Bridge, string>();
  #server: Server | null = null;

  constructor(options: GatewayOptions) {
    this.#options = options;
  }

  get connections(): number {
    return this.#bridges.size;
  }

  /** Answers the port. Throws when it is taken, or when the key and certificate cannot be read. */
  async listen(): Promise<number> {
    const { host, port, tls } = this.#options;
    const take = (socket: Socket): void => this.#take(socket);
    const server =
      tls === null
        ? createServer(take)
        : createTlsServer({ key: await readFile(tls.key), cert: await readFile(tls.cert) }, take);
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, resolve);
    });
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : port;
  }

  /** Takes no more clients, asks those who are there to come back, and resolves when they are gone. */
  async stop(): Promise<void> {
    const server = this.#server;
    const isClosed = new Promise<void>((resolve) => {
      if (server === null) resolve();
      else server.close(() => resolve());
    });
    const ended = [...this.#bridges.keys()].map((bridge) => {
      bridge.stop();
      return bridge.ended;
    });
    await Promise.all([isClosed, ...ended]);
  }

  #take(socket: Socket): void {
    const { log, maxConnections, url, idleMs = IDLE_MS } = this.#options;
    const address = socket.remoteAddress ?? "unknown";
    const ofAddress = [...this.#bridges.values()].filter((one) => one === address).length;
    if (this.#bridges.size >= maxConnections || ofAddress >= MAX_PER_ADDRESS) {
      log("warn", "refused", { address, connections: this.#bridges.size });
      socket.on("error", () => socket.destroy());
      socket.end(noticeLine("Too many connections. Try again in a moment."), () => socket.destroy());
      return;
    }
    const bridge = new Bridge(socket, url, idleMs);
    this.#bridges.set(bridge, address);
    log("debug", "connected", { address, connections: this.#bridges.size });
    void bridge.ended.then(() => {
      this.#bridges.delete(bridge);
      log("debug", "ended", { address, connections: this.#bridges.size });
    });
  }
}
