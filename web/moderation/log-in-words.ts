/** An entry of the moderation log as a sentence. Pure. */
import type { LogEntry } from "#protocol/chat/moderation.ts";
import { moderationStrings as say } from "./moderation-strings.ts";

/** What each action is called after who did it; `%` is whom it was done to. */
const SENTENCES: Readonly<Record<string, string>> = {
  ban: "banned %",
  timeout: "timed % out",
  unban: "unbanned %",
  untimeout: "ended the timeout of %",
  delete: "deleted a message of %",
  clear: "cleared the chat",
  modes: "changed the rules",
  mod: "made % a moderator",
  unmod: "took moderating from %",
  vip: "made % a VIP",
  unvip: "took being a VIP from %",
  announce: "announced",
  addTerm: "blocked a term",
  removeTerm: "allowed a term again",
  hold: "held a message of %",
  allowHeld: "allowed a message of %",
  denyHeld: "denied a message of %",
  expireHeld: "let a message of % expire",
};

/** Who, and what they did to whom. An action that this page does not know is called what it is. */
export function logInWords({ by, action, user }: LogEntry): { readonly who: string; readonly what: string } {
  const sentence = SENTENCES[action] ?? (user === null ? action : `${action} %`);
  return { who: by?.name ?? say.theRoom, what: sentence.replace("%", () => user?.name ?? "") };
}
