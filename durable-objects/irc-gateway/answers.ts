/** What the room answered one sender, as lines to the connection that sent: USERSTATE for what is said, NOTICE for everything else. Pure. */
import type { DoneCode } from "#protocol/chat/codes.ts";
import { messageId } from "#protocol/chat/event.ts";
import type { Down, Self } from "#protocol/chat/frames.ts";
import type { Modes, ModesChange } from "#protocol/chat/modes.ts";
import { type Channel, userState } from "./lines/channel-lines.ts";
import { modeLines, type ToldMode } from "./lines/mode-lines.ts";
import { notice } from "./lines/notice.ts";
import type { ServerLine } from "./lines/server-line.ts";

/** The modes that an answer speaks of. */
const MODE_OF: Readonly<Partial<Record<DoneCode, ToldMode>>> = {
  slow_on: "slowSeconds",
  slow_off: "slowSeconds",
  followers_on: "followerMinutes",
  followers_on_zero: "followerMinutes",
  followers_off: "followerMinutes",
  subs_on: "subscribersOnly",
  subs_off: "subscribersOnly",
  emote_only_on: "emoteOnly",
  emote_only_off: "emoteOnly",
  r9k_on: "uniqueChat",
  r9k_off: "uniqueChat",
};
/** What happened in the room says it already. */
const SHOWN: ReadonlySet<DoneCode> = new Set(["clear_success", "announce_success"]);

export type Answered = {
  /** With the login that the client named it by. */
  readonly channel: Channel;
  readonly self: Self | null;
  readonly clientNonce: string | null;
  readonly modes: Modes | null;
  /** Whether everyone was told of a change of this mode after the command was sent. */
  readonly isTold: (mode: ToldMode) => boolean;
};

type Answer = Extract<Down, { readonly kind: "sent" | "refused" | "done" }>;

export function answerLines(frame: Answer, answered: Answered): readonly ServerLine[] {
  const { channel, self, clientNonce } = answered;
  switch (frame.kind) {
    case "sent": {
      const nonce = clientNonce === null ? {} : { "client-nonce": clientNonce };
      const id = frame.seq === null ? {} : { id: messageId(channel.id, frame.seq) };
      return self === null ? [] : [userState(channel.login, self, { ...nonce, ...id })];
    }
    case "refused":
      return [notice(channel.login, frame.code, frame.message)];
    case "done":
      return doneLines(frame, answered);
  }
}

function doneLines(
  { code, message, users }: Extract<Answer, { readonly kind: "done" }>,
  { channel, modes, isTold }: Answered,
): readonly ServerLine[] {
  if (SHOWN.has(code)) return [];
  const mode = MODE_OF[code];
  if (mode !== undefined) {
    // A mode that was as it is now already: nobody is told but who asked, whose client waits for it.
    return isTold(mode) || modes === null ? [] : modeLines(channel, only(modes, mode));
  }
  return [notice(channel.login, code, sentenceOf(code, message, users))];
}

/** Clients read the names from behind the colon. */
function sentenceOf(code: DoneCode, message: string, users: readonly string[] = []): string {
  if (code === "room_mods") return `The moderators of this channel are: ${users.join(", ")}`;
  if (code === "vips_success") return `The VIPs of this channel are: ${users.join(", ")}.`;
  return message;
}

function only(modes: Modes, mode: ToldMode): ModesChange {
  return { [mode]: modes[mode] };
}
