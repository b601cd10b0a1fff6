/** The moderation log as it is about one person: which entries name them, and what is left of those when the account is deleted. Pure. */
import { deletedUser } from "#protocol/chat/forget.ts";
import type { LogEntry } from "#protocol/chat/moderation.ts";

export const names = ({ by, user }: LogEntry, userId: string): boolean =>
  by?.userId === userId || user?.userId === userId;

/** What was done stays, and when. Who it was done to or by is an id; a reason or a message's text goes with the person whom it is about. */
export function anonymised(entry: LogEntry, userId: string): LogEntry {
  const { by, user, detail } = entry;
  return {
    ...entry,
    by: by?.userId === userId ? deletedUser(userId) : by,
    user: user?.userId === userId ? deletedUser(userId) : user,
    detail: user?.userId === userId ? "" : detail,
  };
}
