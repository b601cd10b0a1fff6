/** `EventsubSession`: the shell of one session of the WebSocket transport. Turns sockets, calls and the alarm into steps of `session.ts`. */

import { DurableObject } from "cloudflare:workers";
import * as v from "valibot";
import { assertNever } from "#protocol/assert.ts";
import { MAX_BUFFERED_BYTES } from "#protocol/chat/limits.ts";
import {
  type Attached,
  EVENTSUB_CLOSE,
  type SessionNotice,
  type SessionOwner,
  type SessionRevocation,
} from "#protocol/events/session.ts";
import { type EndedStatus, endedStatusSchema } from "#protocol/events/subscription.ts";
import { loggable } from "#protocol/loggable.ts";
import { closeSocket, type RoomSocket } from "../chat-room/room-sockets.ts";
import { refuse } from "../platform/refuse.ts";
import { isSameHash, newToken } from "../platform/secrets.ts";
import { notification, revocation } from "./frames.ts";
import * as session from "./session.ts";
import { endSubscriptions, openSessionStore, type SessionStore } from "./storage.ts";

/** The bindings that a session may touch. */
export type EventsubSessionEnv = { readonly DB: D1Database };

/** What the edge says of a socket, in the address that it calls the object by. */
const callSchema = v.object({
  keepalive: v.pipe(v.string(), v.regex(/^[0-9]{1,3}$/), v.transform(Number)),
  address: v.string(),
  reconnect: v.nullable(v.string()),
});
/** Where the status of an ended session is kept until its subscriptions have it. */
const ENDING = "ending";
const attachmentSchema = v.object({ socket: v.number() });

/** Pause before subscriptions of a session that is over are ended once more, when the database did not answer, milliseconds. */
const RETRY_MS = 5000;

export class EventsubSession extends DurableObject<EventsubSessionEnv> {
  readonly #store: SessionStore;
  #state: session.SessionState | null;
  /** When the client last heard anything, as far as is remembered: too early a sign of life does no harm. */
  #spokenAt = 0;

  constructor(ctx: DurableObjectState, env: EventsubSessionEnv) {
    super(ctx, env);
    this.#store = openSessionStore(ctx.storage.sql);
    this.#state = this.#store.read();
  }

  override async fetch(request: Request): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const call = v.parse(callSchema, {
      keepalive: searchParams.get("keepalive"),
      address: searchParams.get("address"),
      reconnect: searchParams.get("reconnect"),
    });
    if (call.reconnect !== null) return this.#takeOver(call.reconnect);
    const { name } = this.ctx.id;
    if (name === undefined || this.#state !== null) return refuse("conflict", "This session has begun.");
    const client = this.#accept(0);
    const { address, keepalive: keepaliveS } = call;
    await this.#run(session.connect({ id: name, address, keepaliveS }, this.#stamp()));
    return client;
  }

  /** Somebody wants to subscribe for this session. */
  async attach(owner: SessionOwner): Promise<Attached> {
    if (this.#state === null) return { outcome: "unknown" };
    const { connectedAt } = this.#state;
    const step = session.attach(this.#state, owner, this.#spokenAt);
    if (step === null) return { outcome: "taken" };
    await this.#run(step);
    return { outcome: "attached", connectedAt };
  }

  /** When the session began, milliseconds since the Unix epoch; null when it is over. */
  connectedAt(): number | null {
    return this.#state?.connectedAt ?? null;
  }

  /** Says events on the socket, in their order. */
  async notify(notices: readonly SessionNotice[]): Promise<"told" | "gone"> {
    return this.#tell(notices.map((notice) => notification(notice, Date.now())));
  }

  async revoke(revoked: readonly SessionRevocation[]): Promise<"told" | "gone"> {
    return this.#tell(revoked.map((one) => revocation({ messageId: crypto.randomUUID(), at: Date.now() }, one)));
  }

  /** Asks the client to come back, by a new socket to the same session. */
  async askReconnect(): Promise<"told" | "gone"> {
    if (this.#state === null) return "gone";
    await this.#run(session.askReconnect(this.#state, newToken(), this.#stamp()));
    return "told";
  }

  override async webSocketMessage(socket: WebSocket): Promise<void> {
    const number = socketOf(socket);
    if (this.#state !== null && number !== null) await this.#run(session.spoke(this.#state, number));
  }

  override async webSocketClose(socket: WebSocket): Promise<void> {
    closeSocket(socket, 1000, "");
    await this.webSocketError(socket);
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    const number = socketOf(socket);
    if (this.#state !== null && number !== null) await this.#run(session.gone(this.#state, number));
  }

  override async alarm(): Promise<void> {
    const ending = await this.ctx.storage.get(ENDING);
    if (ending !== undefined) return this.#forget(v.parse(endedStatusSchema, ending));
    if (this.#state !== null) await this.#run(session.tick(this.#state, this.#spokenAt, this.#stamp()));
  }

  /** Throws the object out of memory, as the platform may at any moment. */
  abort(): void {
    this.ctx.abort("aborted for a test");
  }

  async #takeOver(token: string): Promise<Response> {
    const asked = this.#state?.reconnect ?? null;
    if (this.#state === null || asked === null || asked.until <= Date.now() || !isSameHash(token, asked.token)) {
      return closedAtOnce(EVENTSUB_CLOSE.invalidReconnect, "invalid reconnect");
    }
    const client = this.#accept(this.#state.socket + 1);
    await this.#run(session.takeOver(this.#state, this.#stamp()));
    return client;
  }

  #accept(number: number): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server, [String(number)]);
    server.serializeAttachment({ socket: number });
    return new Response(null, { status: 101, webSocket: client });
  }

  async #tell(frames: readonly string[]): Promise<"told" | "gone"> {
    const state = this.#state;
    if (state === null) return "gone";
    const [socket] = this.ctx.getWebSockets(String(state.socket));
    // Between a socket's end and its successor's beginning there is nobody to tell, and the session goes on.
    if (socket === undefined) return state.reconnect === null ? "gone" : "told";
    if (bufferedBytes(socket) > MAX_BUFFERED_BYTES) {
      await this.#run(session.tooSlow(state));
      return "gone";
    }
    for (const frame of frames) send(socket, frame);
    this.#spokenAt = Date.now();
    return "told";
  }

  #stamp(): session.Stamp {
    return { now: Date.now(), mark: crypto.randomUUID() };
  }

  async #run({ state, effects }: session.Step): Promise<void> {
    this.#state = state;
    for (const effect of effects) await this.#carryOut(effect);
  }

  async #carryOut(effect: session.SessionEffect): Promise<void> {
    switch (effect.kind) {
      case "store":
        return this.#store.write(effect.state);
      case "send":
        for (const socket of this.ctx.getWebSockets(String(effect.socket))) send(socket, effect.frame);
        this.#spokenAt = Date.now();
        return;
      case "close":
        for (const socket of this.ctx.getWebSockets(String(effect.socket))) {
          closeSocket(socket, effect.code, effect.reason);
        }
        return;
      case "end":
        await this.ctx.storage.put(ENDING, effect.status);
        return this.#forget(effect.status);
      case "alarm":
        return this.ctx.storage.setAlarm(effect.at);
      default:
        return assertNever(effect, "unknown effect of a session");
    }
  }

  /** The session is over: its rows say so, then nothing of it is left. What fails is tried again by the alarm. */
  async #forget(status: EndedStatus): Promise<void> {
    const { name } = this.ctx.id;
    try {
      if (name !== undefined) await endSubscriptions(this.env.DB, name, status, Date.now());
    } catch (cause) {
      console.warn("the subscriptions of a session are not ended yet", loggable(cause));
      return this.ctx.storage.setAlarm(Date.now() + RETRY_MS);
    }
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }
}

/** The number of a socket; null for one that was refused. */
function socketOf(socket: WebSocket): number | null {
  const parsed = v.safeParse(attachmentSchema, socket.deserializeAttachment());
  return parsed.success ? parsed.output.socket : null;
}

/** Bytes queued; the runtime has told since 2026-11, and its types do not know yet. */
const bufferedBytes = ({ bufferedAmount = 0 }: RoomSocket): number => bufferedAmount;

/** One that is closing takes no more; its end is an event of its own. */
function send(socket: WebSocket, frame: string): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(frame);
}

/** Scripts cannot read the status of a refused upgrade, but they can read a close code. */
function closedAtOnce(code: number, reason: string): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.close(code, reason);
  return new Response(null, { status: 101, webSocket: client });
}
