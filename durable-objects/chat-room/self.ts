/** What somebody is in this room, and what the room tells of it: standing, self, and the name with its badges. Pure. */
import type { Chatter } from "#protocol/chat/event.ts";
import type { Self } from "#protocol/chat/frames.ts";
import type { User, Viewer } from "#protocol/chat/viewer.ts";
import { badgesOf } from "./badges.ts";
import type { Relation } from "./calls.ts";
import type { ModerationState, Standing } from "./moderation/state.ts";

export const STRANGER: Relation = { subscribedMonths: null, followedAt: null };

export function standingOf(
  moderation: ModerationState,
  userId: string,
  staff: boolean,
  { subscribedMonths, followedAt }: Relation,
): Standing {
  const role = userId === moderation.broadcasterId ? "broadcaster" : (moderation.grants.get(userId)?.role ?? "viewer");
  return { role, staff, subscribedMonths, followedAt };
}

/** What somebody may do here through this socket or call: a program whose token only writes is no moderator, whoever it speaks for. */
export const authorityOf = (viewer: Viewer, standing: Standing): Standing =>
  viewer.writesOnly === true ? { ...standing, role: "viewer", staff: false } : standing;

/** Whether one may see what moderators see. */
export const mayModerate = ({ role, staff }: Standing): boolean =>
  staff || role === "broadcaster" || role === "moderator";

/** Whether one's lines are shown however busy the room is. */
export const isPrivileged = ({ role, staff, subscribedMonths }: Standing): boolean =>
  staff || role !== "viewer" || subscribedMonths !== null;

export const userOf = ({ userId, login, name }: Viewer): User => ({ userId, login, name });

export function chatterOf(viewer: Viewer, standing: Standing, relation: Relation): Chatter {
  const { userId, login, name, colour } = viewer;
  return { userId, login, name, colour, badges: badgesOf(standing, relation.partner === true) };
}

export function selfOf(viewer: Viewer, moderation: ModerationState, relation: Relation, nowMs: number): Self {
  const standing = standingOf(moderation, viewer.userId, viewer.staff, relation);
  const { badges, ...name } = chatterOf(viewer, standing, relation);
  const ban = moderation.bans.get(viewer.userId);
  const isOver = ban === undefined || (ban.until !== null && ban.until <= nowMs);
  return {
    ...name,
    badges: [...badges],
    role: standing.role,
    staff: standing.staff,
    subscriber: standing.subscribedMonths !== null,
    timedOutUntil: isOver ? null : ban.until,
    banned: !isOver && ban.until === null,
  };
}
