/** The RTMP server: listens, counts connections against their limits, and gives each a shell of its own. Knows no protocol. */
import { randomBytes } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import type { Authorise } from "../publisher.ts";
import { addressGroup, plainAddress } from "./address.ts";
import { RtmpConnection } from "./connection.ts";
import { HANDSHAKE_RANDOM_BYTES } from "./handshake.ts";
import { DEFAULT_RTMP_LIMITS, type RtmpLimits } from "./limits.ts";
import type { RtmpLogEntry } from "./log-entry.ts";

/** Milliseconds of silence before TCP asks whether the peer is there. */
const KEEP_ALIVE_AFTER_MS = 10_000;

export type RtmpServerOptions = {
  readonly authorise: Authorise;
  /** Replaces single limits of DEFAULT_RTMP_LIMITS. */
  readonly limits?: Partial<RtmpLimits>;
  readonly log: (entry: RtmpLogEntry) => void;
};

export class RtmpServer {
  readonly #options: RtmpServerOptions;
  readonly #limits: RtmpLimits;
  readonly #server: Server;
  /** Each open connection, with the promise of its closing. */
  readonly #connections = new Map<RtmpConnection, Promise<void>>();
  readonly #perGroup = new Map<string, number>();
  #accepted = 0;

  constructor(options: RtmpServerOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_RTMP_LIMITS, ...options.limits };
    const socketOptions = { noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_AFTER_MS };
    this.#server = createServer(socketOptions, (socket) => this.#onSocket(socket));
  }

  /** Connections that are open, those in their last moments included. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Begins to listen; the port is the one taken, which matters for port 0. Rejects when the address cannot be had (EADDRINUSE). */
  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        this.#server.off("error", reject);
        // Later errors concern single accepts (EMFILE): the listener goes on.
        this.#server.on("error", (error) => this.#refuse("", `accepting failed: ${error.name}`));
        const address = this.#server.address();
        resolve(typeof address === "object" && address !== null ? address.port : port);
      });
    });
  }

  /** Stops listening and ends every connection, telling the clients. Resolves when all sockets are closed. */
  async close(): Promise<void> {
    const listening = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const connection of this.#connections.keys()) connection.stop("The server is closing.");
    await Promise.all([listening, ...this.#connections.values()]);
  }

  #onSocket(socket: Socket): void {
    const { remoteAddress } = socket;
    // Already gone.
    if (remoteAddress === undefined) {
      socket.destroy();
      return;
    }
    const group = addressGroup(remoteAddress);
    const ofGroup = this.#perGroup.get(group) ?? 0;
    const full = this.#connections.size >= this.#limits.connections;
    if (full || ofGroup >= this.#limits.connectionsPerAddress) {
      // A reset may follow; it concerns nobody.
      socket.on("error", () => socket.destroy());
      socket.destroy();
      this.#refuse(plainAddress(remoteAddress), full ? "too many connections" : "too many connections of this address");
      return;
    }
    this.#perGroup.set(group, ofGroup + 1);
    const connection = new RtmpConnection(socket, {
      id: ++this.#accepted,
      remoteAddress: plainAddress(remoteAddress),
      limits: this.#limits,
      authorise: this.#options.authorise,
      log: this.#options.log,
      now: () => performance.now(),
      random: randomBytes(HANDSHAKE_RANDOM_BYTES),
    });
    const closed = new Promise<void>((resolve) => {
      socket.once("close", () => {
        this.#connections.delete(connection);
        this.#leave(group);
        resolve();
      });
    });
    this.#connections.set(connection, closed);
  }

  #leave(group: string): void {
    const left = (this.#perGroup.get(group) ?? 1) - 1;
    if (left === 0) this.#perGroup.delete(group);
    else this.#perGroup.set(group, left);
  }

  #refuse(remoteAddress: string, reason: string): void {
    this.#options.log({ level: "warn", event: "rtmp_refused", connection: 0, remoteAddress, reason, bytesReceived: 0 });
  }
}
