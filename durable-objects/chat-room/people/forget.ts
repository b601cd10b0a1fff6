/**
 * Takes a person whose account was deleted out of the room's state. First everybody is told, as of any other deletion, and moderation is
 * changed; then the ring is cleaned, of that telling too. A ban stays, by id alone. Pure.
 */
import { deletedUser, loginsIn, withoutPerson } from "#protocol/chat/forget.ts";
import type { Ban } from "#protocol/chat/moderation.ts";
import { flush } from "../flushing.ts";
import { withoutHeld } from "../moderation/held.ts";
import type { ModerationChange, ModerationState } from "../moderation/state.ts";
import type { Kept } from "../ring.ts";
import type { Decision, RoomState, Told, Waiting } from "../room-state.ts";

/** A deletion of all that somebody said is a timeout of a second, as moderators have always done it: programs note no ban. */
const PURGE_SECONDS = 1;

export function tellForgotten(state: RoomState, userId: string, nowMs: number): Decision {
  const lines = [...state.moderation.held.values()].filter(({ viewer }) => viewer.userId === userId);
  const { moderation, changes } = anonymise(state.moderation, userId);
  const login = [...state.ring.kept, ...state.waiting]
    .flatMap(({ event }) => ("from" in event && event.from.userId === userId ? [event.from.login] : []))
    .at(-1);
  const purge: readonly Waiting[] =
    login === undefined
      ? []
      : [{ event: { kind: "purge", at: nowMs, userId, login, seconds: PURGE_SECONDS }, nonce: null, origins: [] }];
  return flush(
    {
      ...state,
      moderation: withoutHeld(moderation, lines),
      waiting: [...state.waiting, ...purge],
      changes: [
        ...state.changes,
        ...changes,
        ...lines.map(({ held }): ModerationChange => ({ kind: "release", id: held.id })),
      ],
      told: [
        ...state.told,
        // Without what it said: whoever has it in a queue takes it out.
        ...lines.map(
          ({ held }): Told => ({ kind: "moderators", frame: { kind: "heldOver", id: held.id, outcome: "expired" } }),
        ),
      ],
    },
    [],
    nowMs,
  );
}

/** Follows once everything that was said is in the ring: the telling is its last event then, so that what is stored next follows it. */
export function forgetInRing(state: RoomState, userId: string): RoomState {
  const { ring } = state;
  const logins = loginsIn(
    ring.kept.map(({ event }) => event),
    userId,
    [],
  );
  const kept = ring.kept.flatMap(({ event, nonce }): Kept[] => {
    const left = withoutPerson(event, userId, logins);
    return left === null ? [] : [{ event: left, nonce }];
  });
  const sent = new Map([...ring.sent].filter(([mark]) => !mark.startsWith(`${userId} `)));
  return { ...state, ring: { ...ring, kept, sent } };
}

function anonymise(
  before: ModerationState,
  userId: string,
): { readonly moderation: ModerationState; readonly changes: readonly ModerationChange[] } {
  const changes: ModerationChange[] = [];
  const nobody = deletedUser(userId);
  const bans = new Map(before.bans);
  for (const [id, ban] of before.bans) {
    const next = anonymisedBan(ban, userId);
    if (next === ban) continue;
    bans.set(id, next);
    changes.push({ kind: "ban", ban: next });
  }
  const grants = new Map(before.grants);
  if (grants.delete(userId)) changes.push({ kind: "revoke", userId });
  const terms = before.terms.map((term) => {
    if (term.by.userId !== userId || term.by.login === nobody.login) return term;
    const next = { ...term, by: nobody };
    changes.push({ kind: "addTerm", term: next });
    return next;
  });
  return { moderation: { ...before, bans, grants, terms }, changes };
}

function anonymisedBan(ban: Ban, userId: string): Ban {
  const nobody = deletedUser(userId);
  const { user, by } = ban;
  if (user.userId === userId && user.login !== nobody.login) {
    return { ...ban, user: nobody, by: by.userId === userId ? nobody : by, reason: "" };
  }
  return by.userId === userId && by.login !== nobody.login ? { ...ban, by: nobody } : ban;
}
