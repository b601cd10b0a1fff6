/** What every line of the list shares: who reads it, what they may do, and where their presses go. Made anew only when one of it changes. */
import type { Chatter } from "#protocol/chat/event.ts";
import type { MessageLine } from "./lines.ts";

export type LineContext = {
  /** The names of who reads, in lower case. */
  readonly me: readonly string[];
  readonly userId: string | null;
  readonly moderator: boolean;
  /** Whether this person may write: only then is there a reply. */
  readonly writes: boolean;
  /** Shows the time of each line. */
  readonly times: boolean;
  readonly onPerson: (person: Chatter) => void;
  readonly onReply: (line: MessageLine) => void;
  readonly onJump: (seq: number) => void;
  readonly onDelete: (line: MessageLine) => void;
  readonly onTimeout: (person: Chatter) => void;
  readonly onBan: (person: Chatter) => void;
};

/** Nobody moderates themselves or the broadcaster; the room refuses it as well. */
export function mayActOn(
  { moderator, userId }: Pick<LineContext, "moderator" | "userId">,
  { userId: theirs, badges }: Chatter,
): boolean {
  return moderator && theirs !== userId && !badges.some((badge) => badge.startsWith("broadcaster/"));
}
