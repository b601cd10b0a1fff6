/** The lines of the list: what each event of the room adds to them or takes from them. Pure: knows no elements and no connection. */
import { assertNever } from "#protocol/assert.ts";
import type { DoneCode } from "#protocol/chat/codes.ts";
import type { ChatEvent, Chatter, MessageEvent } from "#protocol/chat/event.ts";
import { changeInWords } from "./modes-in-words.ts";

/** Lines that are kept while the list follows the newest. Nobody scrolls further back in a live chat. */
export const MAX_LINES = 500;
/** The same while the reader looks at older ones: 15 s of the busiest room before what they read is dropped. */
export const MAX_PAUSED_LINES = 2000;

export type Spoken = MessageEvent | Extract<ChatEvent, { readonly kind: "announcement" }>;
/** What the list says by itself, in its place among the messages. */
export type Notice = Extract<ChatEvent, { readonly kind: "purge" | "clear" | "modes" }>;

/** Why a message is to be seen no longer; moderators still read it. */
export type Gone = "deleted" | "purged" | "cleared";

export type MessageLine = {
  readonly kind: "message";
  readonly id: string;
  readonly event: Spoken;
  readonly gone: Gone | null;
  /** The message that this one answers is to be seen no longer. */
  readonly replyGone: boolean;
};

export type Line =
  | MessageLine
  /** Lines are missing here. */
  | { readonly kind: "gap"; readonly id: string }
  | { readonly kind: "notice"; readonly id: string; readonly notice: Notice }
  /** The room's answer to something this person did; nobody else sees it. */
  | { readonly kind: "told"; readonly id: string; readonly code: DoneCode | null; readonly text: string };

/** The lines after these events, in order. Lines that stay the same keep their identity. */
export function addEvents(lines: readonly Line[], events: readonly ChatEvent[], most: number): readonly Line[] {
  if (events.length === 0) return lines;
  return trim(events.reduce(addEvent, lines), most);
}

export const trim = (lines: readonly Line[], most: number): readonly Line[] =>
  lines.length > most ? lines.slice(-most) : lines;

function addEvent(lines: readonly Line[], event: ChatEvent): readonly Line[] {
  switch (event.kind) {
    case "message":
    case "announcement":
      return [...lines, { kind: "message", id: String(event.seq), event, gone: null, replyGone: false }];
    case "delete":
      return remove(
        lines,
        "deleted",
        (spoken) => spoken.seq === event.target,
        (spoken) => spoken.kind === "message" && spoken.reply?.seq === event.target,
      );
    case "purge":
      return [
        ...remove(
          lines,
          "purged",
          (spoken) => spoken.from.userId === event.userId,
          (spoken) => spoken.kind === "message" && spoken.reply?.userId === event.userId,
        ),
        noticeOf(event),
      ];
    case "clear":
      return [
        ...remove(
          lines,
          "cleared",
          () => true,
          () => true,
        ),
        noticeOf(event),
      ];
    case "modes":
      return [...lines, noticeOf(event)];
    default:
      return assertNever(event, "unknown chat event");
  }
}

const noticeOf = (notice: Notice): Line => ({ kind: "notice", id: String(notice.seq), notice });

function remove(
  lines: readonly Line[],
  gone: Gone,
  isGone: (spoken: Spoken) => boolean,
  answersGone: (spoken: Spoken) => boolean,
): readonly Line[] {
  return lines.map((line) => {
    if (line.kind !== "message") return line;
    // A clear takes what is left of deleted messages as well.
    const next = isGone(line.event) && (line.gone === null || gone === "cleared") ? gone : line.gone;
    const replyGone = line.replyGone || answersGone(line.event);
    return next === line.gone && replyGone === line.replyGone ? line : { ...line, gone: next, replyGone };
  });
}

/** The lines that this person sees: what was cleared is there for moderators alone, and so is who was banned. */
export function seenLines(lines: readonly Line[], moderator: boolean): readonly Line[] {
  return lines.filter((line) => {
    if (line.kind === "message") return moderator || line.gone !== "cleared";
    if (line.kind !== "notice") return true;
    const { notice } = line;
    // Some settings have no words for viewers: how strict AutoMod is, for one.
    if (notice.kind === "modes") return changeInWords(notice.changed).length > 0;
    return moderator || notice.kind !== "purge";
  });
}

/** Without what blocked people say, and without what is quoted of them. Lines that stay the same keep their identity. */
export function unblockedLines(lines: readonly Line[], blocked: ReadonlySet<string>): readonly Line[] {
  if (blocked.size === 0) return lines;
  return lines.flatMap((line) => {
    if (line.kind !== "message" || line.event.kind !== "message") return [line];
    if (blocked.has(line.event.from.userId)) return [];
    const { reply } = line.event;
    return reply !== null && blocked.has(reply.userId) && !line.replyGone ? [{ ...line, replyGone: true }] : [line];
  });
}

/** The newest messages of one user that are still here, newest last. */
export function linesOf(lines: readonly Line[], userId: string, most: number): readonly MessageLine[] {
  return lines
    .flatMap((line) => (line.kind === "message" && line.event.from.userId === userId ? [line] : []))
    .slice(-most);
}

/** Messages newer than a position: how many came while the reader looked at older ones. */
export function countSince(lines: readonly Line[], position: number): number {
  return lines.filter((line) => line.kind === "message" && line.event.seq > position).length;
}

/** Who spoke here, whoever spoke last first. */
export function speakers(lines: readonly Line[]): readonly Chatter[] {
  const newestFirst = lines.toReversed().flatMap((line) => (line.kind === "message" ? [line.event.from] : []));
  const found = new Map<string, Chatter>();
  for (const from of newestFirst) if (!found.has(from.login)) found.set(from.login, from);
  return [...found.values()];
}
