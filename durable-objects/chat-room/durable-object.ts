/** One channel's chat room: turns sockets, frames and a timer into commands of `room.ts` and carries out what it decides. No rules here. */
import { DurableObject } from "cloudflare:workers";
import { assertNever } from "#protocol/assert.ts";
import { CHAT_PING, CHAT_PONG } from "#protocol/chat/chat.ts";
import { CLOSE, replyCode } from "./close-code.ts";
import { decide, openRoom, type RoomCommand, type RoomEffect, type RoomState } from "./room.ts";
import { parseSession, type Session } from "./session.ts";
import { openRoomStorage, type RoomStorage } from "./storage.ts";

/** Bytes that wait for one socket, at most. A reader that stalls would fill the isolate's 128 MB, and a queue keeps the room awake. */
const MAX_BUFFERED_BYTES = 256 * 1024;

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
  readonly #sockets = new Map<string, WebSocket>();
  readonly #joined = new Set<string>();
  #state: RoomState;

  constructor(ctx: DurableObjectState, env: object) {
    super(ctx, env);
    this.#storage = openRoomStorage(ctx.storage.sql);
    this.#state = openRoom(this.#storage.load());
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(CHAT_PING, CHAT_PONG));
    for (const ws of ctx.getWebSockets()) this.#readmit(ws);
  }

  override fetch(request: Request): Response {
    if (request.headers.get("Upgrade")?.toLowerCase() !== "websocket") return new Response(null, { status: 426 });
    const { 0: client, 1: server } = new WebSocketPair();
    const socket = crypto.randomUUID();
    this.ctx.acceptWebSocket(server);
    this.#sockets.set(socket, server);
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
    this.#forgetSocket(ws);
    close(ws, replyCode(code), "");
  }

  override webSocketError(ws: WebSocket): void {
    this.#forgetSocket(ws);
  }

  snapshot(): RoomSnapshot {
    const { log, waiting } = this.#state;
    return {
      sockets: this.#sockets.size,
      joined: this.#joined.size,
      lastSeq: log.lastSeq,
      kept: log.kept.length,
      waiting: waiting.length,
    };
  }

  /** Takes a socket back that outlived the object that accepted it. */
  #readmit(ws: WebSocket): void {
    const session = parseSession(ws.deserializeAttachment());
    if (session === null) close(ws, CLOSE.restart, "restart");
    else this.#admit(ws, session);
  }

  #admit(ws: WebSocket, session: Session): void {
    this.#sockets.set(session.socket, ws);
    if (session.joined) this.#joined.add(session.socket);
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
        break;
      case "forget":
        this.#storage.forget(effect.through);
        break;
      case "remember": {
        const ws = this.#sockets.get(effect.session.socket);
        ws?.serializeAttachment(effect.session);
        if (ws !== undefined) this.#admit(ws, effect.session);
        break;
      }
      case "send":
        this.#send(effect.socket, effect.frame);
        break;
      case "broadcast":
        for (const socket of this.#joined) this.#send(socket, effect.frame);
        break;
      case "close":
        this.#close(effect.socket, effect.code, effect.reason);
        break;
      case "wake":
        setTimeout(() => this.#run({ kind: "flush" }), effect.at - Date.now());
        break;
      default:
        assertNever(effect, "unknown room effect");
    }
  }

  #send(socket: string, frame: string): void {
    const ws = this.#sockets.get(socket);
    if (ws === undefined) return;
    if (bufferedBytes(ws) > MAX_BUFFERED_BYTES) {
      this.#close(socket, CLOSE.tryLater, "too slow");
      return;
    }
    try {
      ws.send(frame);
    } catch {
      // It is closing, and its close event may be long in coming. The client comes back with its position.
      this.#drop(socket);
    }
  }

  #close(socket: string, code: number, reason: string): void {
    const ws = this.#sockets.get(socket);
    this.#drop(socket);
    if (ws === undefined) return;
    ws.serializeAttachment(null);
    close(ws, code, reason);
  }

  #forgetSocket(ws: WebSocket): void {
    const session = parseSession(ws.deserializeAttachment());
    if (session !== null) this.#drop(session.socket);
  }

  #drop(socket: string): void {
    this.#sockets.delete(socket);
    this.#joined.delete(socket);
  }
}

/** Bytes queued for a socket; 0 where the runtime does not say (workerd before 2026-11). */
function bufferedBytes(ws: WebSocket): number {
  return "bufferedAmount" in ws && typeof ws.bufferedAmount === "number" ? ws.bufferedAmount : 0;
}

function close(ws: WebSocket, code: number, reason: string): void {
  try {
    ws.close(code, reason);
  } catch (cause) {
    console.error("chat room: a socket cannot be closed", cause);
  }
}
