/** Roles: who moderates, and who is a VIP. One role a user. Pure. */
import type { Action } from "#protocol/chat/action.ts";
import { MAX_MODERATORS, MAX_VIPS } from "#protocol/chat/limits.ts";
import type { Grant } from "#protocol/chat/moderation.ts";
import type { ActionResult, ModerationState } from "../state.ts";
import { type Asked, answered, carriedOut, invalidUser, refuseWith, rowOf, unchanged, userOf } from "./acting.ts";
import { isBanned } from "./bans.ts";

type Role = Grant["role"];

const MOST: Readonly<Record<Role, number>> = { moderator: MAX_MODERATORS, vip: MAX_VIPS };
const NAMES: Readonly<Record<Role, string>> = { moderator: "moderator", vip: "VIP" };
/** Names in a sentence that lists them; the answer's list has all. */
const MAX_NAMES = 500;

export function grant(asked: Asked, action: Extract<Action, { readonly kind: "mod" | "vip" }>): ActionResult {
  const { state, ctx, now } = asked;
  const target = ctx.resolved;
  if (target === null) return invalidUser(action.user);
  const role: Role = action.kind === "mod" ? "moderator" : "vip";
  const refused = whyNot(state, target.userId, target.name, role, now);
  if (refused !== null) return refused;
  if (holdersOf(state, role).length >= MOST[role])
    return refuseWith("too_many", `This channel has ${MOST[role]} ${NAMES[role]}s; remove some first.`);
  const user = userOf(target);
  const given: Grant = { user, role, at: now };
  const outcome = {
    state: { ...state, grants: new Map(state.grants).set(user.userId, given) },
    changes: [{ kind: "grant" as const, grant: given }],
    changed: [user],
  };
  const message = `You have added ${target.name} as a ${NAMES[role]} of this channel.`;
  return carriedOut(asked, outcome, { action: action.kind, user, detail: "" }, `${action.kind}_success`, message);
}

function whyNot(state: ModerationState, userId: string, name: string, role: Role, now: number): ActionResult | null {
  const is = userId === state.broadcasterId ? "broadcaster" : state.grants.get(userId)?.role;
  if (isBanned(state, userId, now)) {
    const code = role === "moderator" ? "bad_mod_banned" : "bad_vip_grantee_banned";
    const what = role === "moderator" ? "mod" : "VIP";
    return refuseWith(
      code,
      `${name} is banned in this channel. You must unban this user before granting ${what} status.`,
    );
  }
  if (role === "moderator")
    return is === "broadcaster" || is === "moderator"
      ? refuseWith("bad_mod_mod", `${name} is already a moderator of this channel.`)
      : null;
  if (is === undefined) return null;
  const message =
    is === "vip"
      ? `${name} is already a VIP of this channel.`
      : `${name} is a ${is} of this channel, which is more than a VIP.`;
  return refuseWith("bad_vip_grantee_already_vip", message);
}

export function revoke(asked: Asked, action: Extract<Action, { readonly kind: "unmod" | "unvip" }>): ActionResult {
  const { state, ctx } = asked;
  const role: Role = action.kind === "unmod" ? "moderator" : "vip";
  const held = rowOf(state.grants, ctx.resolved, action.user);
  if (held === undefined && ctx.resolved === null) return invalidUser(action.user);
  const name = ctx.resolved?.name ?? held?.user.name ?? action.user;
  if (held?.role !== role) {
    const code = role === "moderator" ? "bad_unmod_mod" : "bad_unvip_grantee_not_vip";
    return refuseWith(code, `${name} is not a ${NAMES[role]} of this channel.`);
  }
  const { user } = held;
  const grants = new Map(state.grants);
  grants.delete(user.userId);
  const outcome = {
    state: { ...state, grants },
    changes: [{ kind: "revoke" as const, userId: user.userId }],
    changed: [user],
  };
  const message = `You have removed ${name} as a ${NAMES[role]} of this channel.`;
  return carriedOut(asked, outcome, { action: action.kind, user, detail: "" }, `${action.kind}_success`, message);
}

export function listModerators({ state }: Asked): ActionResult {
  const names = holdersOf(state, "moderator");
  return names.length === 0
    ? answered(unchanged(state), "no_mods", "There are no moderators of this channel.", [])
    : answered(unchanged(state), "room_mods", `The moderators of this channel are: ${listed(names)}`, names);
}

export function listVips({ state }: Asked): ActionResult {
  const names = holdersOf(state, "vip");
  return names.length === 0
    ? answered(unchanged(state), "no_vips", "This channel does not have any VIPs.", [])
    : answered(unchanged(state), "vips_success", `The VIPs of this channel are: ${listed(names)}.`, names);
}

const listed = (names: readonly string[]): string => names.slice(0, MAX_NAMES).join(", ");

function holdersOf(state: ModerationState, role: Role): readonly string[] {
  return [...state.grants.values()]
    .filter((each) => each.role === role)
    .map(({ user }) => user.login)
    .sort();
}
