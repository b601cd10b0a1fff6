/**
 * The IRC gateway: the sessions of many clients, and what their lines come to. Each client's lines are taken strictly one after another,
 * also while a token or channel is looked up. Knows no WebSocket, database or clock but through its ports.
 */
import { assert, assertNever } from "#protocol/assert.ts";
import { CHAT_CLOSE } from "#protocol/chat/frames.ts";
import { MAX_SOCKETS_PER_USER } from "#protocol/chat/limits.ts";
import { readFrame } from "#protocol/irc/frame.ts";
import type { Present } from "../chat-room/calls.ts";
import { ChannelCommands } from "./channel-commands.ts";
import { Client } from "./client.ts";
import { MAX_WAITING_LINES } from "./limits.ts";
import { LOGIN_FAILED, LOGIN_UNSUCCESSFUL } from "./lines/greeting.ts";
import { SERVER } from "./lines/server-line.ts";
import { Looks } from "./looks.ts";
import type { Authentication, GatewayPorts } from "./ports.ts";
import { authenticated, refuse } from "./registration.ts";
import { Rooms } from "./rooms.ts";
import type { IrcSession } from "./session.ts";
import type { Effect, Step } from "./step.ts";
import { takeLine } from "./take-line.ts";

export type GatewaySnapshot = {
  readonly clients: number;
  readonly registered: number;
  readonly rooms: number;
};

export class Gateway {
  readonly #ports: GatewayPorts;
  readonly #clients = new Map<string, Client>();
  /** Clients to which something is to be said. */
  readonly #spokenTo = new Set<Client>();
  readonly #rooms: Rooms;
  readonly #channels: ChannelCommands;
  readonly #looks: Looks;

  constructor(ports: GatewayPorts) {
    this.#ports = ports;
    this.#rooms = new Rooms(ports, this.#clients, (view) => this.#looks.watch(view));
    this.#looks = new Looks(ports, this.#rooms);
    this.#channels = new ChannelCommands(ports, this.#rooms);
  }

  get size(): number {
    return this.#clients.size;
  }

  snapshot(): GatewaySnapshot {
    const registered = [...this.#clients.values()].filter(({ session }) => session.isRegistered).length;
    return { clients: this.#clients.size, registered, rooms: this.#rooms.size };
  }

  present(channelId: string): Present {
    return { users: this.#rooms.get(channelId)?.present() ?? [], links: [] };
  }

  /** A socket, new or one that outlived the gateway's memory. */
  accept(session: IrcSession): void {
    const client = new Client(session, this.#spokenTo);
    this.#clients.set(session.connection, client);
    for (const channel of session.channels) this.#rooms.readmit(client, channel);
  }

  /** The socket is gone. */
  gone(connection: string): void {
    const client = this.#clients.get(connection);
    if (client === undefined) return;
    this.#clients.delete(connection);
    client.isClosed = true;
    client.waiting.length = 0;
    this.#rooms.gone(client);
  }

  /** What a client sent; `data` is null for a binary frame. Resolves when all of it is taken. */
  async frame(connection: string, data: string | null): Promise<void> {
    const client = this.#clients.get(connection);
    if (client === undefined || client.isClosed) return;
    const read = data === null ? null : readFrame(data);
    if (read === null) return this.#close(client, CHAT_CLOSE.policy, "IRC comes in text frames");
    if (read.outcome === "too_large") return this.#close(client, CHAT_CLOSE.tooLarge, "this frame is too large");
    const now = this.#ports.now();
    for (const line of read.lines) {
      if (!client.lines.take(now)) return this.#close(client, CHAT_CLOSE.policy, "too many lines");
      if (client.waiting.length >= MAX_WAITING_LINES)
        return this.#close(client, CHAT_CLOSE.policy, "too many lines wait");
      client.waiting.push(line);
    }
    await this.#takeWaiting(client);
    this.#flush();
  }

  /** Something happened on the link to a room. */
  linked(pass: (rooms: Rooms) => void): void {
    pass(this.#rooms);
    this.#flush();
  }

  /** It is time to look who is in a room. */
  async look(channelId: string): Promise<void> {
    await this.#looks.look(channelId);
    this.#flush();
  }

  /** Called every PING_MS: asks who is there, and ends who was not. */
  round(): void {
    const now = this.#ports.now();
    this.#rooms.forgetTalkers();
    for (const client of [...this.#clients.values()]) {
      const { session } = client;
      if (session.isPinged) this.#close(client, CHAT_CLOSE.policy, "no answer to PING");
      else if (session.account !== null && session.account.expiresAt <= now)
        this.#applyNow(client, refuse(session, LOGIN_FAILED));
      else this.#ping(client);
    }
    this.#flush();
  }

  /** Sends what was said since the last time, a frame to each client. */
  #flush(): void {
    for (const client of this.#spokenTo) {
      const said = client.takeSaid();
      if (said !== "" && !client.isClosed) this.#ports.send(client.connection, said);
    }
    this.#spokenTo.clear();
  }

  #ping(client: Client): void {
    this.#remember(client, { ...client.session, isPinged: true });
    if (client.session.isRegistered) client.say({ command: "PING", trailing: SERVER, needs: 0 });
  }

  async #takeWaiting(client: Client): Promise<void> {
    if (client.isTaking) return;
    client.isTaking = true;
    try {
      for (;;) {
        const line = client.waiting.shift();
        if (line === undefined) break;
        const work = this.#apply(client, takeLine(client.session, line));
        if (work === null) continue;
        this.#flush();
        await work;
      }
    } finally {
      client.isTaking = false;
    }
  }

  /** Null when everything is done at once. */
  #apply(client: Client, { session, effects }: Step): Promise<void> | null {
    const { capabilities } = client;
    if (session !== client.session) this.#remember(client, session);
    if (client.capabilities !== capabilities) this.#rooms.capable(client);
    // At most one effect of a step takes time, and it is the last.
    let work: Promise<void> | null = null;
    for (const effect of effects) work = this.#carryOut(client, effect);
    return work;
  }

  #applyNow(client: Client, step: Step): void {
    assert(this.#apply(client, step) === null, "this step takes no time");
  }

  #carryOut(client: Client, effect: Effect): Promise<void> | null {
    switch (effect.kind) {
      case "say":
        client.say(...effect.lines);
        return null;
      case "close":
        this.#close(client, effect.code, effect.reason);
        return null;
      case "authenticate":
        return this.#authenticate(client, effect.token);
      case "join":
        return this.#channels.join(client, effect.logins);
      case "part":
        this.#channels.part(client, effect.logins);
        return null;
      case "send":
        return this.#channels.send(client, effect);
      default:
        return assertNever(effect, "unknown effect of a line");
    }
  }

  async #authenticate(client: Client, token: string): Promise<void> {
    const { caller } = client.session;
    const answer = await this.#ports.authenticate(token, caller).catch((cause): Authentication => {
      this.#ports.log("a token could not be looked up", cause);
      return { outcome: "unavailable" };
    });
    if (client.isClosed) return;
    const { session } = client;
    if (answer.outcome === "unavailable") {
      // Without a word: clients that are told of a failed login do not come back.
      this.#close(client, CHAT_CLOSE.tryLater, "accounts cannot be looked up right now");
    } else if (answer.outcome === "wrong") {
      this.#applyNow(client, refuse(session, LOGIN_FAILED));
    } else if (answer.outcome === "limited" || this.#socketsOf(answer.account.viewer.userId) >= MAX_SOCKETS_PER_USER) {
      this.#applyNow(client, refuse(session, LOGIN_UNSUCCESSFUL));
    } else {
      this.#applyNow(client, authenticated(session, answer.account));
    }
  }

  #socketsOf(userId: string): number {
    return [...this.#clients.values()].filter((client) => client.userId === userId).length;
  }

  #remember(client: Client, session: IrcSession): void {
    client.session = session;
    this.#ports.remember(session);
  }

  /** What was said before is sent first. */
  #close(client: Client, code: number, reason: string): void {
    const said = client.takeSaid();
    if (said !== "") this.#ports.send(client.connection, said);
    this.gone(client.connection);
    this.#ports.close(client.connection, code, reason);
  }
}
