/** The tags that say what somebody is: the same badges in PRIVMSG, USERSTATE and USERNOTICE. Required keys are always there (dank-twitch-irc). */
import type { Chatter } from "#protocol/chat/event.ts";
import type { TagValues } from "#protocol/irc/tags.ts";

/** What badges come to. `vip` is there for VIPs only: clients take any other value than 0 for one. */
export function badgeTags(badges: readonly string[]): TagValues {
  const has = (set: string): boolean => badges.some((badge) => badge.startsWith(`${set}/`));
  const userType = has("staff") ? "staff" : has("moderator") ? "mod" : "";
  return {
    "badge-info": badges.find((badge) => badge.startsWith("subscriber/")) ?? "",
    badges: badges.join(","),
    mod: has("moderator") ? 1 : 0,
    subscriber: has("subscriber") ? 1 : 0,
    "user-type": userType,
    ...(has("vip") ? { vip: 1 } : {}),
  };
}

export const nameTags = ({ name, colour }: Pick<Chatter, "name" | "colour">): TagValues => ({
  color: colour ?? "",
  "display-name": name,
});
