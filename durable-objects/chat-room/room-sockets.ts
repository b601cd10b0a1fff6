/** The sockets of a room by their marks: who joined, who reads too slowly, who is gone. Knows no rules of chat and no runtime. */
import { CLOSE } from "./close-code.ts";
import { parseSession, type Session } from "./session.ts";

/** Bytes that wait for one socket, at most. A reader that stalls would fill the isolate's 128 MB, and a queue keeps the room awake. */
export const MAX_BUFFERED_BYTES = 256 * 1024;

/** What the room needs of a hibernatable WebSocket. */
export type RoomSocket = {
  send(frame: string): void;
  close(code: number, reason: string): void;
  serializeAttachment(attachment: unknown): void;
  deserializeAttachment(): unknown;
  /** Bytes queued; absent where the runtime does not say (workerd before 2026-11). */
  readonly bufferedAmount?: number;
};

export class RoomSockets {
  readonly #sockets = new Map<string, RoomSocket>();
  readonly #joined = new Set<string>();

  get size(): number {
    return this.#sockets.size;
  }

  get joined(): number {
    return this.#joined.size;
  }

  add(socket: string, ws: RoomSocket): void {
    this.#sockets.set(socket, ws);
  }

  /** Takes a socket back that outlived the object that accepted it; without a session it has to come back anew. */
  readmit(ws: RoomSocket): void {
    const session = parseSession(ws.deserializeAttachment());
    if (session === null) {
      closeSocket(ws, CLOSE.restart, "restart");
    } else {
      this.add(session.socket, ws);
      this.#count(session);
    }
  }

  remember(session: Session): void {
    const ws = this.#sockets.get(session.socket);
    if (ws === undefined) return;
    ws.serializeAttachment(session);
    this.#count(session);
  }

  send(socket: string, frame: string): void {
    const ws = this.#sockets.get(socket);
    if (ws === undefined) return;
    if ((ws.bufferedAmount ?? 0) > MAX_BUFFERED_BYTES) {
      this.close(socket, CLOSE.tryLater, "too slow");
      return;
    }
    try {
      ws.send(frame);
    } catch {
      // It is closing, and its close event may be long in coming. The client comes back with its position.
      this.#drop(socket);
    }
  }

  broadcast(frame: string): void {
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

  /** The socket is closed or broken. */
  forget(ws: RoomSocket): void {
    const session = parseSession(ws.deserializeAttachment());
    if (session !== null) this.#drop(session.socket);
  }

  #count(session: Session): void {
    if (session.joined) this.#joined.add(session.socket);
  }

  #drop(socket: string): void {
    this.#sockets.delete(socket);
    this.#joined.delete(socket);
  }
}

export function closeSocket(ws: RoomSocket, code: number, reason: string): void {
  try {
    ws.close(code, reason);
  } catch {
    // The peer was faster: it is closed already.
    return;
  }
}
