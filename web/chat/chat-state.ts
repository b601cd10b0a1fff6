/** What the chat panel knows, and how each event changes it. A pure reducer: no sockets, no clock, no elements. */
import { assertNever } from "#protocol/assert.ts";
import { type Batch, readEvents } from "#protocol/chat/batch.ts";
import type { RefusalCode } from "#protocol/chat/codes.ts";
import type { ChatEvent } from "#protocol/chat/event.ts";
import type { Down, Self } from "#protocol/chat/frames.ts";
import { DEFAULT_MODES, type Modes } from "#protocol/chat/modes.ts";
import { changedModes } from "./changed-modes.ts";
import { gapAfterSent, gapAfterWriting, isCommand } from "./cooldown.ts";
import { addEvents, type Line, MAX_LINES, MAX_PAUSED_LINES, trim } from "./lines.ts";
import {
  acknowledge,
  fail,
  hold,
  type Outgoing,
  refuseOldestHeld,
  releaseHeld,
  settle,
  without,
  withState,
  write,
} from "./outbox.ts";

export type Link =
  | { readonly kind: "connecting" }
  /** Joined: what is said comes at once. */
  | { readonly kind: "open" }
  /** The connection is gone; the next attempt is at `retryAt`, milliseconds since the epoch. */
  | { readonly kind: "waiting"; readonly retryAt: number }
  | { readonly kind: "closed" };

export type ChatState = {
  readonly link: Link;
  /** The room was joined at least once: an empty list means an empty room. */
  readonly everJoined: boolean;
  /** What the room holds of this person; null for a reader without account, and before the first join. */
  readonly self: Self | null;
  /** The modes that hold. */
  readonly modes: Modes;
  /** Number of the newest event seen; null before the first join. */
  readonly position: number | null;
  /** The reader looks at older lines: more of them are kept. */
  readonly paused: boolean;
  readonly lines: readonly Line[];
  readonly outbox: readonly Outgoing[];
  /** Everyone in the room; null before the first join. */
  readonly chatters: number | null;
  /** Lines shown and said since the last notice that the room is too busy to show all; null when it shows all. */
  readonly sampled: { readonly shown: number; readonly total: number } | null;
  /** False while the room cannot store. */
  readonly kept: boolean;
  /** When this person last wrote a message, when the room last took one, and until when it refuses the next; milliseconds since the epoch. */
  readonly wroteAt: number;
  readonly takenAt: number;
  readonly refusedUntil: number;
  /** What the room refused that belongs to no message of ours, in words; null when nothing. */
  readonly refusal: { readonly code: RefusalCode; readonly message: string } | null;
  /** How many answers to this person were shown: they are numbered by it. */
  readonly told: number;
};

export type ChatChange =
  | { readonly kind: "linked"; readonly link: Link }
  | { readonly kind: "received"; readonly down: Down; readonly at: number }
  | { readonly kind: "batched"; readonly batch: Batch }
  | { readonly kind: "paused"; readonly paused: boolean }
  /** Nothing was said of sampling for a while: the room shows everything again. */
  | { readonly kind: "unsampled" }
  | {
      readonly kind: "wrote";
      readonly nonce: string;
      readonly text: string;
      readonly replyTo: number | null;
      readonly at: number;
    }
  | { readonly kind: "retried"; readonly nonce: string }
  | { readonly kind: "discarded"; readonly nonce: string };

export function newChat(): ChatState {
  return {
    link: { kind: "connecting" },
    everJoined: false,
    self: null,
    modes: DEFAULT_MODES,
    position: null,
    paused: false,
    lines: [],
    outbox: [],
    chatters: null,
    sampled: null,
    kept: true,
    wroteAt: 0,
    takenAt: 0,
    refusedUntil: 0,
    refusal: null,
    told: 0,
  };
}

export function reduceChat(state: ChatState, change: ChatChange): ChatState {
  switch (change.kind) {
    case "linked":
      return { ...state, link: change.link };
    case "received":
      return receive(state, change.down, change.at);
    case "batched":
      return settled(placed(state, change.batch.events, change.batch.last));
    case "paused":
      return { ...state, paused: change.paused, lines: change.paused ? state.lines : trim(state.lines, MAX_LINES) };
    case "unsampled":
      return { ...state, sampled: null };
    case "wrote": {
      const wroteAt = isCommand(change.text) ? state.wroteAt : change.at;
      return { ...state, outbox: write(state.outbox, change), refusal: null, wroteAt };
    }
    case "retried":
      return { ...state, outbox: withState(state.outbox, change.nonce, { kind: "pending" }) };
    case "discarded":
      return { ...state, outbox: without(state.outbox, change.nonce) };
    default:
      return assertNever(change, "unknown change of the chat");
  }
}

/** Before this moment a message would be refused; milliseconds since the epoch. It moves when the rules do. */
export function mayWriteAt({ self, modes, wroteAt, takenAt, refusedUntil }: ChatState): number {
  return Math.max(refusedUntil, wroteAt + gapAfterWriting(self), takenAt + gapAfterSent(self, modes));
}

/** Whether a batch follows what was seen; what comes after a hole is asked for again. */
export const follows = (state: ChatState, batch: Batch): boolean =>
  state.position !== null && batch.previous <= state.position;

function receive(state: ChatState, down: Down, at: number): ChatState {
  switch (down.kind) {
    case "joined":
      return joined(state, down);
    case "sent":
      return sent(state, down, at);
    case "refused":
      return refused(state, down, at);
    case "done":
      return told({ ...state, outbox: down.nonce === null ? state.outbox : without(state.outbox, down.nonce) }, down);
    case "self":
      return { ...state, self: down.self };
    case "presence":
      return { ...state, chatters: down.chatters };
    case "sampled":
      return { ...state, sampled: { shown: down.shown, total: down.total } };
    case "kept":
      return { ...state, kept: down.kept };
    // The moderation page's business, and the connection's.
    case "held":
    case "heldOver":
    case "logged":
    case "reconnect":
      return state;
    default:
      return assertNever(down, "unknown chat frame");
  }
}

function joined(state: ChatState, down: Down & { kind: "joined" }): ChatState {
  const missed = !down.complete && state.position !== null;
  const here: ChatState = {
    ...state,
    link: { kind: "open" },
    everJoined: true,
    self: down.self,
    chatters: down.chatters,
    kept: down.kept,
    sampled: null,
    refusal: null,
    lines: missed ? [...state.lines, { kind: "gap", id: `gap ${down.seq}` }] : state.lines,
  };
  // The modes of the answer are newer than those among what was missed.
  return settled({ ...placed(here, readEvents(down.events), down.seq), modes: down.modes });
}

/** Takes events that are newer than the newest; `last` is where that leaves us, whatever this page knew of them. */
function placed(state: ChatState, events: readonly ChatEvent[], last: number): ChatState {
  const position = state.position ?? -1;
  const fresh = events.filter((event) => event.seq > position);
  const changes = fresh.flatMap((event) => (event.kind === "modes" ? [event.changed] : []));
  return {
    ...state,
    position: Math.max(position, last),
    modes: changes.length === 0 ? state.modes : changes.reduce(changedModes, state.modes),
    // A refusal by a rule that has changed says nothing any more.
    refusedUntil: changes.length === 0 ? state.refusedUntil : 0,
    lines: addEvents(state.lines, fresh, state.paused ? MAX_PAUSED_LINES : MAX_LINES),
    outbox: releaseHeld(state.outbox, state.self?.userId ?? null, fresh),
  };
}

function sent(state: ChatState, down: Down & { kind: "sent" }, at: number): ChatState {
  const outbox = acknowledge(state.outbox, down.nonce, down.seq);
  return settled({ ...state, kept: down.kept, takenAt: at, outbox });
}

function refused(state: ChatState, down: Down & { kind: "refused" }, at: number): ChatState {
  const { nonce, code, message, retryMs } = down;
  const refusedUntil = retryMs === null ? state.refusedUntil : Math.max(state.refusedUntil, at + retryMs);
  if (code === "msg_rejected" && nonce !== null) return { ...state, outbox: hold(state.outbox, nonce) };
  if (nonce !== null) return { ...state, refusedUntil, outbox: fail(state.outbox, nonce, code, message) };
  if (code === "msg_rejected_mandatory") {
    const outbox = refuseOldestHeld(state.outbox, code, message);
    if (outbox !== state.outbox) return { ...state, outbox };
  }
  return { ...state, refusedUntil, refusal: { code, message } };
}

/** The room's answer to a command, as a line that this person alone sees. */
function told(state: ChatState, down: Down & { kind: "done" }): ChatState {
  const id = `told ${state.told + 1}`;
  const line: Line = { kind: "told", id, code: down.code, text: down.message };
  return { ...state, told: state.told + 1, lines: trim([...state.lines, line], mostLines(state)) };
}

const mostLines = (state: ChatState): number => (state.paused ? MAX_PAUSED_LINES : MAX_LINES);

/** Lets go of own messages whose copy is among the lines. */
function settled(state: ChatState): ChatState {
  const outbox = settle(state.outbox, state.position ?? -1);
  return outbox === state.outbox ? state : { ...state, outbox };
}
