/** Who is in a room, as its sockets tell: each account once. Knows no sockets and no names but those it is given. */
import type { User, Viewer } from "#protocol/chat/viewer.ts";
import type { Present, PresentPage, PresentPageCall, PresentPlace } from "./calls.ts";

/** Users that one object names, at most: as many as it takes sockets (MAX_ROOM_SOCKETS, MAX_RELAY_SOCKETS), some 400 KB of an answer. */
export const MAX_PRESENT = 4000;

/** Readers without account are nobody's to name. */
export function presentUsers(viewers: Iterable<Viewer | null>): Present["users"] {
  const users = new Map<string, User>();
  for (const viewer of viewers) {
    if (users.size >= MAX_PRESENT) break;
    if (viewer !== null) users.set(viewer.userId, { userId: viewer.userId, login: viewer.login, name: viewer.name });
  }
  return [...users.values()];
}

/** One page of those whom an object names. */
export function pageOfPresent({ users, links }: Present, call: PresentPageCall): PresentPage {
  return { users: nearestUsers(users, call), ids: Float64Array.from(users, ({ userId }) => Number(userId)), links };
}

/** By login; nearest first in the direction, each once. */
export function nearestUsers(users: readonly User[], { direction, place, limit }: PresentPageCall): readonly User[] {
  const sign = direction === "after" ? 1 : -1;
  const compare = (one: User, other: User): number => sign * comparePlaces(placeOfUser(one), placeOfUser(other));
  const beyond = users.filter((user) => place === null || sign * comparePlaces(placeOfUser(user), place) > 0);
  const each = new Map(beyond.map((user) => [user.userId, user]));
  return [...each.values()].toSorted(compare).slice(0, limit);
}

export const placeOfUser = ({ login, userId }: User): PresentPlace => [login, userId];

function comparePlaces([login, id]: PresentPlace, [otherLogin, otherId]: PresentPlace): number {
  if (login !== otherLogin) return login < otherLogin ? -1 : 1;
  return Number(id) - Number(otherId);
}
