/** What becomes of a message that somebody sends: checked, shown, held or refused; and how a resend is known. Pure. */
import { assertNever } from "#protocol/assert.ts";
import type { MessageEvent, Reply, Unplaced } from "#protocol/chat/event.ts";
import { effectiveModes } from "#protocol/chat/modes.ts";
import type { Viewer } from "#protocol/chat/viewer.ts";
import type { Answer } from "./calls.ts";
import { emotesOnly, findEmotes } from "./emotes/find-emotes.ts";
import { schedule } from "./flushing.ts";
import { moderates } from "./moderation/authority.ts";
import { type HeldVerdict, hold } from "./moderation/held.ts";
import { moderate } from "./moderation/moderate.ts";
import type { HeldLine, Line, Standing } from "./moderation/state.ts";
import * as say from "./refusals.ts";
import { findEvent, markOf } from "./ring.ts";
import {
  type Decision,
  type Facts,
  MAX_ORIGINS,
  MAX_UNSTORED_CHANGES,
  type Origin,
  type RoomEffect,
  type RoomState,
} from "./room-state.ts";
import { sample } from "./sampling.ts";
import { chatterOf, isPrivileged, standingOf } from "./self.ts";
import { withoutHidden } from "./visible.ts";

export type Sending = {
  readonly origin: Origin;
  readonly viewer: Viewer;
  readonly nonce: string;
  /** Clean, and short enough. */
  readonly text: string;
  readonly action: boolean;
  readonly replyTo: number | null;
};

export const answer = (origin: Origin, frame: Answer): RoomEffect => ({ kind: "answer", origin, frame });

/** What a mark that was seen before gets; null for a new one. */
export function answerAgain(
  state: RoomState,
  origin: Origin,
  userId: string,
  nonce: string,
  facts: Facts,
): Decision | null {
  const mark = markOf(userId, nonce);
  const seq = state.ring.sent.get(mark);
  if (seq !== undefined) {
    const kept = seq <= state.storedThrough;
    const announced = findEvent(state.ring, seq)?.kind === "announcement";
    const frame: Answer = announced
      ? { kind: "done", nonce, code: "announce_success", message: "Your announcement was sent." }
      : { kind: "sent", nonce, seq, kept };
    return { state, effects: [answer(origin, frame)] };
  }
  const same = facts.answered(mark);
  if (same !== null) return { state, effects: [answer(origin, same)] };
  const waitsAt = state.waiting.findIndex(
    ({ event, nonce: waits }) => waits === nonce && "from" in event && event.from.userId === userId,
  );
  const waits = state.waiting[waitsAt];
  if (waits === undefined) return null;
  // Its sender came back over another socket, and both may still be there.
  const origins = [...waits.origins.filter((one) => !isSame(one, origin)), origin];
  const over = origins.length > MAX_ORIGINS ? origins[0] : undefined;
  return {
    state: {
      ...state,
      waiting: state.waiting.with(waitsAt, { ...waits, origins: over === undefined ? origins : origins.slice(1) }),
    },
    effects: over === undefined ? [] : [answer(over, say.refused(nonce, say.REPLACED))],
  };
}

/** Keeps an answer that no event stands for, for whoever sends again. */
export const remember = (userId: string, nonce: string, frame: Answer): RoomEffect => ({
  kind: "answered",
  mark: markOf(userId, nonce),
  frame,
});

export function send(state: RoomState, sending: Sending, facts: Facts, nowMs: number): Decision {
  const { origin, viewer, nonce, text, replyTo } = sending;
  const relation = facts.relation(viewer.userId);
  const standing = standingOf(state.moderation, viewer.userId, viewer.staff, relation);
  if (!facts.isChatOn && !moderates(standing)) {
    return { state, effects: [answer(origin, say.refused(nonce, say.CHAT_OFF))] };
  }
  const reply = replyTo === null ? null : replyOf(state, replyTo);
  if (replyTo !== null && reply === null) {
    return { state, effects: [answer(origin, say.refused(nonce, say.REPLY_GONE))] };
  }
  const emotes = findEmotes(text, state.emotes, mayUseSubscriberEmotes(standing));
  const line: Line = { viewer, standing, text, emotesOnly: emotesOnly(text, emotes) };
  const verdict = moderate(state.moderation, line, facts.spoken(viewer.userId) ?? undefined, nowMs);
  const spoken: RoomEffect = { kind: "spoken", userId: viewer.userId, spoken: verdict.spoken };
  switch (verdict.outcome) {
    case "refuse":
      return { state, effects: [spoken, answer(origin, say.refused(nonce, verdict.refusal))] };
    case "hold":
      return holdBack(state, [spoken], sending, line, verdict, facts, nowMs);
    case "pass": {
      const event = { kind: "message" as const, at: nowMs, from: chatterOf(viewer, standing, relation), text, emotes };
      const message = { ...event, action: sending.action, reply };
      return show(state, [spoken], message, sending, standing, facts, nowMs);
    }
    default:
      return assertNever(verdict, "unknown verdict");
  }
}

/** A held message that a moderator allowed, as it is said now. */
export function released(state: RoomState, line: HeldLine, facts: Facts, nowMs: number): Unplaced<MessageEvent> {
  const { viewer, action, held } = line;
  const relation = facts.relation(viewer.userId);
  const standing = standingOf(state.moderation, viewer.userId, viewer.staff, relation);
  return {
    kind: "message",
    at: nowMs,
    from: chatterOf(viewer, standing, relation),
    text: held.text,
    emotes: findEmotes(held.text, state.emotes, mayUseSubscriberEmotes(standing)),
    action,
    first: isFirstOf(state, viewer.userId, facts),
    reply: line.replyTo === null ? null : replyOf(state, line.replyTo),
  };
}

function show(
  before: RoomState,
  effects: readonly RoomEffect[],
  message: Omit<Unplaced<MessageEvent>, "first">,
  { origin, nonce, viewer }: Sending,
  standing: Standing,
  facts: Facts,
  nowMs: number,
): Decision {
  const { shownPerSecond } = effectiveModes(before.moderation.modes);
  const { sampling, isShown } = sample(before.sampling, isPrivileged(standing), shownPerSecond, nowMs);
  const state = { ...before, sampling };
  if (!isShown) {
    const frame: Answer = { kind: "sent", nonce, seq: null, kept: state.kept };
    return schedule(state, [...effects, remember(viewer.userId, nonce, frame), answer(origin, frame)], facts, nowMs);
  }
  const event = { ...message, first: isFirstOf(state, viewer.userId, facts) };
  const waiting = [...state.waiting, { event, nonce, origins: [origin] }];
  return schedule({ ...state, waiting }, effects, facts, nowMs);
}

function holdBack(
  state: RoomState,
  before: readonly RoomEffect[],
  { origin, nonce, viewer, action, replyTo }: Sending,
  line: Line,
  verdict: HeldVerdict,
  facts: Facts,
  nowMs: number,
): Decision {
  const { moderation } = state;
  const isSame = ({ held }: HeldLine): boolean => held.from.userId === viewer.userId && held.text === line.text;
  if ([...moderation.held.values()].some(isSame)) {
    // Sent again after the room forgot the mark: it waits once.
    return { state, effects: [...before, answer(origin, say.refused(nonce, say.HELD_ALREADY))] };
  }
  if (state.changes.length >= MAX_UNSTORED_CHANGES) {
    return { state, effects: [...before, answer(origin, say.refused(nonce, say.NOT_STORED))] };
  }
  const id = `${nowMs.toString(36)}-${viewer.userId}-${moderation.held.size}`;
  const result = hold(moderation, line, verdict, id, { nonce, action, replyTo }, nowMs);
  const frame = say.refused(nonce, result.refusal);
  if (result.outcome === "refuse") return { state, effects: [...before, answer(origin, frame)] };
  const { held } = result.line;
  const next: RoomState = {
    ...state,
    moderation: result.state,
    changes: [...state.changes, ...result.changes],
    told: [...state.told, { kind: "answer", origin, frame }, { kind: "moderators", frame: { kind: "held", held } }],
  };
  const expires: RoomEffect = { kind: "expireAt", at: held.expiresAt };
  return schedule(next, [...before, remember(viewer.userId, nonce, frame), expires], facts, nowMs);
}

/** Null when it is gone, or hidden by a moderator: an answer must not show it again. */
function replyOf({ ring }: RoomState, seq: number): Reply | null {
  const event = withoutHidden(ring.kept.map((kept) => kept.event)).find((one) => one.seq === seq);
  if (event?.kind !== "message") return null;
  const { userId, login, name } = event.from;
  return { seq, userId, login, name, text: event.text };
}

function isFirstOf(state: RoomState, userId: string, facts: Facts): boolean {
  const isWaiting = ({ event }: RoomState["waiting"][number]): boolean =>
    event.kind === "message" && event.from.userId === userId;
  return !facts.hasSpoken(userId) && !state.waiting.some(isWaiting);
}

const mayUseSubscriberEmotes = ({ role, staff, subscribedMonths }: Standing): boolean =>
  role === "broadcaster" || staff || subscribedMonths !== null;

function isSame(one: Origin, other: Origin): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
