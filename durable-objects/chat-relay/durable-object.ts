/** `ChatRelay`: the shell of one relay of a channel's chat. Turns sockets, the link and a timer into calls of `Relay`; decides nothing itself. */
import { DurableObject } from "cloudflare:workers";
import { assert, assertNever } from "#protocol/assert.ts";
import { CHAT_PING, CHAT_PONG } from "#protocol/chat/limits.ts";
import { readViewer, VIEWER_HEADER } from "#protocol/chat/viewer.ts";
import type { PresentPage, PresentPageCall } from "../chat-room/calls.ts";
import { replyCode } from "../chat-room/close-code.ts";
import { STALE_MS } from "../chat-room/crowd.ts";
import { pageOfPresent } from "../chat-room/present.ts";
import { closeSocket } from "../chat-room/room-sockets.ts";
import { deflate, inflate } from "../platform/compression.ts";
import { LinkSocket } from "../platform/link-socket.ts";
import { refuse } from "../platform/refuse.ts";
import { relayOfObject } from "./growth.ts";
import { Relay, type RelayEffect, type RelaySnapshot } from "./relay.ts";
import { RelaySockets } from "./relay-sockets.ts";

/** The bindings that a relay may touch. */
export type ChatRelayEnv = { readonly CHAT_ROOM: DurableObjectNamespace };

/**
 * A relay with sockets is woken this often, milliseconds, to look for those whose other end is gone. Should it have lost its link with its
 * memory, it is linked again by that: it hears of nothing that happens in its room, and its viewers' pings do not wake it.
 */
const WAKE_MS = 30_000;

export class ChatRelay extends DurableObject<ChatRelayEnv> {
  readonly #relay: Relay;
  readonly #sockets = new RelaySockets();
  readonly #link: LinkSocket;
  /** Whether it is known to be. */
  #isAlarmSet = false;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(ctx: DurableObjectState, env: ChatRelayEnv) {
    super(ctx, env);
    const name = relayOfObject(ctx.id.name ?? "");
    assert(name !== null, "a relay is named by its channel and number");
    this.#relay = new Relay({ ...name, random: Math.random, inflate, deflate });
    this.#link = new LinkSocket(() => env.CHAT_ROOM.getByName(name.channelId), {
      opened: () => this.#run(this.#relay.link("opened", Date.now())),
      closed: () => this.#run(this.#relay.link("closed", Date.now())),
      frame: (data) => this.#run(this.#relay.linkFrame(data, Date.now())),
    });
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(CHAT_PING, CHAT_PONG));
    const sessions = ctx.getWebSockets().flatMap((ws) => this.#sockets.readmit(ws) ?? []);
    this.#run(this.#relay.resume(sessions, Date.now()));
  }

  override async fetch(request: Request): Promise<Response> {
    if (request.headers.get("Upgrade")?.toLowerCase() !== "websocket") {
      return refuse("bad_request", "This address answers WebSocket connections only.");
    }
    // The edge finds another place.
    if (this.#relay.refuses) return refuse("unavailable", "This chat is full. Try again in a minute.");
    const { 0: client, 1: server } = new WebSocketPair();
    const socket = crypto.randomUUID();
    this.ctx.acceptWebSocket(server);
    this.#sockets.add(socket, server);
    this.#run(this.#relay.connect(socket, readViewer(request.headers.get(VIEWER_HEADER)), Date.now()));
    if (!this.#isAlarmSet) await this.#setAlarm();
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(ws: WebSocket, data: string | ArrayBuffer): void {
    const socket = this.#sockets.markOf(ws);
    if (socket === null) return;
    this.#run(this.#relay.message(socket, typeof data === "string" ? data : null, Date.now()));
  }

  override webSocketClose(ws: WebSocket, code: number): void {
    this.webSocketError(ws);
    closeSocket(ws, replyCode(code), "");
  }

  override webSocketError(ws: WebSocket): void {
    const socket = this.#sockets.forget(ws);
    if (socket !== null) this.#run(this.#relay.gone(socket, Date.now()));
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    for (const ws of this.ctx.getWebSockets()) {
      const socket = this.#sockets.markOf(ws);
      const pingedAt = this.ctx.getWebSocketAutoResponseTimestamp(ws)?.getTime() ?? now;
      if (socket !== null && now - pingedAt > STALE_MS) this.#sockets.giveUp(socket, "no ping");
    }
    this.#run([]);
    this.#isAlarmSet = false;
    if (this.#sockets.size > 0) await this.#setAlarm();
  }

  /** Who is in chat through this relay. */
  presentPage(call: PresentPageCall): PresentPage {
    return pageOfPresent(this.#relay.present(), call);
  }

  snapshot(): RelaySnapshot {
    return this.#relay.snapshot();
  }

  /** Throws the object out of memory, as the platform may at any moment. */
  abort(): void {
    this.ctx.abort("aborted for a test");
  }

  async #setAlarm(): Promise<void> {
    this.#isAlarmSet = true;
    await this.ctx.storage.setAlarm(Date.now() + WAKE_MS);
  }

  #run(effects: readonly RelayEffect[]): void {
    for (const effect of effects) this.#carryOut(effect);
    for (const socket of this.#sockets.takeLost()) this.#run(this.#relay.gone(socket, Date.now()));
  }

  #carryOut(effect: RelayEffect): void {
    switch (effect.kind) {
      case "remember":
        return this.#sockets.remember(effect.session);
      case "send":
        return this.#sockets.send(effect.socket, effect.frame);
      case "broadcast":
        return this.#sockets.broadcast(effect.frame);
      case "close":
        return this.#sockets.close(effect.socket, effect.code, effect.reason);
      case "connect":
        return this.ctx.waitUntil(this.#link.connect());
      case "disconnect":
        return this.#link.disconnect();
      case "transmit":
        return this.#link.transmit(effect.frame);
      case "wake":
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#run(this.#relay.link("wake", Date.now())), effect.at - Date.now());
        return;
      default:
        assertNever(effect, "unknown relay effect");
    }
  }
}
