/** `ChatRoom`: the shell of one channel's chat. Turns platform events and calls into those of its parts; decides nothing itself. */

import { DurableObject } from "cloudflare:workers";
import type { Action } from "#protocol/chat/action.ts";
import type { ChannelEmote } from "#protocol/chat/emote.ts";
import { CHAT_PING, CHAT_PONG } from "#protocol/chat/limits.ts";
import type { Plan } from "#protocol/chat/link.ts";
import type { Ban } from "#protocol/chat/moderation.ts";
import type { Modes } from "#protocol/chat/modes.ts";
import { readViewer, VIEWER_HEADER, type Viewer } from "#protocol/chat/viewer.ts";
import { loggable } from "#protocol/loggable.ts";
import { growthLimits } from "../chat-relay/growth.ts";
import { NamedAlarms } from "../platform/alarms.ts";
import { deflate, gzip } from "../platform/compression.ts";
import { isOnFor } from "../platform/flags.ts";
import { refuse } from "../platform/refuse.ts";
import { platformClock } from "../platform/world.ts";
import type * as calls from "./calls.ts";
import { replyCode } from "./close-code.ts";
import { Desk } from "./desk.ts";
import { Engine } from "./engine.ts";
import { Inbox } from "./inbox.ts";
import { PeopleDesk } from "./people/desk.ts";
import { openPeopleStorage } from "./people/storage.ts";
import { pageOfPresent } from "./present.ts";
import { closeSocket, type RoomSocket } from "./room-sockets.ts";
import { openRoomStorage } from "./storage.ts";
import { openPeopleIndex, openUsers } from "./users.ts";

/** The bindings that a room may touch. */
export type ChatRoomEnv = {
  readonly MEDIA: R2Bucket;
  readonly DB: D1Database;
  readonly FLAGS: DurableObjectNamespace;
  /** For tests and benches: the sockets from which it grows (`growthLimits`). */
  readonly CHAT_GROWTH?: string;
};

export class ChatRoom extends DurableObject<ChatRoomEnv> {
  readonly #alarms: NamedAlarms;
  #engine: Engine;
  #inbox: Inbox;
  #desk: Desk;
  #people: PeopleDesk;

  constructor(ctx: DurableObjectState, env: ChatRoomEnv) {
    super(ctx, env);
    this.#alarms = new NamedAlarms(ctx.storage);
    this.#engine = openEngine(ctx, env, this.#alarms);
    this.#inbox = new Inbox(this.#engine);
    this.#desk = new Desk(this.#engine);
    this.#people = new PeopleDesk(this.#engine);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(CHAT_PING, CHAT_PONG));
  }

  /** Upgrades: `/link` for relays and gateways, which call the object itself; everything else is a viewer. */
  override fetch(request: Request): Response {
    if (request.headers.get("Upgrade")?.toLowerCase() !== "websocket") {
      return refuse("bad_request", "This address answers WebSocket connections only.");
    }
    const isLink = new URL(request.url).pathname === "/link";
    if (!isLink && this.#inbox.isFull) return refuse("unavailable", "This chat is full. Try again in a minute.");
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    if (isLink) this.#inbox.link(server);
    else this.#inbox.connect(server, readViewer(request.headers.get(VIEWER_HEADER)));
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
    this.#inbox.frame(socket, typeof data === "string" ? data : null);
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#inbox.gone(socket);
    closeSocket(socket, replyCode(code), "");
  }

  override webSocketError(socket: WebSocket): void {
    this.#inbox.gone(socket);
  }

  /** Says a line, or carries out the command that it is; answers what the sender would be answered on a socket. */
  async say(viewer: Viewer, message: calls.SayCall): Promise<readonly calls.Answer[]> {
    return this.#desk.call(viewer, { kind: "send", ...message });
  }

  async act(viewer: Viewer, nonce: string, action: Action): Promise<readonly calls.Answer[]> {
    return this.#desk.call(viewer, { kind: "act", nonce, action });
  }

  /** Reads back what was said within the last day. */
  recent(call: calls.RecentCall): calls.Recent {
    return this.#desk.recent(call);
  }

  /** What a moderator sees; null for everybody else. */
  view(viewer: Viewer): calls.ModerationView | null {
    return this.#desk.view(viewer);
  }

  /** As set; a shield is not applied. */
  modes(): Modes {
    return this.#desk.modes();
  }

  /** Who is in chat through this object itself, and through which others people are. */
  present(): calls.Present {
    return this.#desk.present();
  }

  presentPage(call: calls.PresentPageCall): calls.PresentPage {
    return pageOfPresent(this.#desk.present(), call);
  }

  subscribers(call: calls.SubscribersCall): calls.Subscribers {
    return this.#desk.subscribers(call);
  }

  /** Bans and timeouts that hold, newest first. */
  bans(call: calls.BansCall): readonly Ban[] {
    return this.#desk.bans(call);
  }

  /** `growAt` is the operator's setting `chat_relay_sockets`, null for none. */
  plan(growAt?: number | null): Plan {
    return this.#engine.crowd.plan(growAt);
  }

  /** The channel's broadcast has begun, or with null it has ended. May be repeated. */
  async broadcast(broadcast: calls.LiveBroadcast | null): Promise<void> {
    await this.#engine.replay.note(broadcast);
  }

  setStanding(userId: string, relation: calls.Relation): void {
    this.#desk.setRelation(userId, relation);
  }

  /** Since when a user follows the channel, milliseconds since the epoch; null: not any more. */
  setFollow(userId: string, followedAt: number | null): void {
    this.#desk.setFollow(userId, followedAt);
  }

  /** Somebody has another name or colour. */
  rename(viewer: Viewer): void {
    this.#desk.rename(viewer);
  }

  /** What the room keeps about a person, a part of its history at a time. */
  personalData(userId: string, place: number): calls.PersonalData {
    return this.#people.personalData(userId, place);
  }

  /** Takes a person out whose account was deleted, a part of the history at a time. May be repeated. */
  async forget(userId: string, from: calls.ForgetCall): Promise<calls.Forgotten> {
    return this.#people.forget(userId, from);
  }

  /** Deletes everything, and begins anew with nothing in memory: the channel is no more. May be repeated. */
  async clear(): Promise<void> {
    await this.#people.clear();
    this.#engine = openEngine(this.ctx, this.env, this.#alarms);
    this.#inbox = new Inbox(this.#engine);
    this.#desk = new Desk(this.#engine);
    this.#people = new PeopleDesk(this.#engine);
  }

  emotes(): readonly ChannelEmote[] {
    return this.#desk.emotes();
  }

  /** Adds an emote, or replaces the one of this id; "full" and "taken" change nothing. */
  putEmote(emote: ChannelEmote): "ok" | "full" | "taken" {
    return this.#desk.putEmote(emote);
  }

  /** False when there is no such emote. */
  removeEmote(id: string): boolean {
    return this.#desk.removeEmote(id);
  }

  snapshot(): calls.RoomSnapshot {
    return this.#desk.snapshot();
  }

  /** Throws the object out of memory, as the platform may at any moment. */
  abort(): void {
    this.ctx.abort("aborted for a test");
  }

  override async alarm(): Promise<void> {
    await this.#alarms.ring(Date.now(), (name) => this.#engine.alarm(name));
  }
}

const pingedAt = (ctx: DurableObjectState, socket: RoomSocket): number | null =>
  socket instanceof WebSocket ? (ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? null) : null;

const openEngine = (ctx: DurableObjectState, env: ChatRoomEnv, alarms: NamedAlarms): Engine =>
  new Engine({
    instance: crypto.randomUUID(),
    channelId: ctx.id.name ?? null,
    clock: platformClock,
    store: openRoomStorage(ctx.storage),
    people: openPeopleStorage(ctx.storage),
    index: openPeopleIndex(env.DB),
    sockets: ctx.getWebSockets(),
    lastPingAt: (socket) => pingedAt(ctx, socket),
    alarms: alarms,
    users: openUsers(env.DB),
    bucket: env.MEDIA,
    growthLimits: growthLimits(env.CHAT_GROWTH),
    isChatOn: (channelId) => isOnFor(env.FLAGS, "chat", { channelId }, (work) => ctx.waitUntil(work)),
    newMark: () => crypto.randomUUID(),
    deflate,
    gzip,
    background: (work) => ctx.waitUntil(work),
    log: (sentence, cause) => console.warn(sentence, loggable(cause)),
  });
