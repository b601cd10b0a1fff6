/**
 * The link to a channel's chat room: joins where it left off, sends what waits, notices a dead connection and comes back. It knows no
 * screen and no browser: sockets, clock, timers and chance come from its world.
 */
import * as v from "valibot";
import { CHAT_PING, CHAT_PONG, type ChatUp, chatDownSchema } from "#protocol/chat/chat.ts";
import { reconnectDelay } from "./backoff.ts";
import { type ChatEvent, type ChatState, MAX_OUTBOX, newChat, reduceChat, unacknowledged } from "./chat-state.ts";

export type SocketHandlers = {
  readonly onOpen: () => void;
  readonly onFrame: (frame: string) => void;
  readonly onClose: () => void;
};
export type SocketPort = { readonly send: (frame: string) => void; readonly close: () => void };

export type ChatWorld = {
  readonly open: (handlers: SocketHandlers) => SocketPort;
  readonly nowMs: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Runs something once after so many milliseconds; answers how to call it off. */
  readonly after: (delayMs: number, run: () => void) => () => void;
  readonly newNonce: () => string;
};

/** Time between pings, milliseconds: below the minute after which proxies drop a silent connection. */
const PING_MS = 25_000;
/** Time in which the room answers a ping, a join or a message, milliseconds; the connection is dead after it. */
const ANSWER_MS = 10_000;
/** A connection that lasted so long was a good one, milliseconds: the next reconnect starts without a penalty. */
const STEADY_MS = 10_000;

export class ChatConnection {
  #state: ChatState;
  readonly #world: ChatWorld;
  readonly #onChange: (state: ChatState) => void;
  #socket: SocketPort | null = null;
  #joinedAt: number | null = null;
  #failures = 0;
  #stopRetry: (() => void) | null = null;
  #stopPing: (() => void) | null = null;
  #stopAnswer: (() => void) | null = null;

  constructor(world: ChatWorld, name: string | null, onChange: (state: ChatState) => void) {
    this.#world = world;
    this.#state = newChat(name);
    this.#onChange = onChange;
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
    const socket: SocketPort = this.#world.open({
      onOpen: () => isCurrent() && this.#join(),
      onFrame: (frame) => isCurrent() && this.#receive(frame),
      onClose: () => isCurrent() && this.#dropped(),
    });
    this.#socket = socket;
    this.#awaitAnswer();
  }

  /** Ends it for good. */
  close(): void {
    this.#stopTimers();
    this.#stopRetry?.();
    const socket = this.#socket;
    this.#socket = null;
    this.#apply({ kind: "linked", link: { kind: "closed" } });
    socket?.close();
  }

  /** Takes a name; a valid one by `chatNameSchema`. */
  rename(name: string): void {
    this.#apply({ kind: "named", name });
    if (this.#joinedAt !== null) this.#join();
  }

  /** Sends a text, now or when the room is back. False when too many wait already. */
  say(text: string): boolean {
    if (this.#state.outbox.length >= MAX_OUTBOX) return false;
    const nonce = this.#world.newNonce();
    this.#apply({ kind: "wrote", nonce, text, at: this.#world.nowMs() });
    this.#sendLine(nonce, text);
    return true;
  }

  /** Sends a failed message again under its old mark, so that it cannot double. */
  retry(nonce: string): void {
    const failed = this.#state.outbox.find((one) => one.nonce === nonce && one.state.kind === "failed");
    if (failed === undefined) return;
    this.#apply({ kind: "retried", nonce });
    this.#sendLine(nonce, failed.text);
  }

  discard(nonce: string): void {
    this.#apply({ kind: "discarded", nonce });
  }

  #join(): void {
    const { name, position } = this.#state;
    this.#send({
      kind: "join",
      ...(name === null ? {} : { name }),
      ...(position === null ? {} : { after: position }),
    });
  }

  #sendLine(nonce: string, text: string): void {
    if (this.#joinedAt !== null) this.#send({ kind: "send", nonce, text });
  }

  #send(up: ChatUp): void {
    this.#socket?.send(JSON.stringify(up));
    this.#awaitAnswer();
  }

  #receive(frame: string): void {
    this.#stopAnswer?.();
    this.#stopAnswer = null;
    if (frame === CHAT_PONG) return;
    const down = v.safeParse(chatDownSchema, parseJson(frame));
    // A room that is newer than this page may say things that it does not know.
    if (!down.success) return;
    this.#apply({ kind: "received", down: down.output });
    if (down.output.kind !== "joined" || this.#joinedAt !== null) return;
    this.#joinedAt = this.#world.nowMs();
    this.#pingLater();
    for (const { nonce, text } of unacknowledged(this.#state)) this.#sendLine(nonce, text);
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
    this.#stopAnswer ??= this.#world.after(ANSWER_MS, () => {
      const socket = this.#socket;
      this.#dropped();
      socket?.close();
    });
  }

  #dropped(): void {
    this.#stopTimers();
    this.#socket = null;
    const now = this.#world.nowMs();
    if (this.#joinedAt !== null && now - this.#joinedAt >= STEADY_MS) this.#failures = 0;
    this.#joinedAt = null;
    this.#failures += 1;
    const delay = reconnectDelay(this.#failures, this.#world.random());
    this.#apply({ kind: "linked", link: { kind: "waiting", retryAt: now + delay } });
    this.#stopRetry = this.#world.after(delay, () => this.connect());
  }

  #stopTimers(): void {
    this.#stopPing?.();
    this.#stopAnswer?.();
    this.#stopPing = null;
    this.#stopAnswer = null;
  }

  #apply(event: ChatEvent): void {
    this.#state = reduceChat(this.#state, event);
    this.#onChange(this.#state);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
