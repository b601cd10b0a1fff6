/** What comes in over the room's sockets, viewers' and relays': let in, parsed, counted, and given to the room in the order of each sender. */
import { assertNever } from "#protocol/assert.ts";
import { CHAT_CLOSE } from "#protocol/chat/frames.ts";
import { MAX_SOCKETS_PER_USER } from "#protocol/chat/limits.ts";
import type { LinkUp } from "#protocol/chat/link.ts";
import type { Viewer } from "#protocol/chat/viewer.ts";
import { isRoomFull } from "../chat-relay/growth.ts";
import type { Engine } from "./engine.ts";
import { readFrame, readLinkFrame } from "./frames.ts";
import * as say from "./refusals.ts";
import type { RoomSocket } from "./room-sockets.ts";
import {
  countFrame,
  type LinkSession,
  newLinkSession,
  newViewerSession,
  parseSession,
  type ViewerSession,
} from "./session.ts";

export class Inbox {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Whether newcomers are refused. */
  get isFull(): boolean {
    return isRoomFull(this.#engine.sockets.size);
  }

  connect(ws: RoomSocket, viewer: Viewer | null): void {
    const { sockets, ports, memory, crowd } = this.#engine;
    const session = newViewerSession(ports.newMark(), viewer, ports.clock.now());
    sockets.add(ws, session);
    if (viewer !== null) {
      if (sockets.ofUser(viewer.userId) > MAX_SOCKETS_PER_USER) {
        sockets.answer({ kind: "socket", socket: session.socket }, say.refused(null, say.TOO_MANY_SOCKETS));
        sockets.close(session.socket, CHAT_CLOSE.policy, "too many connections");
        return;
      }
      memory.meet(viewer);
    }
    crowd.changed();
  }

  /** A relay or gateway. */
  link(ws: RoomSocket): void {
    const { sockets, ports } = this.#engine;
    sockets.add(ws, newLinkSession(ports.newMark()));
  }

  /** A text frame, or null for a binary one. */
  frame(ws: RoomSocket, text: string | null): void {
    const session = parseSession(ws.deserializeAttachment());
    // Nothing is attached to a socket that was refused and is closing.
    if (session === null) return;
    if (session.kind === "link") this.#linkFrame(session, text);
    else this.#viewerFrame(session, text);
  }

  gone(ws: RoomSocket): void {
    const { sockets, crowd } = this.#engine;
    if (sockets.forget(ws) !== null) crowd.changed();
  }

  #viewerFrame(session: ViewerSession, text: string | null): void {
    const { sockets, ports } = this.#engine;
    const { socket } = session;
    const frames = countFrame(session.frames, ports.clock.now());
    if (frames === null) return this.#end(socket, CHAT_CLOSE.policy, "too many frames");
    sockets.remember({ ...session, frames });
    const read = readFrame(text);
    switch (read.outcome) {
      case "too_large":
        return this.#end(socket, CHAT_CLOSE.tooLarge, "frame too large");
      case "malformed":
        return sockets.answer({ kind: "socket", socket }, say.refused(null, say.MALFORMED));
      case "ok": {
        const isTaken = this.#engine.inLane(socket, () => {
          // As it is now: frames before this one may have changed it, or ended the socket.
          const now = sockets.viewer(socket);
          if (now === null) return null;
          const { viewer, joined } = now;
          return { kind: "up", origin: { kind: "socket", socket }, viewer, joined, up: read.frame };
        });
        return isTaken ? undefined : this.#end(socket, CHAT_CLOSE.policy, "too many frames");
      }
      default:
        return assertNever(read, "unknown outcome of a frame");
    }
  }

  #linkFrame(session: LinkSession, text: string | null): void {
    const read = readLinkFrame(text);
    switch (read.outcome) {
      case "too_large":
        return this.#end(session.socket, CHAT_CLOSE.tooLarge, "frame too large");
      case "malformed":
        return this.#end(session.socket, CHAT_CLOSE.policy, "malformed");
      case "ok":
        return this.#linkUp(session, read.frame);
      default:
        return assertNever(read, "unknown outcome of a frame");
    }
  }

  #linkUp(session: LinkSession, up: LinkUp): void {
    const { sockets, crowd, state } = this.#engine;
    const link = session.socket;
    if (up.kind !== "hello" && session.relay === null) return this.#end(link, CHAT_CLOSE.policy, "hello first");
    switch (up.kind) {
      case "hello": {
        if (up.channelId !== state.channelId) return this.#end(link, CHAT_CLOSE.policy, "another channel's relay");
        // A relay that comes back has lost its former link, whether or not that is known here yet.
        const former = sockets.links().filter(({ relay, socket }) => relay === up.relay && socket !== link);
        for (const { socket } of former) sockets.close(socket, CHAT_CLOSE.normal, "replaced by a newer link");
        sockets.remember({ ...session, relay: up.relay, sockets: up.sockets });
        void this.#engine.run({ kind: "hello", link, after: up.after });
        const { relays } = crowd;
        crowd.changed();
        // When that changed the number, this relay has heard of it with the others.
        if (crowd.relays === relays) sockets.toLink(link, { kind: "relays", relays });
        return;
      }
      case "sockets":
        sockets.remember({ ...session, sockets: up.sockets });
        return crowd.changed();
      case "lines":
        for (const line of up.lines) this.#line(link, line);
        return;
      default:
        return assertNever(up, "unknown frame of a link");
    }
  }

  #line(link: string, line: Extract<LinkUp, { readonly kind: "lines" }>["lines"][number]): void {
    const { connection, viewer, up } = line;
    const { sockets, memory } = this.#engine;
    const origin = { kind: "relayed" as const, link, connection };
    memory.meet(viewer);
    const isTaken = this.#engine.inLane(`${link} ${connection}`, () => ({
      ...{ kind: "up", origin, viewer, joined: true, up },
    }));
    if (!isTaken && up.kind !== "join") sockets.answer(origin, say.refused(up.nonce, say.TOO_MANY_FRAMES));
  }

  #end(socket: string, code: number, reason: string): void {
    this.#engine.sockets.close(socket, code, reason);
    this.#engine.crowd.changed();
  }
}
