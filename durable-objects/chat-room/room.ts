/**
 * The chat room's decisions: what is accepted, in which order, and who is told. Pure: sockets are marks, the clock is an argument, and
 * what is to be done comes out as data. What is lost with the object (`waiting`) was acknowledged to nobody.
 */
import { assertNever } from "#protocol/assert.ts";
import {
  type ChatErrorCode,
  type ChatUp,
  MAX_MESSAGE_LENGTH,
  MAX_ROOM_SOCKETS,
  MAX_SENDS_PER_WINDOW,
  SEND_WINDOW_MS,
} from "#protocol/chat/chat.ts";
import { CLOSE } from "./close-code.ts";
import { flushTime } from "./flush.ts";
import { encodeFrame, readFrame } from "./frames.ts";
import {
  appendToLog,
  findSent,
  KEPT_MESSAGES,
  type KeptMessage,
  type Log,
  missedSince,
  sameName,
  toWire,
} from "./log.ts";
import { cleanText } from "./message-text.ts";
import { countOne, MAX_FRAMES_PER_WINDOW, newSession, type Session } from "./session.ts";

/** A message that is accepted and neither numbered nor stored yet; `socket` waits for its acknowledgement. */
type Waiting = {
  readonly socket: string;
  readonly nonce: string;
  readonly name: string;
  readonly text: string;
  readonly at: number;
};

export type RoomState = {
  readonly log: Log;
  readonly waiting: readonly Waiting[];
  readonly flushedAt: number;
  /** When the flush is due that the shell was asked for; null when none is. */
  readonly flushDue: number | null;
};

/** `sockets` counts the room's sockets, this one included. */
export type RoomCommand =
  | { readonly kind: "connect"; readonly socket: string; readonly sockets: number }
  /** A text frame, or null for a binary one. */
  | { readonly kind: "frame"; readonly session: Session; readonly frame: string | null; readonly sockets: number }
  | { readonly kind: "flush" };

/** Done by the shell in this order; a message is stored before anybody hears of it. */
export type RoomEffect =
  | { readonly kind: "store"; readonly messages: readonly KeptMessage[] }
  /** Messages up to this number are kept no longer. */
  | { readonly kind: "forget"; readonly through: number }
  | { readonly kind: "remember"; readonly session: Session }
  | { readonly kind: "send"; readonly socket: string; readonly frame: string }
  /** To everyone who joined. */
  | { readonly kind: "broadcast"; readonly frame: string }
  | { readonly kind: "close"; readonly socket: string; readonly code: number; readonly reason: string }
  | { readonly kind: "wake"; readonly at: number };

export type Decision = { readonly state: RoomState; readonly effects: readonly RoomEffect[] };

/** Messages between two deletions of old ones: each deleted row is billed, and so is each look. */
const FORGET_EVERY = 250;

export function openRoom(log: Log): RoomState {
  return { log, waiting: [], flushedAt: 0, flushDue: null };
}

export function decide(state: RoomState, command: RoomCommand, nowMs: number): Decision {
  switch (command.kind) {
    case "connect":
      return { state, effects: connect(command.socket, command.sockets, nowMs) };
    case "frame":
      return decideFrame(state, command.session, command.frame, command.sockets, nowMs);
    case "flush":
      return flush({ ...state, flushDue: null }, nowMs);
    default:
      return assertNever(command, "unknown room command");
  }
}

function connect(socket: string, sockets: number, nowMs: number): RoomEffect[] {
  if (sockets <= MAX_ROOM_SOCKETS) return [{ kind: "remember", session: newSession(socket, nowMs) }];
  return [
    refusal(socket, "room_full", "This chat is full at the moment. Try again in a minute."),
    { kind: "close", socket, code: CLOSE.tryLater, reason: "room full" },
  ];
}

function decideFrame(
  state: RoomState,
  before: Session,
  frame: string | null,
  sockets: number,
  nowMs: number,
): Decision {
  const { socket } = before;
  const frames = countOne(before.frames, MAX_FRAMES_PER_WINDOW, nowMs);
  if (frames === null)
    return { state, effects: [{ kind: "close", socket, code: CLOSE.policy, reason: "too many frames" }] };
  const session = { ...before, frames };
  const counted: RoomEffect = { kind: "remember", session };
  const read = readFrame(frame);
  switch (read.outcome) {
    case "too_large":
      return { state, effects: [{ kind: "close", socket, code: CLOSE.tooLarge, reason: "frame too large" }] };
    case "malformed":
      return { state, effects: [counted, refusal(socket, "malformed", "This is not a frame of the chat protocol.")] };
    case "ok":
      return read.up.kind === "join"
        ? { state, effects: join(state, session, read.up) }
        : send(state, session, read.up, sockets, nowMs);
    default:
      return assertNever(read, "unknown frame outcome");
  }
}

function join(state: RoomState, session: Session, up: ChatUp & { kind: "join" }): RoomEffect[] {
  const { messages, complete } = missedSince(state.log, up.after);
  const joined = encodeFrame({ kind: "joined", seq: state.log.lastSeq, messages: [...messages], complete });
  return [
    { kind: "remember", session: { ...session, joined: true, name: up.name ?? null } },
    { kind: "send", socket: session.socket, frame: joined },
  ];
}

function send(
  state: RoomState,
  session: Session,
  up: ChatUp & { kind: "send" },
  sockets: number,
  nowMs: number,
): Decision {
  const { socket, name } = session;
  const { nonce } = up;
  const counted: RoomEffect = { kind: "remember", session };
  const refuse = (code: ChatErrorCode, message: string): Decision => ({
    state,
    effects: [counted, refusal(socket, code, message, nonce)],
  });
  if (!session.joined) return refuse("not_joined", "Join the chat before you send.");
  if (name === null) return refuse("name_needed", "Choose a name to send messages.");

  const seq = findSent(state.log, name, nonce);
  if (seq !== undefined) return { state, effects: [counted, acknowledgement(socket, nonce, seq)] };
  const waitsAt = state.waiting.findIndex((one) => one.nonce === nonce && sameName(one.name, name));
  const same = state.waiting[waitsAt];
  // Its sender came back on another socket: that one gets the acknowledgement.
  if (same !== undefined) {
    return { state: { ...state, waiting: state.waiting.with(waitsAt, { ...same, socket }) }, effects: [counted] };
  }

  const clean = cleanText(up.text);
  if (clean.outcome === "empty") return refuse("empty", "The message is empty.");
  if (clean.outcome === "too_long") {
    return refuse("too_long", `The message has ${clean.length} characters; ${MAX_MESSAGE_LENGTH} are allowed.`);
  }
  const sends = countOne(session.sends, MAX_SENDS_PER_WINDOW, nowMs);
  if (sends === null) {
    const wait = Math.ceil((session.sends.since + SEND_WINDOW_MS - nowMs) / 1000);
    return refuse("too_fast", `You are sending too fast. Try again in ${wait} s.`);
  }
  const waiting = [...state.waiting, { socket, nonce, name, text: clean.text, at: nowMs }];
  return schedule({ ...state, waiting }, [{ kind: "remember", session: { ...session, sends } }], sockets, nowMs);
}

/** Flushes now, or asks for the flush once. */
function schedule(state: RoomState, effects: readonly RoomEffect[], sockets: number, nowMs: number): Decision {
  const at = flushTime(state.flushedAt, state.waiting.length, sockets, nowMs);
  if (at <= nowMs) {
    const flushed = flush(state, nowMs);
    return { state: flushed.state, effects: [...effects, ...flushed.effects] };
  }
  if (state.flushDue !== null) return { state, effects };
  return { state: { ...state, flushDue: at }, effects: [...effects, { kind: "wake", at }] };
}

/** Numbers what waits, and has it stored, acknowledged and broadcast: one row and one frame, whatever it holds. */
function flush(state: RoomState, nowMs: number): Decision {
  if (state.waiting.length === 0) return { state, effects: [] };
  const before = state.log.lastSeq;
  const messages = state.waiting.map(
    ({ nonce, name, text, at }, index): KeptMessage => ({ seq: before + 1 + index, name, text, at, nonce }),
  );
  const log = appendToLog(state.log, messages);
  const acknowledgements = state.waiting.map(({ socket, nonce }, index) =>
    acknowledgement(socket, nonce, before + 1 + index),
  );
  const old =
    Math.floor(log.lastSeq / FORGET_EVERY) > Math.floor(before / FORGET_EVERY) ? log.lastSeq - KEPT_MESSAGES : 0;
  return {
    state: { ...state, log, waiting: [], flushedAt: nowMs },
    effects: [
      { kind: "store", messages },
      ...(old > 0 ? [{ kind: "forget", through: old } as const] : []),
      ...acknowledgements,
      { kind: "broadcast", frame: encodeFrame({ kind: "messages", messages: messages.map(toWire) }) },
    ],
  };
}

function acknowledgement(socket: string, nonce: string, seq: number): RoomEffect {
  return { kind: "send", socket, frame: encodeFrame({ kind: "sent", nonce, seq }) };
}

function refusal(socket: string, code: ChatErrorCode, message: string, nonce?: string): RoomEffect {
  const frame = encodeFrame({ kind: "error", code, message, ...(nonce === undefined ? {} : { nonce }) });
  return { kind: "send", socket, frame };
}
