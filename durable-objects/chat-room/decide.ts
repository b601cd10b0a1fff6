/**
 * The chat room's decisions: what is accepted, in which order, and who is told. Pure: the clock is an argument, and what is to be done
 * comes out as data. What is lost with the object was acknowledged to nobody.
 */
import { assertNever } from "#protocol/assert.ts";
import { encodeEvent } from "#protocol/chat/event.ts";
import type { Down, Up } from "#protocol/chat/frames.ts";
import { effectiveModes } from "#protocol/chat/modes.ts";
import type { Viewer } from "#protocol/chat/viewer.ts";
import { carryOut, expire } from "./acting.ts";
import type { EmoteSet } from "./emotes/find-emotes.ts";
import { flush, stored } from "./flushing.ts";
import { cleanText } from "./message-text.ts";
import { parseCommand } from "./moderation/slash.ts";
import type { ModerationState } from "./moderation/state.ts";
import { forgetInRing, tellForgotten } from "./people/forget.ts";
import * as say from "./refusals.ts";
import { missedSince, type Ring } from "./ring.ts";
import type { Decision, Facts, Origin, RoomCommand, RoomEffect, RoomState, UpCommand } from "./room-state.ts";
import { NOT_SAMPLED } from "./sampling.ts";
import { authorityOf, mayModerate, selfOf, standingOf } from "./self.ts";
import { answer, answerAgain, send } from "./sending.ts";

/** Numbers begin here, 2026-01-01T00:00:00Z in milliseconds since the Unix epoch, so that they stay short. */
const NUMBERS_FROM = 1_767_225_600_000;

/** A room that starts, with what was stored: numbers go on at the larger of what it knows and the clock, so that none is used twice. */
export function openRoom(
  channelId: string,
  { ring, rows }: { readonly ring: Ring; readonly rows: number },
  moderation: ModerationState,
  emotes: EmoteSet,
  nowMs: number,
): RoomState {
  return {
    ...{ channelId, ring, moderation, emotes },
    nextSeq: Math.max(ring.lastSeq + 1, nowMs - NUMBERS_FROM),
    ...{ waiting: [], told: [], changes: [], inFlight: null },
    ...{ storedThrough: ring.lastSeq, kept: true, retryAt: 0 },
    ...{ flushedAt: 0, flushDue: null, rows, sampling: NOT_SAMPLED },
  };
}

export function decide(state: RoomState, command: RoomCommand, nowMs: number, facts: Facts): Decision {
  switch (command.kind) {
    case "up":
      return decideUp(state, command, nowMs, facts);
    case "flush":
      return flush({ ...state, flushDue: null }, [], nowMs);
    case "stored":
      return stored(state, command.isKept, nowMs);
    case "hello": {
      const joined = joinedFrame(state, command.after, null, nowMs, facts);
      return { state, effects: [{ kind: "welcome", link: command.link, joined }] };
    }
    case "expire":
      return expire(state, nowMs);
    case "relation": {
      const viewer = facts.viewer(command.userId);
      if (viewer === null) return { state, effects: [] };
      const self = selfOf(viewer, state.moderation, facts.relation(viewer.userId), nowMs);
      return { state, effects: [{ kind: "user", userId: viewer.userId, frame: { kind: "self", self } }] };
    }
    case "emotes":
      return { state: { ...state, emotes: command.emotes }, effects: [] };
    case "tellForgotten":
      return tellForgotten(state, command.userId, nowMs);
    case "forgetInRing":
      return { state: forgetInRing(state, command.userId), effects: [] };
    default:
      return assertNever(command, "unknown room command");
  }
}

function decideUp(state: RoomState, command: UpCommand, nowMs: number, facts: Facts): Decision {
  const { origin, viewer, up } = command;
  if (up.kind === "join") return { state, effects: join(state, origin, viewer, up, nowMs, facts) };
  const { nonce } = up;
  const refuse = (refusal: Parameters<typeof say.refused>[1]): Decision => ({
    state,
    effects: [answer(origin, say.refused(nonce, refusal))],
  });
  if (!command.joined) return refuse(say.NOT_JOINED);
  if (viewer === null) return refuse(say.LOGIN_REQUIRED);
  if (facts.isForgotten(viewer.userId)) return refuse(say.ACCOUNT_DELETED);
  const again = answerAgain(state, origin, viewer.userId, nonce, facts);
  if (again !== null) return again;
  if (up.kind === "act") return carryOut(state, { command, viewer, nonce, action: up.action }, facts, nowMs);
  const clean = cleanText(up.text);
  if (clean.outcome === "empty") return refuse(say.EMPTY);
  if (clean.outcome === "too_long") return refuse(say.tooLong(clean.length));
  const parsed = parseCommand(clean.text);
  switch (parsed.kind) {
    case "refuse":
      return refuse(parsed.refusal);
    case "act":
      return carryOut(state, { command, viewer, nonce, action: parsed.action }, facts, nowMs);
    case "say": {
      const { text, action } = parsed;
      return send(state, { origin, viewer, nonce, text, action, replyTo: up.replyTo ?? null }, facts, nowMs);
    }
    default:
      return assertNever(parsed, "unknown command");
  }
}

function join(
  state: RoomState,
  origin: Origin,
  viewer: Viewer | null,
  { after, moderation }: Extract<Up, { readonly kind: "join" }>,
  nowMs: number,
  facts: Facts,
): readonly RoomEffect[] {
  const relation = viewer === null ? null : facts.relation(viewer.userId);
  const isModerator =
    viewer !== null &&
    relation !== null &&
    mayModerate(authorityOf(viewer, standingOf(state.moderation, viewer.userId, viewer.staff, relation)));
  const held: RoomEffect[] =
    moderation && isModerator
      ? [...state.moderation.held.values()].map((line) => toOne(origin, { kind: "held", held: line.held }))
      : [];
  switch (origin.kind) {
    case "socket": {
      const joined = joinedFrame(state, after ?? null, viewer, nowMs, facts);
      return [{ kind: "enter", socket: origin.socket, moderation }, toOne(origin, joined), ...held];
    }
    case "relayed": {
      // What happened, the relay knows by itself; who its viewer is here, only the room.
      if (viewer === null || relation === null) return [];
      return [toOne(origin, { kind: "self", self: selfOf(viewer, state.moderation, relation, nowMs) }), ...held];
    }
    case "call":
      return [];
    default:
      return assertNever(origin, "unknown origin");
  }
}

const toOne = (origin: Origin, frame: Down): RoomEffect => ({ kind: "answer", origin, frame });

function joinedFrame(state: RoomState, after: number | null, viewer: Viewer | null, nowMs: number, facts: Facts): Down {
  const { channelId, ring, moderation, kept } = state;
  const { events, complete } = missedSince(ring, after, state.nextSeq);
  const self = viewer === null ? null : selfOf(viewer, moderation, facts.relation(viewer.userId), nowMs);
  return {
    kind: "joined",
    channelId,
    seq: ring.lastSeq,
    complete,
    events: events.map(encodeEvent),
    modes: effectiveModes(moderation.modes),
    self,
    chatters: facts.chatters,
    kept,
  };
}
