/** Bans and timeouts: of an account, whatever it is called, and what goes with them. Pure. */
import type { Action } from "#protocol/chat/action.ts";
import { MAX_BANS } from "#protocol/chat/limits.ts";
import type { Ban } from "#protocol/chat/moderation.ts";
import type { User } from "#protocol/chat/viewer.ts";
import { type Protection, protectionOf } from "../authority.ts";
import { sayDuration } from "../duration.ts";
import { withoutHeld } from "../held.ts";
import type { ActionResult, ModerationChange, ModerationState } from "../state.ts";
import { type Asked, carriedOut, invalidUser, type Outcome, refuseWith, rowOf, userOf } from "./acting.ts";

type Punishment = Extract<Action, { readonly kind: "ban" | "timeout" }>;

export function punish(asked: Asked, action: Punishment): ActionResult {
  const { state, by, ctx, now } = asked;
  const target = ctx.resolved;
  if (target === null) return invalidUser(action.user);
  const { userId } = target;
  const actor = { userId: by.viewer.userId, standing: by.standing };
  const protection = protectionOf(actor, { userId, standing: ctx.standingOf(userId) });
  if (protection !== null) return refuseProtected(action.kind, protection, target);
  if (state.bans.get(userId)?.until === null)
    return refuseWith("already_banned", `${target.name} is already banned in this channel.`);
  const seconds = action.kind === "timeout" ? action.seconds : null;
  const until = seconds === null ? null : now + seconds * 1000;
  const ban: Ban = { user: userOf(target), until, at: now, by: userOf(by.viewer), reason: action.reason };
  const banned = addBan(state, ban, now);
  if (banned === null) return refuseWith("too_many", `This channel has ${MAX_BANS} bans; remove some first.`);
  const outcome = silenced(seconds === null ? revoked(banned, userId) : banned, userId);
  const events = [{ kind: "purge" as const, at: now, userId, login: target.login, seconds }];
  const done = { ...outcome, events, changed: [userOf(target)] };
  const user = userOf(target);
  if (seconds === null) {
    const entry = { action: "ban", user, detail: action.reason };
    return carriedOut(asked, done, entry, "ban_success", `${target.name} is now banned from this channel.`);
  }
  const lasting = sayDuration(seconds);
  const detail = action.reason === "" ? lasting : `${lasting}: ${action.reason}`;
  const message = `${target.name} has been timed out for ${lasting}.`;
  return carriedOut(asked, done, { action: "timeout", user, detail }, "timeout_success", message);
}

export function unban(asked: Asked, login: string): ActionResult {
  const { state, ctx, now } = asked;
  const ban = rowOf(state.bans, ctx.resolved, login);
  const name = ctx.resolved?.name ?? ban?.user.name ?? login;
  if (ban === undefined && ctx.resolved === null) return invalidUser(login);
  if (ban === undefined || isOver(ban, now))
    return refuseWith("bad_unban_no_ban", `${name} is not banned from this channel.`);
  const { user } = ban;
  const bans = new Map(state.bans);
  bans.delete(user.userId);
  const outcome: Outcome = {
    state: { ...state, bans },
    changes: [{ kind: "unban", userId: user.userId }],
    changed: [user],
  };
  const entry = { user, detail: "" };
  return ban.until === null
    ? carriedOut(
        asked,
        outcome,
        { action: "unban", ...entry },
        "unban_success",
        `${name} is no longer banned from this channel.`,
      )
    : carriedOut(
        asked,
        outcome,
        { action: "untimeout", ...entry },
        "untimeout_success",
        `${name} is no longer timed out in this channel.`,
      );
}

/** Whether somebody is banned or timed out at the moment. */
export function isBanned(state: ModerationState, userId: string, now: number): boolean {
  const ban = state.bans.get(userId);
  return ban !== undefined && !isOver(ban, now);
}

const isOver = (ban: Ban, now: number): boolean => ban.until !== null && ban.until <= now;

/** The ban in the place of an earlier one, or of timeouts that are over when all places are taken; null when none is free. */
function addBan(state: ModerationState, ban: Ban, now: number): Outcome | null {
  const bans = new Map(state.bans);
  const changes: ModerationChange[] = [];
  if (bans.size >= MAX_BANS && !bans.has(ban.user.userId)) {
    for (const [userId, old] of state.bans) {
      if (!isOver(old, now)) continue;
      bans.delete(userId);
      changes.push({ kind: "unban", userId });
    }
    if (bans.size >= MAX_BANS) return null;
  }
  bans.set(ban.user.userId, ban);
  return { state: { ...state, bans }, changes: [...changes, { kind: "ban", ban }] };
}

/** Nobody who is banned moderates, or is a VIP. */
function revoked({ state, changes }: Outcome, userId: string): Outcome {
  if (!state.grants.has(userId)) return { state, changes };
  const grants = new Map(state.grants);
  grants.delete(userId);
  return { state: { ...state, grants }, changes: [...changes, { kind: "revoke", userId }] };
}

/** What the user said and waits for a moderator is denied. */
function silenced({ state, changes }: Outcome, userId: string): Outcome {
  const waiting = [...state.held.values()].filter(({ viewer }) => viewer.userId === userId);
  if (waiting.length === 0) return { state, changes };
  return {
    state: withoutHeld(state, waiting),
    changes: [...changes, ...waiting.map(({ held }) => ({ kind: "release" as const, id: held.id }))],
    heldOver: waiting.map((line) => ({ line, outcome: "denied" as const })),
  };
}

function refuseProtected(kind: Punishment["kind"], protection: Protection, target: User): ActionResult {
  const subject = {
    self: "yourself.",
    broadcaster: "the broadcaster.",
    staff: `staff ${target.name}.`,
    moderator: `moderator ${target.name} unless you are the owner of this channel.`,
  }[protection];
  const short = ({ self: "self", broadcaster: "broadcaster", staff: "staff", moderator: "mod" } as const)[protection];
  return refuseWith(`bad_${kind}_${short}`, `You cannot ${kind} ${subject}`);
}
