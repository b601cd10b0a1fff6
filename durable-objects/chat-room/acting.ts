/** What becomes of a moderator's action, and of everybody's commands: who is meant, what follows in the room, and who is told. Pure. */
import { assertNever } from "#protocol/assert.ts";
import type { Action } from "#protocol/chat/action.ts";
import type { ChatEvent, Unplaced } from "#protocol/chat/event.ts";
import type { User, Viewer } from "#protocol/chat/viewer.ts";
import type { Answer } from "./calls.ts";
import { findEmotes } from "./emotes/find-emotes.ts";
import { flush } from "./flushing.ts";
import { act } from "./moderation/act.ts";
import type { ActContext } from "./moderation/acts/acting.ts";
import { changeBetween } from "./moderation/acts/modes.ts";
import { expireHeld, type HeldOver, nextHeldExpiry } from "./moderation/held.ts";
import type { ActionResult, HeldLine, ModerationState, Standing } from "./moderation/state.ts";
import * as say from "./refusals.ts";
import { findEvent } from "./ring.ts";
import {
  type Decision,
  type Facts,
  MAX_UNSTORED_CHANGES,
  type Resolved,
  type RoomEffect,
  type RoomState,
  type Told,
  type UpCommand,
  type Waiting,
} from "./room-state.ts";
import { authorityOf, chatterOf, selfOf, standingOf, userOf } from "./self.ts";
import { answer, released, remember } from "./sending.ts";

type Done = Extract<ActionResult, { readonly outcome: "done" }>;

export type Acting = {
  readonly command: UpCommand;
  readonly viewer: Viewer;
  readonly nonce: string;
  readonly action: Action;
};

export function carryOut(state: RoomState, acting: Acting, facts: Facts, nowMs: number): Decision {
  const { command, viewer, nonce, action } = acting;
  const { origin } = command;
  const login = "user" in action ? action.user : null;
  const resolved = login === null ? null : resolve(state, login, command.resolved, facts);
  if (login !== null && resolved === null) return { state, effects: [{ kind: "resolve", login, command }] };
  if (resolved?.outcome === "unavailable") {
    return { state, effects: [answer(origin, say.refused(nonce, say.NOT_RESOLVED))] };
  }
  const found = resolved?.outcome === "found" ? resolved : null;
  const isTheirs = (userId: string): boolean => found?.staff === true && found.user.userId === userId;
  const standing = (userId: string): Standing => {
    const staff = facts.viewer(userId)?.staff ?? isTheirs(userId);
    return standingOf(state.moderation, userId, staff, facts.relation(userId));
  };
  const own = standingOf(state.moderation, viewer.userId, viewer.staff, facts.relation(viewer.userId));
  const by = { viewer, standing: authorityOf(viewer, own) };
  const context = { resolved: found?.user ?? null, message: messageOf(state, action), standingOf: standing };
  const result = act(state.moderation, by, action, context, nowMs);
  switch (result.outcome) {
    case "refuse":
      return { state, effects: [answer(origin, say.refused(nonce, result.refusal))] };
    case "done":
      if (result.changes.length > 0 && state.changes.length >= MAX_UNSTORED_CHANGES) {
        return { state, effects: [answer(origin, say.refused(nonce, say.NOT_STORED))] };
      }
      return done(state, acting, result, by.standing, facts, nowMs);
    default:
      return assertNever(result, "unknown result of an action");
  }
}

/** Lets go of held messages whose time is over, and asks to be called for the next. */
export function expire(state: RoomState, nowMs: number): Decision {
  const { state: moderation, changes, heldOver } = expireHeld(state.moderation, nowMs);
  const told = [...state.told, ...overTold(heldOver, null, nowMs), ...logTold(changes, null)];
  const next = { ...state, moderation, changes: [...state.changes, ...changes], told };
  const at = nextHeldExpiry(moderation);
  return flush(next, at === null ? [] : [{ kind: "expireAt", at }], nowMs);
}

function done(
  state: RoomState,
  { command, viewer, nonce, action }: Acting,
  result: Done,
  standing: Standing,
  facts: Facts,
  nowMs: number,
): Decision {
  const { code, message, users } = result.done;
  const frame: Answer = { kind: "done", nonce, code, message, ...(users === undefined ? {} : { users: [...users] }) };
  const coloured = action.kind === "colour" ? { ...viewer, colour: action.colour } : null;
  const effects: RoomEffect[] = [remember(viewer.userId, nonce, frame)];
  if (coloured !== null && action.kind === "colour") {
    effects.push({ kind: "colour", viewer: coloured, colour: action.colour });
  }
  const after = { ...state, moderation: result.state };
  const placed = result.events.map((event): Waiting => {
    const isOurs = event.kind === "announcement";
    const shown = isOurs ? announced(after, event, coloured ?? viewer, standing, facts) : event;
    return { event: shown, nonce: isOurs ? nonce : null, origins: [] };
  });
  const { release } = result;
  if (release !== null) placed.push({ event: released(after, release, facts, nowMs), nonce: null, origins: [] });
  const changed = coloured === null ? result.changed : [userOf(coloured), ...result.changed];
  const told: Told[] = [
    { kind: "answer", origin: command.origin, frame },
    ...changed.map((user) => selfTold(after, user, coloured, facts, nowMs)),
    ...overTold(result.heldOver, userOf(viewer), nowMs),
    ...logTold(result.changes, asItTookEffect(action, state.moderation, after.moderation)),
  ];
  return flush(
    {
      ...after,
      waiting: [...state.waiting, ...placed],
      changes: [...state.changes, ...result.changes],
      told: [...state.told, ...told],
    },
    effects,
    nowMs,
  );
}

/** What moderation made of an announcement, with its name as the room shows it and its emotes. */
function announced(
  state: RoomState,
  event: Extract<Unplaced<ChatEvent>, { readonly kind: "announcement" }>,
  viewer: Viewer,
  standing: Standing,
  facts: Facts,
): Unplaced<ChatEvent> {
  const from = chatterOf(viewer, standing, facts.relation(viewer.userId));
  return { ...event, from, emotes: findEmotes(event.text, state.emotes, true) };
}

/** Null when the room does not know and has not asked yet. */
function resolve(state: RoomState, login: string, asked: Resolved | undefined, facts: Facts): Resolved | null {
  if (asked !== undefined && asked.outcome !== "nobody") return asked;
  const viewer = facts.viewerByLogin(login);
  if (viewer !== null) return { outcome: "found", user: userOf(viewer), staff: viewer.staff };
  const chatter = chatterByLogin(state, login);
  if (chatter !== null) return chatter;
  if (asked === undefined) return null;
  // Nobody has this login now; somebody had it when they were banned or given a role.
  const user = recordedByLogin(state.moderation, login);
  return user === null ? asked : { outcome: "found", user, staff: false };
}

function chatterByLogin(state: RoomState, login: string): Resolved | null {
  const said = state.ring.kept.findLast(({ event }) => "from" in event && event.from.login === login);
  if (said === undefined || !("from" in said.event)) return null;
  const { userId, name, badges } = said.event.from;
  return { outcome: "found", user: { userId, login, name }, staff: badges.includes("staff/1") };
}

function recordedByLogin({ bans, grants }: ModerationState, login: string): User | null {
  for (const { user } of grants.values()) if (user.login === login) return user;
  for (const { user } of bans.values()) if (user.login === login) return user;
  return null;
}

function messageOf(state: RoomState, action: Action): ActContext["message"] {
  if (action.kind !== "delete") return null;
  const event = findEvent(state.ring, action.target);
  return event !== null && "from" in event ? { seq: event.seq, from: event.from, text: event.text } : null;
}

function selfTold(state: RoomState, user: User, coloured: Viewer | null, facts: Facts, nowMs: number): Told {
  const own = coloured?.userId === user.userId ? coloured : facts.viewer(user.userId);
  const viewer = own ?? { ...user, colour: null, createdAt: 0, staff: false };
  const self = selfOf(viewer, state.moderation, facts.relation(user.userId), nowMs);
  return { kind: "user", userId: user.userId, frame: { kind: "self", self } };
}

/** The moderators' queue loses the entry, and its sender hears of it unless the message is shown. */
function overTold(heldOver: readonly HeldOver[], by: User | null, at: number): readonly Told[] {
  return heldOver.flatMap(({ line, outcome }): Told[] => [
    { kind: "moderators", frame: { kind: "heldOver", id: line.held.id, outcome, over: { held: line.held, at, by } } },
    ...toSender(line, outcome),
  ]);
}

function toSender(line: HeldLine, outcome: HeldOver["outcome"]): readonly Told[] {
  if (outcome === "allowed") return [];
  const frame = say.refused(line.nonce, outcome === "denied" ? say.DENIED : say.EXPIRED);
  return [{ kind: "user", userId: line.viewer.userId, frame }];
}

/** An action that named modes which held already did not change those. */
const asItTookEffect = (action: Action, before: ModerationState, after: ModerationState): Action =>
  action.kind === "modes" ? { ...action, change: changeBetween(before.modes, after.modes) } : action;

/** `action` is null for what the room did by itself. */
function logTold(changes: Done["changes"], action: Action | null): readonly Told[] {
  const what = action === null ? {} : { action };
  return changes.flatMap((change): Told[] =>
    change.kind === "log" ? [{ kind: "moderators", frame: { kind: "logged", entry: change.entry, ...what } }] : [],
  );
}
