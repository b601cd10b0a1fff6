/** Bans and timeouts that hold, a page at a time: newest first, and among equals by the account's id. Pure. */
import type { Ban } from "#protocol/chat/moderation.ts";
import { type BanPlace, type BansCall, MAX_ASKED_BANS } from "./calls.ts";

/** Of those who are named the ones who are banned, in the order of the names; else those beyond the place, nearest first. */
export function listBans(bans: ReadonlyMap<string, Ban>, call: BansCall, nowMs: number): readonly Ban[] {
  const holds = ({ until }: Ban): boolean => until === null || until > nowMs;
  if ("among" in call) {
    const named = call.among.slice(0, MAX_ASKED_BANS);
    return named.flatMap((userId) => bans.get(userId) ?? []).filter(holds);
  }
  const { direction, place } = call;
  const sign = direction === "after" ? 1 : -1;
  const compare = (one: Ban, other: Ban): number => sign * compareBanPlaces(placeOfBan(one), placeOfBan(other));
  const limit = Math.min(Math.max(call.limit, 0), MAX_ASKED_BANS);
  const isBeyond = (ban: Ban): boolean => place === null || sign * compareBanPlaces(placeOfBan(ban), place) > 0;
  return nearest(bans.values(), (ban) => holds(ban) && isBeyond(ban), compare, limit);
}

export const placeOfBan = ({ at, user }: Ban): BanPlace => [at, user.userId];

export const compareBanPlaces = ([at, id]: BanPlace, [otherAt, otherId]: BanPlace): number =>
  otherAt - at || Number(id) - Number(otherId);

/** The first so many in order, in one pass: a room may have a hundred thousand bans, and does nothing else meanwhile. */
function nearest<T>(
  all: Iterable<T>,
  isWanted: (entry: T) => boolean,
  compare: (one: T, other: T) => number,
  limit: number,
): readonly T[] {
  const kept: T[] = [];
  for (const entry of all) {
    if (!isWanted(entry)) continue;
    const last = kept.at(-1);
    if (kept.length >= limit && (last === undefined || compare(entry, last) >= 0)) continue;
    const at = kept.findIndex((other) => compare(entry, other) < 0);
    kept.splice(at === -1 ? kept.length : at, 0, entry);
    if (kept.length > limit) kept.pop();
  }
  return kept;
}
