/**
 * Takes a person whose account was deleted out of what happened in a room: what they said goes, and where others' events name them stands the
 * name that a deleted account has everywhere. The room and the chunks of its replay are cleaned by the same rules. Pure.
 */
import type { ChatEvent } from "./event.ts";
import type { User } from "./viewer.ts";

/** How a deleted account is called, here and in the database. */
export const deletedLogin = (userId: string): string => `deleted_${userId}`;

export function deletedUser(userId: string): User {
  const login = deletedLogin(userId);
  return { userId, login, name: login };
}

/** Logins that one person had in one room, at most: the deletion of a message names its sender by login alone. */
export const MAX_FORMER_LOGINS = 50;

/** The logins under which somebody speaks in these events, with those that were known before. */
export function loginsIn(events: readonly ChatEvent[], userId: string, known: readonly string[]): readonly string[] {
  const logins = new Set(known);
  for (const event of events) {
    if ("from" in event && event.from.userId === userId) logins.add(event.from.login);
    if (event.kind === "purge" && event.userId === userId) logins.add(event.login);
  }
  logins.delete(deletedLogin(userId));
  return [...logins].slice(0, MAX_FORMER_LOGINS);
}

/** The event without the person; null when it is what they said. An event that does not name them comes back as it is. */
export function withoutPerson(event: ChatEvent, userId: string, logins: readonly string[]): ChatEvent | null {
  switch (event.kind) {
    case "message":
      if (event.from.userId === userId) return null;
      return event.reply?.userId === userId ? { ...event, reply: null } : event;
    case "announcement":
      return event.from.userId === userId ? null : event;
    case "purge": {
      const login = deletedLogin(userId);
      return event.userId === userId && event.login !== login ? { ...event, login } : event;
    }
    case "delete":
      return logins.includes(event.login) ? { ...event, login: deletedLogin(userId) } : event;
    default:
      return event;
  }
}
