/** The viewers' sockets of a relay by their marks: who gets what everyone gets, and who reads too slowly. Knows no rules and no runtime. */
import { CHAT_CLOSE } from "#protocol/chat/frames.ts";
import { MAX_BUFFERED_BYTES } from "#protocol/chat/limits.ts";
import { closeSocket, type RoomSocket } from "../chat-room/room-sockets.ts";
import { parseRelaySession, type RelaySession } from "./relay-session.ts";

export class RelaySockets {
  readonly #sockets = new Map<string, RoomSocket>();
  readonly #joined = new Set<string>();
  #lost: string[] = [];

  get size(): number {
    return this.#sockets.size;
  }

  add(socket: string, ws: RoomSocket): void {
    this.#sockets.set(socket, ws);
  }

  /** Takes a socket back that outlived the object that accepted it; without a session it has to come back anew. */
  readmit(ws: RoomSocket): RelaySession | null {
    const session = parseRelaySession(ws.deserializeAttachment());
    if (session === null) {
      closeSocket(ws, CHAT_CLOSE.restart, "restart");
      return null;
    }
    this.add(session.socket, ws);
    this.#count(session);
    return session;
  }

  remember(session: RelaySession): void {
    const ws = this.#sockets.get(session.socket);
    if (ws === undefined) return;
    ws.serializeAttachment(session);
    this.#count(session);
  }

  send(socket: string, frame: string | Uint8Array): void {
    const ws = this.#sockets.get(socket);
    if (ws === undefined) return;
    if ((ws.bufferedAmount ?? 0) > MAX_BUFFERED_BYTES) return this.giveUp(socket, "too slow");
    try {
      ws.send(frame);
    } catch {
      // It is closing, and its close event may be long in coming. The client comes back with its position.
      this.#drop(socket);
      this.#lost.push(socket);
    }
  }

  /** To everyone who joined. */
  broadcast(frame: string | Uint8Array): void {
    for (const socket of this.#joined) this.send(socket, frame);
  }

  close(socket: string, code: number, reason: string): void {
    const ws = this.#sockets.get(socket);
    this.#drop(socket);
    if (ws === undefined) return;
    // What still comes from it is nobody's.
    ws.serializeAttachment(null);
    closeSocket(ws, code, reason);
  }

  /** The socket is closed or broken; answers its mark unless it was given up before. */
  forget(ws: RoomSocket): string | null {
    const socket = this.markOf(ws);
    if (socket !== null) this.#drop(socket);
    return socket;
  }

  /** Null for a socket that was closed from here. */
  markOf(ws: RoomSocket): string | null {
    return parseRelaySession(ws.deserializeAttachment())?.socket ?? null;
  }

  /** Closes a socket that is no good any more; its viewer may come back. */
  giveUp(socket: string, reason: string): void {
    this.close(socket, CHAT_CLOSE.tryLater, reason);
    this.#lost.push(socket);
  }

  /** Those that were given up since this was last asked, other than by `close` and `forget`. */
  takeLost(): readonly string[] {
    const lost = this.#lost;
    this.#lost = [];
    return lost;
  }

  #count({ socket, joinedAt }: RelaySession): void {
    if (joinedAt === null) this.#joined.delete(socket);
    else this.#joined.add(socket);
  }

  #drop(socket: string): void {
    this.#sockets.delete(socket);
    this.#joined.delete(socket);
  }
}
