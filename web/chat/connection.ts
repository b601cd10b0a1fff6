/**
 * The link to a channel's chat room: joins where it left off, sends what waits, notices a dead connection and comes back. It knows no
 * screen and no browser: sockets, clock, timers, inflating and chance come from its world.
 */
import * as v from "valibot";
import type { Action } from "#protocol/chat/action.ts";
import { readBatch } from "#protocol/chat/batch.ts";
import { type Down, downSchema, type Up } from "#protocol/chat/frames.ts";
import { CHAT_PING, CHAT_PONG, SAMPLED_NOTICE_MS } from "#protocol/chat/limits.ts";
import { type ActOutcome, Acts } from "./acts.ts";
import { reconnectDelay } from "./backoff.ts";
import { type ChatChange, type ChatState, follows, newChat, reduceChat } from "./chat-state.ts";
import { type Frame, Inbox } from "./inbox.ts";
import { MAX_OUTBOX, unacknowledged } from "./outbox.ts";

export type SocketHandlers = {
  readonly onOpen: () => void;
  readonly onFrame: (frame: Frame) => void;
  readonly onClose: () => void;
};
export type SocketPort = { readonly send: (frame: string) => void; readonly close: () => void };

export type ChatWorld = {
  readonly open: (handlers: SocketHandlers) => SocketPort;
  /** The content of raw DEFLATE. */
  readonly inflate: (bytes: Uint8Array) => Promise<Uint8Array>;
  readonly nowMs: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Runs something once after so many milliseconds; answers how to call it off. */
  readonly after: (delayMs: number, run: () => void) => () => void;
  readonly newNonce: () => string;
};

export type ChatHearer = {
  /** Hears of every change; what it does with several in a row is its own affair. */
  readonly onChange: (state: ChatState) => void;
  /** Given, the room is asked for what moderators alone get, and each frame is passed on. */
  readonly onModeration?: ((down: Down) => void) | undefined;
};

/** Time between pings, milliseconds: below the minute after which proxies drop a silent connection. */
const PING_MS = 25_000;
/** Time in which the room answers a ping, a join or a message, milliseconds; the connection is dead after it. */
const ANSWER_MS = 10_000;
/** A connection that lasted so long was a good one, milliseconds: the next reconnect starts without a penalty. */
const STEADY_MS = 10_000;
/** Time after the last notice of sampling for which the room counts as too busy, milliseconds. */
const SAMPLED_MS = 2 * SAMPLED_NOTICE_MS;

export class ChatConnection {
  #state: ChatState = newChat();
  readonly #world: ChatWorld;
  readonly #hearer: ChatHearer;
  readonly #acts = new Acts();
  #socket: SocketPort | null = null;
  #joinedAt: number | null = null;
  /** Asked for what was missed: batches wait for nothing, the answer holds them. */
  #rejoining = false;
  #failures = 0;
  #stopRetry: (() => void) | null = null;
  #stopPing: (() => void) | null = null;
  #stopAnswer: (() => void) | null = null;
  #stopSampled: (() => void) | null = null;

  constructor(world: ChatWorld, hearer: ChatHearer) {
    this.#world = world;
    this.#hearer = hearer;
  }

  get state(): ChatState {
    return this.#state;
  }

  /** Connects, or tries again at once when it waits to. Does nothing while connected or closed. */
  connect(): void {
    if (this.#socket !== null || this.#state.link.kind === "closed") return;
    this.#stopRetry?.();
    this.#stopRetry = null;
    this.#apply({ kind: "linked", link: { kind: "connecting" } });
    // A socket that was replaced may still speak: only the newest is heard.
    const isCurrent = () => this.#socket === socket;
    const inbox = new Inbox(this.#world.inflate, {
      onText: (text) => isCurrent() && this.#receive(text),
      onBatch: (json) => isCurrent() && this.#receiveBatch(json),
      onFault: () => isCurrent() && this.#abandon(),
    });
    const socket: SocketPort = this.#world.open({
      onOpen: () => isCurrent() && this.#join(),
      onFrame: (frame) => {
        if (!isCurrent()) return;
        this.#stopAnswer?.();
        this.#stopAnswer = null;
        inbox.take(frame);
      },
      onClose: () => isCurrent() && this.#dropped(),
    });
    this.#socket = socket;
    this.#awaitAnswer();
  }

  /** Opens a new socket, since who is at this page has changed; the room is joined where it was left. */
  reconnect(): void {
    if (this.#state.link.kind === "closed") return;
    this.#leave();
    this.connect();
  }

  /** Ends it for good. */
  close(): void {
    this.#stopRetry?.();
    this.#stopSampled?.();
    this.#leave();
    this.#apply({ kind: "linked", link: { kind: "closed" } });
    this.#acts.giveUp();
  }

  /** Sends a text, now or when the room is back. False when too many wait already. */
  say(text: string, replyTo: number | null): boolean {
    if (this.#state.outbox.length >= MAX_OUTBOX) return false;
    const nonce = this.#world.newNonce();
    this.#apply({ kind: "wrote", nonce, text, replyTo, at: this.#world.nowMs() });
    this.#sendLine({ nonce, text, replyTo });
    return true;
  }

  /** Sends a failed message again under its old mark, so that it cannot double. */
  retry(nonce: string): void {
    const failed = this.#state.outbox.find((one) => one.nonce === nonce && one.state.kind === "failed");
    if (failed === undefined) return;
    this.#apply({ kind: "retried", nonce });
    this.#sendLine(failed);
  }

  discard(nonce: string): void {
    this.#apply({ kind: "discarded", nonce });
  }

  /** Asks the room to do something, now or when it is back; answers what came of it. */
  act(action: Action): Promise<ActOutcome> {
    const nonce = this.#world.newNonce();
    const outcome = this.#acts.add(nonce, action);
    if (this.#joinedAt !== null && this.#acts.waiting(nonce)) this.#send({ kind: "act", nonce, action });
    return outcome;
  }

  /** Says that the reader looks at older lines, or at the newest again. */
  pause(paused: boolean): void {
    if (paused !== this.#state.paused) this.#apply({ kind: "paused", paused });
  }

  #join(): void {
    const { position } = this.#state;
    this.#rejoining = true;
    this.#send({
      kind: "join",
      ...(position === null ? {} : { after: position }),
      moderation: this.#hearer.onModeration !== undefined,
    });
  }

  #sendLine({ nonce, text, replyTo }: { nonce: string; text: string; replyTo: number | null }): void {
    if (this.#joinedAt === null) return;
    this.#send({ kind: "send", nonce, text, ...(replyTo === null ? {} : { replyTo }) });
  }

  #send(up: Up): void {
    this.#socket?.send(JSON.stringify(up));
    this.#awaitAnswer();
  }

  #receive(frame: string): void {
    if (frame === CHAT_PONG) return;
    const parsed = v.safeParse(downSchema, parseJson(frame));
    // A room that is newer than this page may say things that it does not know.
    if (!parsed.success) return;
    const down = parsed.output;
    if (down.kind === "joined") this.#rejoining = false;
    if (!this.#acts.settle(down)) this.#apply({ kind: "received", down, at: this.#world.nowMs() });
    this.#hearer.onModeration?.(down);
    if (down.kind === "joined") this.#joined();
    if (down.kind === "sampled") this.#sampled();
    if (down.kind === "reconnect") this.#comeBackWithin(down.withinMs);
  }

  #receiveBatch(json: Uint8Array): void {
    const batch = readBatch(json);
    // What comes between the question and its answer is in the answer.
    if (this.#rejoining) return;
    if (follows(this.#state, batch)) this.#apply({ kind: "batched", batch });
    else this.#join();
  }

  #joined(): void {
    if (this.#joinedAt !== null) return;
    this.#joinedAt = this.#world.nowMs();
    this.#pingLater();
    for (const own of unacknowledged(this.#state.outbox)) this.#sendLine(own);
    for (const { nonce, action } of this.#acts.all()) this.#send({ kind: "act", nonce, action });
  }

  #sampled(): void {
    this.#stopSampled?.();
    this.#stopSampled = this.#world.after(SAMPLED_MS, () => this.#apply({ kind: "unsampled" }));
  }

  #comeBackWithin(withinMs: number): void {
    this.#stopRetry?.();
    this.#stopRetry = this.#world.after(Math.round(this.#world.random() * withinMs), () => this.reconnect());
  }

  #pingLater(): void {
    this.#stopPing = this.#world.after(PING_MS, () => {
      this.#socket?.send(CHAT_PING);
      this.#awaitAnswer();
      this.#pingLater();
    });
  }

  /** Gives the room its time to say anything at all, counted from the first question. */
  #awaitAnswer(): void {
    this.#stopAnswer ??= this.#world.after(ANSWER_MS, () => this.#abandon());
  }

  /** Leaves a socket that is of no use any more, and comes back later. */
  #abandon(): void {
    const socket = this.#socket;
    this.#dropped();
    socket?.close();
  }

  #leave(): void {
    this.#stopTimers();
    const socket = this.#socket;
    this.#socket = null;
    this.#joinedAt = null;
    socket?.close();
  }

  #dropped(): void {
    const now = this.#world.nowMs();
    if (this.#joinedAt !== null && now - this.#joinedAt >= STEADY_MS) this.#failures = 0;
    this.#stopTimers();
    this.#socket = null;
    this.#joinedAt = null;
    this.#failures += 1;
    const delay = reconnectDelay(this.#failures, this.#world.random());
    this.#apply({ kind: "linked", link: { kind: "waiting", retryAt: now + delay } });
    this.#stopRetry?.();
    this.#stopRetry = this.#world.after(delay, () => this.connect());
  }

  #stopTimers(): void {
    this.#stopPing?.();
    this.#stopAnswer?.();
    this.#stopPing = null;
    this.#stopAnswer = null;
  }

  #apply(change: ChatChange): void {
    this.#state = reduceChat(this.#state, change);
    this.#hearer.onChange(this.#state);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
