/** `IrcGateway`: the shell of one gateway of IRC clients. Turns sockets, links and an alarm into calls of `Gateway`; decides nothing itself. */

import { DurableObject } from "cloudflare:workers";
import * as v from "valibot";
import { IRC_CALLER_HEADER } from "#protocol/irc/gateway.ts";
import { loggable } from "#protocol/loggable.ts";
import type { Present, PresentPage, PresentPageCall } from "../chat-room/calls.ts";
import { replyCode } from "../chat-room/close-code.ts";
import type { ChatRoom } from "../chat-room/durable-object.ts";
import { pageOfPresent } from "../chat-room/present.ts";
import { closeSocket } from "../chat-room/room-sockets.ts";
import { NamedAlarms } from "../platform/alarms.ts";
import { inflate } from "../platform/compression.ts";
import { LinkSocket } from "../platform/link-socket.ts";
import { refuse } from "../platform/refuse.ts";
import { accountOf, validationSchema } from "./account.ts";
import { ClientSockets } from "./client-sockets.ts";
import { Gateway, type GatewaySnapshot } from "./gateway.ts";
import { MAX_GATEWAY_SOCKETS, PING_MS } from "./limits.ts";
import type { Authentication } from "./ports.ts";
import { openSession } from "./session.ts";
import { findChannels, findViewer } from "./storage.ts";

/** The bindings that a gateway may touch. */
export type IrcGatewayEnv = {
  readonly CHAT_ROOM: DurableObjectNamespace<ChatRoom>;
  readonly IRC_GATEWAY: DurableObjectNamespace<IrcGateway>;
  readonly DB: D1Database;
};

/** The Worker's own routes; its host is not looked at. */
const VALIDATE_URL = "https://rill.invalid/oauth2/validate";
const UNAUTHORIZED = 401;
const TOO_MANY_REQUESTS = 429;
const ROUND = "round";

type Link = { readonly socket: LinkSocket; timer: ReturnType<typeof setTimeout> | null };

export class IrcGateway extends DurableObject<IrcGatewayEnv> {
  readonly #alarms: NamedAlarms;
  readonly #sockets = new ClientSockets();
  readonly #links = new Map<string, Link>();
  /** By channel. */
  readonly #looks = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #gateway: Gateway;

  constructor(ctx: DurableObjectState, env: IrcGatewayEnv) {
    super(ctx, env);
    this.#alarms = new NamedAlarms(ctx.storage);
    this.#gateway = new Gateway({
      now: Date.now,
      random: Math.random,
      newNonce: () => crypto.randomUUID(),
      inflate,
      relay: ctx.id.name ?? "irc",
      send: (connection, frame) => this.#sockets.send(connection, frame),
      close: (connection, code, reason) => this.#sockets.close(connection, code, reason),
      remember: (session) => this.#sockets.remember(session),
      authenticate: (token, caller) => this.#authenticate(token, caller),
      findChannels: (logins) => findChannels(env.DB, logins),
      links: {
        connect: (channelId) => ctx.waitUntil(this.#link(channelId).socket.connect()),
        disconnect: (channelId) => this.#link(channelId).socket.disconnect(),
        transmit: (channelId, frame) => this.#link(channelId).socket.transmit(frame),
        wake: (channelId, at) => this.#wake(channelId, at),
        forget: (channelId) => this.#forget(channelId),
      },
      presence: {
        room: (channelId) => env.CHAT_ROOM.getByName(channelId).present(),
        gateway: (name, channelId) => env.IRC_GATEWAY.getByName(name).present(channelId),
        lookAt: (channelId, at) => this.#lookAt(channelId, at),
      },
      log: (sentence, cause) => console.warn(sentence, loggable(cause)),
    });
    // tmi.js asks so, without an end of line; it is answered without waking the object.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("PING", "PONG\r\n"));
    for (const socket of ctx.getWebSockets()) {
      const session = this.#sockets.readmit(socket);
      if (session !== null) this.#gateway.accept(session);
    }
  }

  override async fetch(request: Request): Promise<Response> {
    if (request.headers.get("Upgrade")?.toLowerCase() !== "websocket") return new Response(null, { status: 426 });
    if (this.#sockets.size >= MAX_GATEWAY_SOCKETS) return refuse("unavailable", "This gateway is full.");
    const { 0: client, 1: server } = new WebSocketPair();
    const session = openSession(crypto.randomUUID(), request.headers.get(IRC_CALLER_HEADER) ?? "");
    this.ctx.acceptWebSocket(server);
    this.#sockets.add(server, session);
    this.#gateway.accept(session);
    await this.#alarms.arm(ROUND, Date.now() + PING_MS);
    return new Response(null, { status: 101, webSocket: client });
  }

  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    const connection = this.#sockets.connectionOf(socket);
    if (connection === null) return;
    await this.#gateway.frame(connection, typeof data === "string" ? data : null);
    this.#takeLost();
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.webSocketError(socket);
    closeSocket(socket, replyCode(code), "");
  }

  override webSocketError(socket: WebSocket): void {
    const connection = this.#sockets.forget(socket);
    if (connection !== null) this.#gateway.gone(connection);
  }

  override async alarm(): Promise<void> {
    await this.#alarms.ring(Date.now(), async () => {
      this.#gateway.round();
      this.#takeLost();
      if (this.#sockets.size > 0) await this.#alarms.set(ROUND, Date.now() + PING_MS);
    });
  }

  /** Who is in a channel's chat through this gateway. */
  present(channelId: string): Present {
    return this.#gateway.present(channelId);
  }

  presentPage(channelId: string, call: PresentPageCall): PresentPage {
    return pageOfPresent(this.#gateway.present(channelId), call);
  }

  snapshot(): GatewaySnapshot {
    return this.#gateway.snapshot();
  }

  /** Throws the object out of memory, as the platform may at any moment. */
  abort(): void {
    this.ctx.abort("aborted for a test");
  }

  /** Asks the Worker's own route, the one place that knows what a token means. */
  async #authenticate(token: string, caller: string): Promise<Authentication> {
    const headers = { Authorization: `OAuth ${token}`, ...(caller === "" ? {} : { "CF-Connecting-IP": caller }) };
    const answer = await loopback(this.ctx).fetch(new Request(VALIDATE_URL, { headers }));
    if (answer.status === UNAUTHORIZED) return { outcome: "wrong" };
    if (answer.status === TOO_MANY_REQUESTS) return { outcome: "limited" };
    if (!answer.ok) return { outcome: "unavailable" };
    const validation = v.parse(validationSchema, await answer.json());
    const { user_id: userId } = validation;
    const viewer = userId === undefined ? null : await findViewer(this.env.DB, userId);
    return accountOf(validation, viewer, Date.now());
  }

  #link(channelId: string): Link {
    const known = this.#links.get(channelId);
    if (known !== undefined) return known;
    const linked = (pass: Parameters<Gateway["linked"]>[0]): void => {
      this.#gateway.linked(pass);
      this.#takeLost();
    };
    const socket = new LinkSocket(() => this.env.CHAT_ROOM.getByName(channelId), {
      opened: () => linked((rooms) => rooms.opened(channelId)),
      closed: () => linked((rooms) => rooms.closed(channelId)),
      frame: (data) => linked((rooms) => rooms.frame(channelId, data)),
    });
    const link = { socket, timer: null };
    this.#links.set(channelId, link);
    return link;
  }

  #wake(channelId: string, at: number): void {
    const link = this.#link(channelId);
    if (link.timer !== null) clearTimeout(link.timer);
    link.timer = setTimeout(() => {
      this.#gateway.linked((rooms) => rooms.wake(channelId));
      this.#takeLost();
    }, at - Date.now());
  }

  #lookAt(channelId: string, at: number): void {
    clearTimeout(this.#looks.get(channelId) ?? null);
    const look = async (): Promise<void> => {
      this.#looks.delete(channelId);
      await this.#gateway.look(channelId);
      this.#takeLost();
    };
    this.#looks.set(
      channelId,
      setTimeout(() => this.ctx.waitUntil(look()), at - Date.now()),
    );
  }

  #forget(channelId: string): void {
    clearTimeout(this.#looks.get(channelId) ?? null);
    this.#looks.delete(channelId);
    const link = this.#links.get(channelId);
    if (link === undefined) return;
    if (link.timer !== null) clearTimeout(link.timer);
    link.socket.disconnect();
    this.#links.delete(channelId);
  }

  #takeLost(): void {
    for (const connection of this.#sockets.takeLost()) this.#gateway.gone(connection);
  }
}

type Loopback = { fetch(request: Request): Promise<Response> };

/** The Worker that this object belongs to. What it exports is typed where it is put together. */
function loopback(ctx: DurableObjectState): Loopback {
  const worker: unknown = Reflect.get(ctx.exports, "default");
  if (!isLoopback(worker)) throw new Error("this Worker exports no default handler");
  return worker;
}

const isLoopback = (worker: unknown): worker is Loopback =>
  (typeof worker === "object" || typeof worker === "function") &&
  worker !== null &&
  typeof Reflect.get(worker, "fetch") === "function";
