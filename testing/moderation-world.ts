/** A room's moderation for tests: people, their standings, and what they say. */
import type { ActContext, Actor } from "#durable-objects/chat-room/moderation/acts/acting.ts";
import { openModeration } from "#durable-objects/chat-room/moderation/open.ts";
import type { Line, ModerationState, Spoken, Standing } from "#durable-objects/chat-room/moderation/state.ts";
import type { BlockedTerm, Grant } from "#protocol/chat/moderation.ts";
import { DEFAULT_MODES, type Modes } from "#protocol/chat/modes.ts";
import type { User, Viewer } from "#protocol/chat/viewer.ts";

export const NOW = Date.UTC(2026, 10, 20, 12);

export const personOf = (userId: string, login: string): User => ({ userId, login, name: login });
export const BROADCASTER = personOf("1", "owner");
export const MODERATOR = personOf("2", "moddy");
export const OTHER_MODERATOR = personOf("3", "maud");
export const VIP = personOf("4", "vera");
export const VIEWER = personOf("5", "ada");
export const OTHER = personOf("6", "bob");
export const STAFF = personOf("7", "admin");

const GRANTS: readonly Grant[] = [
  { user: MODERATOR, role: "moderator", at: 1 },
  { user: OTHER_MODERATOR, role: "moderator", at: 2 },
  { user: VIP, role: "vip", at: 3 },
];

export function roomOf(modes: Partial<Modes> = {}, terms: readonly string[] = []): ModerationState {
  const blocked = terms.map((term, at): BlockedTerm => ({ id: `b${at}`, term, at: 1, by: MODERATOR }));
  return openModeration(BROADCASTER.userId, {
    ...{ modes: { ...DEFAULT_MODES, ...modes }, grants: GRANTS, bans: [], terms: blocked, held: [], nextLogId: 1 },
  });
}

export const viewerOf = (user: User): Viewer => ({ ...user, colour: null, createdAt: 0, staff: user === STAFF });

/** What somebody is in a room; no subscriber and no follower. */
export function standingIn(state: ModerationState, userId: string): Standing {
  const role = userId === state.broadcasterId ? "broadcaster" : (state.grants.get(userId)?.role ?? "viewer");
  return { role, staff: userId === STAFF.userId, subscribedMonths: null, followedAt: null };
}

export const actorOf = (state: ModerationState, user: User): Actor => ({
  viewer: viewerOf(user),
  standing: standingIn(state, user.userId),
});

export function contextOf(
  state: ModerationState,
  resolved: User | null,
  message: ActContext["message"] = null,
): ActContext {
  return { resolved, message, standingOf: (userId) => standingIn(state, userId) };
}

export function lineOf(state: ModerationState, user: User, text: string, more: Partial<Standing> = {}): Line {
  const standing = { ...standingIn(state, user.userId), ...more };
  return { viewer: viewerOf(user), standing, text, emotesOnly: false };
}

export const spokenAt = (...times: readonly number[]): Spoken => ({ sentAt: times, texts: [] });
