/**
 * The sockets of a room by their marks, viewers' and relays': who joined, who reads too slowly, who is gone, and who gets what. Knows no
 * rules of chat and no runtime.
 */
import { CHAT_CLOSE, type Down } from "#protocol/chat/frames.ts";
import { MAX_BUFFERED_BYTES, MAX_LINK_BUFFERED_BYTES } from "#protocol/chat/limits.ts";
import type { LinkDown } from "#protocol/chat/link.ts";
import type { Viewer } from "#protocol/chat/viewer.ts";
import type { Origin } from "./room-state.ts";
import { type LinkSession, parseSession, type Session, type ViewerSession } from "./session.ts";

/** What the room needs of a hibernatable WebSocket. */
export type RoomSocket = {
  send(frame: string | Uint8Array): void;
  close(code: number, reason: string): void;
  serializeAttachment(attachment: unknown): void;
  deserializeAttachment(): unknown;
  /** Bytes queued; absent where the runtime does not say (workerd before 2026-11). */
  readonly bufferedAmount?: number;
};

type Open<S extends Session> = { readonly ws: RoomSocket; session: S };

export class RoomSockets {
  readonly #viewers = new Map<string, Open<ViewerSession>>();
  readonly #joined = new Set<string>();
  readonly #links = new Map<string, Open<LinkSession>>();
  readonly #byUser = new Map<string, Set<string>>();

  /** Viewers' sockets. */
  get size(): number {
    return this.#viewers.size;
  }

  get joined(): number {
    return this.#joined.size;
  }

  /** Whose sockets they are that joined; null for each reader without account. */
  *joinedViewers(): Iterable<Viewer | null> {
    for (const { session } of this.#viewers.values()) if (session.joined) yield session.viewer;
  }

  links(): readonly LinkSession[] {
    return [...this.#links.values()].map(({ session }) => session);
  }

  /** Everyone with a socket, those of relays included. */
  get chatters(): number {
    return [...this.#links.values()].reduce((sum, { session }) => sum + session.sockets, this.#viewers.size);
  }

  viewer(socket: string): ViewerSession | null {
    return this.#viewers.get(socket)?.session ?? null;
  }

  ofUser(userId: string): number {
    return this.#byUser.get(userId)?.size ?? 0;
  }

  add(ws: RoomSocket, session: Session): void {
    if (session.kind === "link") this.#links.set(session.socket, { ws, session });
    else this.#addViewer(ws, session);
    ws.serializeAttachment(session);
  }

  /** Takes a socket back that outlived the object that accepted it; without a session it has to come back anew. */
  readmit(ws: RoomSocket): void {
    const session = parseSession(ws.deserializeAttachment());
    if (session === null) closeSocket(ws, CHAT_CLOSE.restart, "restart");
    else if (session.kind === "link") this.#links.set(session.socket, { ws, session });
    else this.#addViewer(ws, session);
  }

  remember(session: Session): void {
    const open = session.kind === "link" ? this.#links.get(session.socket) : this.#viewers.get(session.socket);
    if (open === undefined) return;
    open.session = session;
    open.ws.serializeAttachment(session);
    if (session.kind === "viewer" && session.joined) this.#joined.add(session.socket);
  }

  /** Events are on their way to the socket from now on. */
  enter(socket: string, moderation: boolean): void {
    const open = this.#viewers.get(socket);
    if (open !== undefined) this.remember({ ...open.session, joined: true, moderation });
  }

  /** The viewer is called otherwise, or has another colour. What a socket's token is good for stays. */
  rename({ userId, login, name, colour }: Viewer): void {
    for (const socket of this.#byUser.get(userId) ?? []) {
      const session = this.#viewers.get(socket)?.session;
      if (session === undefined || session.viewer === null) continue;
      this.remember({ ...session, viewer: { ...session.viewer, login, name, colour } });
    }
  }

  answer(origin: Exclude<Origin, { readonly kind: "call" }>, frame: Down): void {
    if (origin.kind === "socket") this.#toViewer(origin.socket, JSON.stringify(frame));
    else this.toLink(origin.link, { kind: "answer", connection: origin.connection, frame });
  }

  toLink(link: string, down: LinkDown): void {
    this.#toLink(link, JSON.stringify(down));
  }

  toLinks(down: LinkDown): void {
    const text = JSON.stringify(down);
    for (const link of this.#welcomed()) this.#toLink(link, text);
  }

  /** A batch, encoded once, to everyone. */
  batch(bytes: Uint8Array): void {
    for (const socket of this.#joined) this.#toViewer(socket, bytes);
    for (const link of this.#welcomed()) this.#toLink(link, bytes);
  }

  all(frame: Down): void {
    const text = JSON.stringify(frame);
    for (const socket of this.#joined) this.#toViewer(socket, text);
    this.toLinks({ kind: "all", frame });
  }

  user(userId: string, frame: Down): void {
    const text = JSON.stringify(frame);
    for (const socket of this.#byUser.get(userId) ?? []) if (this.#joined.has(socket)) this.#toViewer(socket, text);
    this.toLinks({ kind: "user", userId, frame });
  }

  /** To those who asked for it and may have it. */
  moderators(frame: Down, mayModerate: (viewer: Viewer) => boolean): void {
    const text = JSON.stringify(frame);
    for (const [socket, { session }] of this.#viewers) {
      const { viewer, moderation, joined } = session;
      if (joined && moderation && viewer !== null && mayModerate(viewer)) this.#toViewer(socket, text);
    }
    this.toLinks({ kind: "moderators", frame });
  }

  close(socket: string, code: number, reason: string): void {
    const ws = (this.#viewers.get(socket) ?? this.#links.get(socket))?.ws;
    this.#drop(socket);
    if (ws === undefined) return;
    // What still comes from it is nobody's.
    ws.serializeAttachment(null);
    closeSocket(ws, code, reason);
  }

  /** Ends the user's sockets, here and at the links. */
  forgetUser(userId: string): void {
    for (const socket of [...(this.#byUser.get(userId) ?? [])]) {
      this.close(socket, CHAT_CLOSE.badTicket, "the account was deleted");
    }
    this.toLinks({ kind: "forget", userId });
  }

  /** Ends every socket. */
  closeAll(): void {
    for (const socket of [...this.#viewers.keys(), ...this.#links.keys()]) {
      this.close(socket, CHAT_CLOSE.restart, "the channel is no more");
    }
  }

  /** The socket is closed or broken; answers the session that it had. */
  forget(ws: RoomSocket): Session | null {
    const session = parseSession(ws.deserializeAttachment());
    if (session !== null) this.#drop(session.socket);
    return session;
  }

  /** Closes the viewers' sockets that are `stale`. */
  closeStale(isStale: (ws: RoomSocket) => boolean): void {
    const stale = [...this.#viewers].filter(([, { ws }]) => isStale(ws));
    for (const [socket] of stale) this.close(socket, CHAT_CLOSE.tryLater, "no ping");
  }

  #addViewer(ws: RoomSocket, session: ViewerSession): void {
    const { socket, viewer, joined } = session;
    this.#viewers.set(socket, { ws, session });
    if (joined) this.#joined.add(socket);
    if (viewer === null) return;
    const sockets = this.#byUser.get(viewer.userId) ?? new Set();
    this.#byUser.set(viewer.userId, sockets.add(socket));
  }

  /** The links that said hello: others get nothing yet. */
  #welcomed(): readonly string[] {
    return [...this.#links].flatMap(([link, { session }]) => (session.relay === null ? [] : [link]));
  }

  #toViewer(socket: string, frame: string | Uint8Array): void {
    this.#send(socket, this.#viewers.get(socket)?.ws, frame, MAX_BUFFERED_BYTES);
  }

  #toLink(link: string, frame: string | Uint8Array): void {
    this.#send(link, this.#links.get(link)?.ws, frame, MAX_LINK_BUFFERED_BYTES);
  }

  #send(socket: string, ws: RoomSocket | undefined, frame: string | Uint8Array, maxBuffered: number): void {
    if (ws === undefined) return;
    if ((ws.bufferedAmount ?? 0) > maxBuffered) {
      this.close(socket, CHAT_CLOSE.tryLater, "too slow");
      return;
    }
    try {
      ws.send(frame);
    } catch {
      // It is closing, and its close event may be long in coming. The client comes back with its position.
      this.#drop(socket);
    }
  }

  #drop(socket: string): void {
    const userId = this.#viewers.get(socket)?.session.viewer?.userId;
    this.#viewers.delete(socket);
    this.#joined.delete(socket);
    this.#links.delete(socket);
    if (userId === undefined) return;
    const sockets = this.#byUser.get(userId);
    sockets?.delete(socket);
    if (sockets?.size === 0) this.#byUser.delete(userId);
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
