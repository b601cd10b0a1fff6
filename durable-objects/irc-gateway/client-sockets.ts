/** The sockets of a gateway's clients by their connections. Knows no lines and no runtime. */
import * as v from "valibot";
import { CHAT_CLOSE } from "#protocol/chat/frames.ts";
import { MAX_BUFFERED_BYTES } from "#protocol/chat/limits.ts";
import { writeFrame } from "#protocol/irc/frame.ts";
import { renderLine } from "#protocol/irc/line.ts";
import { closeSocket, type RoomSocket } from "../chat-room/room-sockets.ts";
import { SERVER } from "./lines/server-line.ts";
import { type IrcSession, parseSession } from "./session.ts";

/** What asks a client to come back. */
const RECONNECT = writeFrame([renderLine({ prefix: SERVER, command: "RECONNECT" })]);

/** As much of a session as is read for every frame. */
const markSchema = v.object({ connection: v.string() });

export class ClientSockets {
  readonly #sockets = new Map<string, RoomSocket>();
  #lost: string[] = [];

  get size(): number {
    return this.#sockets.size;
  }

  add(socket: RoomSocket, session: IrcSession): void {
    this.#sockets.set(session.connection, socket);
    socket.serializeAttachment(session);
  }

  /** Takes a socket back that outlived the object that accepted it; one of another version's has to come back anew. */
  readmit(socket: RoomSocket): IrcSession | null {
    const attachment = socket.deserializeAttachment();
    // It was closed from here, and its close event is still to come.
    if (attachment === null) return null;
    const session = parseSession(attachment);
    if (session === null) {
      socket.send(RECONNECT);
      closeSocket(socket, CHAT_CLOSE.restart, "restart");
      return null;
    }
    this.#sockets.set(session.connection, socket);
    return session;
  }

  remember(session: IrcSession): void {
    this.#sockets.get(session.connection)?.serializeAttachment(session);
  }

  send(connection: string, frame: string): void {
    const socket = this.#sockets.get(connection);
    if (socket === undefined) return;
    if ((socket.bufferedAmount ?? 0) > MAX_BUFFERED_BYTES) {
      this.#lost.push(connection);
      return this.close(connection, CHAT_CLOSE.tryLater, "too slow");
    }
    try {
      socket.send(frame);
    } catch {
      // It is closing, and its close event may be long in coming.
      this.#sockets.delete(connection);
      this.#lost.push(connection);
    }
  }

  close(connection: string, code: number, reason: string): void {
    const socket = this.#sockets.get(connection);
    this.#sockets.delete(connection);
    if (socket === undefined) return;
    // What still comes from it is nobody's.
    socket.serializeAttachment(null);
    closeSocket(socket, code, reason);
  }

  /** The socket is closed or broken; answers its connection unless it was closed from here. */
  forget(socket: RoomSocket): string | null {
    const connection = this.connectionOf(socket);
    if (connection !== null) this.#sockets.delete(connection);
    return connection;
  }

  /** Null for a socket that was closed from here. */
  connectionOf(socket: RoomSocket): string | null {
    const parsed = v.safeParse(markSchema, socket.deserializeAttachment());
    return parsed.success ? parsed.output.connection : null;
  }

  /** Those that were lost since this was last asked, other than by `close` and `forget`. */
  takeLost(): readonly string[] {
    const lost = this.#lost;
    this.#lost = [];
    return lost;
  }
}
