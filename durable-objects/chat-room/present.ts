/** Who is in a room, as its sockets tell: each account once. Knows no sockets and no names but those it is given. */
import type { User, Viewer } from "#protocol/chat/viewer.ts";
import type { Present } from "./calls.ts";

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
