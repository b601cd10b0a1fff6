/** One channel's chat room: turns sockets, frames and a timer into commands of `room.ts` and carries out what it decides. No rules here. */
import { DurableObject } from "cloudflare:workers";
import { assertNever } from "#protocol/assert.ts";
import { CHAT_PING, CHAT_PONG } from "#protocol/chat/chat.ts";
import { replyCode } from "./close-code.ts";
import { decide, openRoom, type RoomCommand, type RoomEffect, type RoomState } from "./room.ts";
import { closeSocket, RoomSockets } from "./room-sockets.ts";
import { parseSession } from "./session.ts";
import { openRoomStorage, type RoomStorage } from "./storage.ts";

/** What the debug page shows of a room. */
export type RoomSnapshot = {
  readonly sockets: number;
  readonly joined: number;
  readonly lastSeq: number;
  readonly kept: number;
  readonly waiting: number;
};

export class ChatRoom extends DurableObject {
  readonly #storage: RoomStorage;
  readonly #sockets = new RoomSockets();
  #state: RoomState;

  constructor(ctx: DurableObjectState, env: object) {
    super(ctx, env);
    this.#storage = openRoomStorage(ctx.storage.sql);
    this.#state = openRoom(this.#storage.load());
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(CHAT_PING, CHAT_PONG));
    for (const ws of ctx.getWebSockets()) this.#sockets.readmit(ws);
  }

  override fetch(request: Request): Response {
    if (request.headers.get("Upgrade")?.toLowerCase() !== "websocket") return new Response(null, { status: 426 });
    const { 0: client, 1: server } = new WebSocketPair();
    const socket = crypto.randomUUID();
    this.ctx.acceptWebSocket(server);
    this.#sockets.add(socket, server);
    this.#run({ kind: "connect", socket, sockets: this.#sockets.size });
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(ws: WebSocket, data: string | ArrayBuffer): void {
    const session = parseSession(ws.deserializeAttachment());
    // Nothing is attached to a socket that was refused and is closing.
    if (session === null) return;
    const frame = typeof data === "string" ? data : null;
    this.#run({ kind: "frame", session, frame, sockets: this.#sockets.size });
  }

  override webSocketClose(ws: WebSocket, code: number): void {
    this.#sockets.forget(ws);
    closeSocket(ws, replyCode(code), "");
  }

  override webSocketError(ws: WebSocket): void {
    this.#sockets.forget(ws);
  }

  snapshot(): RoomSnapshot {
    const { log, waiting } = this.#state;
    return {
      sockets: this.#sockets.size,
      joined: this.#sockets.joined,
      lastSeq: log.lastSeq,
      kept: log.kept.length,
      waiting: waiting.length,
    };
  }

  #run(command: RoomCommand): void {
    const { state, effects } = decide(this.#state, command, Date.now());
    // Should the store throw, the state stays as it was: nothing is acknowledged, and what waits is tried again.
    for (const effect of effects) if (effect.kind === "store") this.#storage.append(effect.messages);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: RoomEffect): void {
    switch (effect.kind) {
      case "store":
        // Done before all others.
        break;
      case "forget":
        this.#storage.forget(effect.through);
        break;
      case "remember":
        this.#sockets.remember(effect.session);
        break;
      case "send":
        this.#sockets.send(effect.socket, effect.frame);
        break;
      case "broadcast":
        this.#sockets.broadcast(effect.frame);
        break;
      case "close":
        this.#sockets.close(effect.socket, effect.code, effect.reason);
        break;
      case "wake":
        setTimeout(() => this.#run({ kind: "flush" }), effect.at - Date.now());
        break;
      default:
        assertNever(effect, "unknown room effect");
    }
  }
}
