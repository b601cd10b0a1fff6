/** What the chat panel knows, and how each event changes it. A pure reducer: no sockets, no clock, no elements. */
import { assertNever } from "#protocol/assert.ts";
import type { ChatDown, ChatMessage } from "#protocol/chat/chat.ts";

/** Lines that the panel keeps. More would slow a phone, and nobody scrolls so far in a live chat. */
export const MAX_LINES = 300;
/** Own messages that wait for the room, at most; what a room takes from one sender in half a minute. */
export const MAX_OUTBOX = 20;

export type Link =
  | { readonly kind: "connecting" }
  /** Joined: what is said comes at once. */
  | { readonly kind: "open" }
  /** The connection is gone; the next attempt is at `retryAt`, milliseconds since the epoch. */
  | { readonly kind: "waiting"; readonly retryAt: number }
  | { readonly kind: "closed" };

export type Line =
  | { readonly kind: "message"; readonly message: ChatMessage }
  /** Lines are missing here; `seq` is the number before which. */
  | { readonly kind: "gap"; readonly seq: number };

/** An own message until the room's copy of it is here. */
export type Outgoing = {
  readonly nonce: string;
  readonly text: string;
  readonly at: number;
  /** `stored`: acknowledged as number `seq`, its copy is on the way. */
  readonly state:
    | { readonly kind: "pending" }
    | { readonly kind: "stored"; readonly seq: number }
    | { readonly kind: "failed"; readonly reason: string };
};

export type ChatState = {
  readonly link: Link;
  /** The room was joined at least once: an empty list means an empty room. */
  readonly everJoined: boolean;
  readonly name: string | null;
  /** Number of the newest message seen; null before the first join. */
  readonly position: number | null;
  readonly lines: readonly Line[];
  readonly outbox: readonly Outgoing[];
  /** What the room said that belongs to no message of ours, in words; null when nothing. */
  readonly notice: string | null;
};

export type ChatEvent =
  | { readonly kind: "linked"; readonly link: Link }
  | { readonly kind: "received"; readonly down: ChatDown }
  | { readonly kind: "named"; readonly name: string }
  | { readonly kind: "wrote"; readonly nonce: string; readonly text: string; readonly at: number }
  | { readonly kind: "retried"; readonly nonce: string }
  | { readonly kind: "discarded"; readonly nonce: string };

export function newChat(name: string | null): ChatState {
  return {
    link: { kind: "connecting" },
    everJoined: false,
    name,
    position: null,
    lines: [],
    outbox: [],
    notice: null,
  };
}

export function reduceChat(state: ChatState, event: ChatEvent): ChatState {
  switch (event.kind) {
    case "linked":
      return { ...state, link: event.link };
    case "received":
      return receive(state, event.down);
    case "named":
      return { ...state, name: event.name };
    case "wrote": {
      if (state.outbox.length >= MAX_OUTBOX) return state;
      const { nonce, text, at } = event;
      return { ...state, outbox: [...state.outbox, { nonce, text, at, state: { kind: "pending" } }] };
    }
    case "retried":
      return withOutgoing(state, event.nonce, { kind: "pending" });
    case "discarded":
      return { ...state, outbox: state.outbox.filter((one) => one.nonce !== event.nonce) };
    default:
      return assertNever(event, "unknown chat event");
  }
}

/** The messages that the room has not acknowledged and that nobody gave up: sent anew after a reconnect, in order. */
export function unacknowledged(state: ChatState): readonly Outgoing[] {
  return state.outbox.filter((one) => one.state.kind === "pending");
}

/** Messages newer than a position: how many came while the reader looked at older ones. */
export function countSince(state: ChatState, position: number): number {
  return state.lines.filter((line) => line.kind === "message" && line.message.seq > position).length;
}

function receive(state: ChatState, down: ChatDown): ChatState {
  switch (down.kind) {
    case "joined":
      return joined(state, down);
    case "messages":
      return addMessages(state, down.messages);
    case "sent":
      return settle(withOutgoing(state, down.nonce, { kind: "stored", seq: down.seq }));
    case "error":
      return down.nonce === undefined
        ? { ...state, notice: down.message }
        : withOutgoing(state, down.nonce, { kind: "failed", reason: down.message });
    default:
      return assertNever(down, "unknown chat frame");
  }
}

function joined(state: ChatState, down: ChatDown & { kind: "joined" }): ChatState {
  const here: ChatState = { ...state, link: { kind: "open" }, everJoined: true, notice: null };
  const { position } = state;
  // A room that is behind what was seen of it has started over: its numbers mean other lines.
  if (position !== null && down.seq < position) {
    return { ...addMessages({ ...here, lines: [], position: null }, down.messages), position: down.seq };
  }
  const missed = !down.complete && position !== null;
  const lines: readonly Line[] = missed ? [...state.lines, { kind: "gap", seq: down.seq }] : state.lines;
  const next = addMessages({ ...here, lines }, down.messages);
  return settle({ ...next, position: down.seq });
}

function addMessages(state: ChatState, messages: readonly ChatMessage[]): ChatState {
  const fresh = messages.filter((message) => message.seq > (state.position ?? -1));
  const added = fresh.map((message): Line => ({ kind: "message", message }));
  return settle({
    ...state,
    position: fresh.at(-1)?.seq ?? state.position,
    lines: added.length === 0 ? state.lines : [...state.lines, ...added].slice(-MAX_LINES),
  });
}

/** Lets go of own messages whose copy is among the lines. */
function settle(state: ChatState): ChatState {
  const position = state.position ?? -1;
  const open = state.outbox.filter((one) => one.state.kind !== "stored" || one.state.seq > position);
  return open.length === state.outbox.length ? state : { ...state, outbox: open };
}

function withOutgoing(state: ChatState, nonce: string, next: Outgoing["state"]): ChatState {
  return { ...state, outbox: state.outbox.map((one) => (one.nonce === nonce ? { ...one, state: next } : one)) };
}
