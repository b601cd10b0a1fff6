/**
 * A relay's decisions: which viewers it takes, what it answers by itself, and what it passes on between them and the room. Order and
 * moderation are the room's. Pure: sockets are marks, the clock is an argument, and what is to be done comes out as data, in order.
 */
import { assertNever } from "#protocol/assert.ts";
import { CHAT_CLOSE, type Down, type Up } from "#protocol/chat/frames.ts";
import { FRAME_WINDOW_MS, MAX_SOCKETS_PER_USER } from "#protocol/chat/limits.ts";
import type { Viewer } from "#protocol/chat/viewer.ts";
import type { Present } from "../chat-room/calls.ts";
import { readFrame } from "../chat-room/frames.ts";
import type { Refusal } from "../chat-room/moderation/state.ts";
import { presentUsers } from "../chat-room/present.ts";
import { LOGIN_REQUIRED, MALFORMED, NOT_JOINED, refused, TOO_MANY_SOCKETS } from "../chat-room/refusals.ts";
import { countFrame } from "../chat-room/session.ts";
import { isRelayFull, relayName } from "./growth.ts";
import { readRelayEvents } from "./relay-ring.ts";
import { introduced, newRelaySession, type RelaySession } from "./relay-session.ts";
import { batchesOf, RelayView } from "./relay-view.ts";
import { RelayViewers } from "./relay-viewers.ts";
import { type LinkEffect, RoomLink } from "./room-link.ts";

/** Times within FRAME_WINDOW_MS that a relay has its room reach further back, at most: that is for those who come after a restart. */
export const MAX_REWINDS = 8;

/** What the shell does of the link by itself. */
type LinkWork = Extract<LinkEffect, { readonly kind: "connect" | "disconnect" | "transmit" | "wake" }>;

/** Done by the shell in this order. */
export type RelayEffect =
  | LinkWork
  | { readonly kind: "remember"; readonly session: RelaySession }
  | { readonly kind: "send"; readonly socket: string; readonly frame: string }
  /** To everyone who joined. */
  | { readonly kind: "broadcast"; readonly frame: string | Uint8Array }
  | { readonly kind: "close"; readonly socket: string; readonly code: number; readonly reason: string };

export type RelayOptions = {
  readonly channelId: string;
  readonly number: number;
  /** 0 to 1. */
  readonly random: () => number;
  /** Raw DEFLATE, both ways. */
  readonly inflate: (bytes: Uint8Array) => Uint8Array;
  readonly deflate: (bytes: Uint8Array) => Uint8Array;
};

export type RelaySnapshot = {
  readonly channelId: string;
  readonly relay: number;
  readonly sockets: number;
  readonly joined: number;
  /** Sockets that wait for the room before they are answered. */
  readonly waiting: number;
  readonly link: string;
  readonly after: number | null;
  readonly ring: number;
  readonly heldLines: number;
  /** Relays that newcomers are placed on; null while the room has not said. */
  readonly relays: number | null;
};

export class Relay {
  readonly #options: RelayOptions;
  readonly #link: RoomLink;
  readonly #viewers = new RelayViewers();
  /** Joins without an answer yet, with the newest event that each saw. */
  readonly #joins = new Map<string, number | null>();
  #view: RelayView | null = null;
  #relays: number | null = null;
  #rewinds = { since: 0, count: 0 };
  /** What the link wants and is not carried out yet. */
  readonly #wanted: LinkEffect[] = [];
  #effects: RelayEffect[] = [];

  constructor(options: RelayOptions) {
    this.#options = options;
    const { channelId, number, random, inflate } = options;
    this.#link = new RoomLink({ channelId, relay: relayName(number), random, inflate });
  }

  get size(): number {
    return this.#viewers.size;
  }

  /** Whether newcomers have to go elsewhere: it is full, or given up. */
  get refuses(): boolean {
    return isRelayFull(this.size) || (this.#relays !== null && this.#options.number >= this.#relays);
  }

  /** Takes back the sockets that outlived the object; those who joined get what they missed. */
  resume(sessions: readonly RelaySession[], nowMs: number): readonly RelayEffect[] {
    for (const session of sessions) this.#viewers.put(session);
    const joinedAt = sessions.flatMap((session) => session.joinedAt ?? []);
    const oldest = joinedAt.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
    if (joinedAt.length > 0) this.#follow(this.#link.rewind(oldest, nowMs), nowMs);
    this.#count(nowMs);
    return this.#done();
  }

  connect(socket: string, viewer: Viewer | null, nowMs: number): readonly RelayEffect[] {
    if (viewer !== null && this.#viewers.socketsOf(viewer.userId).size >= MAX_SOCKETS_PER_USER) {
      this.#refuse(socket, null, TOO_MANY_SOCKETS);
      this.#effects.push({ kind: "close", socket, code: CHAT_CLOSE.policy, reason: "too many connections" });
      return this.#done();
    }
    this.#remember(newRelaySession(socket, viewer, nowMs));
    this.#count(nowMs);
    return this.#done();
  }

  /** A text frame, or null for a binary one. */
  message(socket: string, text: string | null, nowMs: number): readonly RelayEffect[] {
    const before = this.#viewers.get(socket);
    if (before === undefined) return [];
    const frames = countFrame(before.frames, nowMs);
    if (frames === null) return this.#close(socket, CHAT_CLOSE.policy, "too many frames", nowMs);
    const read = readFrame(text);
    if (read.outcome === "too_large") return this.#close(socket, CHAT_CLOSE.tooLarge, "frame too large", nowMs);
    const session = { ...before, frames };
    this.#remember(session);
    if (read.outcome !== "ok") this.#refuse(socket, null, MALFORMED);
    else if (read.frame.kind === "join") this.#join(session, read.frame, nowMs);
    else this.#pass(session, read.frame, nowMs);
    return this.#done();
  }

  /** The socket is closed or broken. */
  gone(socket: string, nowMs: number): readonly RelayEffect[] {
    this.#forget(socket, nowMs);
    return this.#done();
  }

  /** The link's socket is open, is closed or could not be opened; or the timer rang. */
  link(happened: "opened" | "closed" | "wake", nowMs: number): readonly RelayEffect[] {
    this.#follow(this.#link[happened](nowMs), nowMs);
    return this.#done();
  }

  /** What the room sent. */
  linkFrame(data: string | Uint8Array, nowMs: number): readonly RelayEffect[] {
    this.#follow(this.#link.frame(data, nowMs), nowMs);
    return this.#done();
  }

  present(): Present {
    return { users: presentUsers(this.#viewers.joinedViewers()), links: [] };
  }

  snapshot(): RelaySnapshot {
    return {
      channelId: this.#options.channelId,
      relay: this.#options.number,
      sockets: this.size,
      joined: this.#viewers.joined,
      waiting: this.#joins.size,
      link: this.#link.phase,
      after: this.#link.after,
      ring: this.#view?.size ?? 0,
      heldLines: this.#link.heldLines,
      relays: this.#relays,
    };
  }

  /** Carries out what the link wants, in its order: what that leads to comes after it. */
  #follow(effects: readonly LinkEffect[], nowMs: number): void {
    const isUnderWay = this.#wanted.length > 0;
    this.#wanted.push(...effects);
    if (isUnderWay) return;
    for (let next = this.#wanted[0]; next !== undefined; next = this.#wanted[0]) {
      this.#carryOut(next, nowMs);
      this.#wanted.shift();
    }
  }

  #carryOut(effect: LinkEffect, nowMs: number): void {
    switch (effect.kind) {
      case "connect":
      case "disconnect":
      case "transmit":
      case "wake":
        this.#effects.push(effect);
        break;
      case "welcome":
        this.#welcome(effect, nowMs);
        break;
      case "batch":
        this.#view?.append(readRelayEvents(effect.batch.events));
        this.#effects.push({ kind: "broadcast", frame: effect.frame });
        break;
      case "answer":
        this.#answer(effect.connection, effect.frame);
        break;
      case "user":
        for (const socket of this.#viewers.socketsOf(effect.userId)) this.#answer(socket, effect.frame);
        break;
      case "moderators":
        for (const { socket, moderation, moderates } of this.#viewers.all()) {
          if (moderation && moderates) this.#answer(socket, effect.frame);
        }
        break;
      case "all":
        this.#view?.note(effect.frame);
        this.#all(effect.frame);
        break;
      case "forget":
        this.#view?.forget(effect.userId);
        for (const socket of [...this.#viewers.socketsOf(effect.userId)]) {
          this.#effects.push({ kind: "close", socket, code: CHAT_CLOSE.badTicket, reason: "the account was deleted" });
          this.#forget(socket, nowMs);
        }
        break;
      case "relays":
        this.#relays = effect.relays;
        break;
      default:
        assertNever(effect, "unknown effect of a link");
    }
  }

  #welcome(welcome: Extract<LinkEffect, { readonly kind: "welcome" }>, nowMs: number): void {
    const before = this.#view;
    const wasKept = before?.kept;
    this.#view = before ?? new RelayView(welcome);
    const news = this.#view.welcome(welcome);
    for (const frame of batchesOf(news, this.#options.deflate)) this.#effects.push({ kind: "broadcast", frame });
    const { kept } = this.#view;
    if (wasKept !== undefined && wasKept !== kept) this.#all({ kind: "kept", kept });
    // What moderators were to be told meanwhile is lost, and so may be who moderates.
    for (const session of this.#viewers.all()) {
      if (session.joinedAt !== null && (session.moderation || !session.known)) this.#introduce(session, nowMs);
    }
    for (const [socket, after] of this.#joins) this.#answerJoin(socket, after, nowMs);
  }

  #join(before: RelaySession, up: Extract<Up, { kind: "join" }>, nowMs: number): void {
    const { socket } = before;
    const { moderation } = up;
    const after = up.after ?? null;
    this.#remember({ ...before, moderation, joinedAt: null });
    this.#joins.set(socket, after);
    this.#answerJoin(socket, after, nowMs);
  }

  /** Answers when the room is known, and makes the socket live in the same stretch, so that no batch comes between. */
  #answerJoin(socket: string, after: number | null, nowMs: number): void {
    const before = this.#viewers.get(socket);
    if (before === undefined || this.#mustWait(after, nowMs) || this.#view === null) return;
    this.#joins.delete(socket);
    // Who comes from elsewhere may be ahead of this relay, which then catches up.
    const seq = Math.max(this.#link.after ?? 0, after ?? 0);
    this.#effects.push({ kind: "send", socket, frame: this.#view.joined(after, seq) });
    const session = { ...before, joinedAt: seq };
    this.#remember(session);
    this.#introduce(session, nowMs);
  }

  /** Whether the room has to say more before this join can be answered; then it is asked to. */
  #mustWait(after: number | null, nowMs: number): boolean {
    if (after !== null && (this.#view === null || this.#view.lacks(after))) {
      const rewinds = this.#link.phase === "linked" ? countRewind(this.#rewinds, nowMs) : this.#rewinds;
      if (rewinds === null) return false;
      this.#rewinds = rewinds;
      this.#follow(this.#link.rewind(after, nowMs), nowMs);
      return true;
    }
    return this.#view === null;
  }

  /** The room answers who a viewer with an account is here. */
  #introduce({ socket, viewer, moderation }: RelaySession, nowMs: number): void {
    if (viewer !== null) this.#follow(this.#link.line(socket, viewer, { kind: "join", moderation }, nowMs), nowMs);
  }

  #pass(session: RelaySession, up: Exclude<Up, { kind: "join" }>, nowMs: number): void {
    const { socket, viewer, joinedAt, known } = session;
    if (joinedAt === null && !this.#joins.has(socket)) return this.#refuse(socket, up.nonce, NOT_JOINED);
    if (viewer === null) return this.#refuse(socket, up.nonce, LOGIN_REQUIRED);
    if (!known) this.#introduce(session, nowMs);
    this.#follow(this.#link.line(socket, viewer, up, nowMs), nowMs);
  }

  #answer(socket: string, frame: Down): void {
    const session = this.#viewers.get(socket);
    if (session === undefined) return;
    // An introduction that was not taken is made again; the viewer did not ask for it.
    if (frame.kind === "refused" && frame.nonce === null) return;
    const now = frame.kind === "self" ? introduced(session, frame.self) : session;
    if (now !== session) this.#remember(now);
    this.#effects.push({ kind: "send", socket, frame: JSON.stringify(frame) });
  }

  #all(frame: Down): void {
    this.#effects.push({ kind: "broadcast", frame: JSON.stringify(frame) });
  }

  #refuse(socket: string, nonce: string | null, refusal: Refusal): void {
    this.#effects.push({ kind: "send", socket, frame: JSON.stringify(refused(nonce, refusal)) });
  }

  #close(socket: string, code: number, reason: string, nowMs: number): readonly RelayEffect[] {
    this.#effects.push({ kind: "close", socket, code, reason });
    this.#forget(socket, nowMs);
    return this.#done();
  }

  #remember(session: RelaySession): void {
    this.#viewers.put(session);
    this.#effects.push({ kind: "remember", session });
  }

  #forget(socket: string, nowMs: number): void {
    this.#viewers.delete(socket);
    this.#joins.delete(socket);
    this.#link.left(socket);
    this.#count(nowMs);
  }

  #count(nowMs: number): void {
    this.#follow(this.#link.sockets(this.size, nowMs), nowMs);
  }

  #done(): readonly RelayEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }
}

type Counted = { readonly since: number; readonly count: number };

/** Counts one more; null when that is one too many. */
function countRewind({ since, count }: Counted, nowMs: number): Counted | null {
  if (nowMs - since >= FRAME_WINDOW_MS || nowMs < since) return { since: nowMs, count: 1 };
  return count >= MAX_REWINDS ? null : { since, count: count + 1 };
}
