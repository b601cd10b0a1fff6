/** Commands about people: bans, timeouts, roles and lists. Pure. */
import type { RefusalCode } from "#protocol/chat/codes.ts";
import { DEFAULT_TIMEOUT_S, MAX_TIMEOUT_S, MIN_TIMEOUT_S } from "#protocol/chat/limits.ts";
import { parseDuration, sayDuration } from "../duration.ts";
import { refusal } from "../refusal.ts";
import { acting, always, type Command, readLogin, readReason, refuse, split, usage } from "./parsed.ts";

const BAN = usage(
  "usage_ban",
  "“/ban <username> [reason]” - Permanently prevent a user from chatting. Reason is optional and shown to other moderators. Use “/unban” to remove a ban.",
);
const TIMEOUT = usage(
  "usage_timeout",
  "“/timeout <username> [duration][time unit] [reason]” - Temporarily prevent a user from chatting. Duration (optional, default=10 minutes) must be a positive integer; time unit (optional, default=s) must be one of s, m, h, d, w; maximum duration is 2 weeks. Combinations like 1d2h are also allowed. Use “/untimeout” to remove a timeout.",
);

const ban: Command = (rest) => {
  const [name, reason] = split(rest);
  const user = readLogin(name);
  return user === null ? refuse(BAN) : acting({ kind: "ban", user, reason: readReason(reason) }, BAN);
};

const timeout: Command = (rest) => {
  const [name, behind] = split(rest);
  const user = readLogin(name);
  if (user === null) return refuse(TIMEOUT);
  const [first, reason] = split(behind);
  const seconds = parseDuration(first, "s");
  // `/timeout ada rude` leaves the duration out.
  if (seconds === null && /^\d/.test(first)) return refuse(TIMEOUT);
  if (seconds === null)
    return acting({ kind: "timeout", user, seconds: DEFAULT_TIMEOUT_S, reason: readReason(behind) }, TIMEOUT);
  if (seconds > MAX_TIMEOUT_S || seconds < MIN_TIMEOUT_S)
    return refuse(
      refusal("bad_timeout_duration", `You cannot time a user out for more than ${sayDuration(MAX_TIMEOUT_S)}.`),
    );
  return acting({ kind: "timeout", user, seconds, reason: readReason(reason) }, TIMEOUT);
};

/** A command that names somebody and says no more. */
function about(
  kind: "unban" | "mod" | "unmod" | "vip" | "unvip",
  name: string,
  code: RefusalCode,
  what: string,
): Command {
  const how = usage(code, `“/${name} <username>” - ${what}`);
  return (rest) => {
    const user = readLogin(split(rest)[0]);
    return user === null ? refuse(how) : acting({ kind, user }, how);
  };
}

export const PEOPLE: Readonly<Record<string, Command>> = {
  ban,
  timeout,
  unban: about("unban", "unban", "usage_unban", "Removes a ban on a user."),
  untimeout: about("unban", "untimeout", "usage_unban", "Removes a timeout on a user."),
  mod: about("mod", "mod", "usage_mod", "Grant moderator status to a user. Use “/mods” to list the moderators."),
  unmod: about("unmod", "unmod", "usage_unmod", "Revoke moderator status from a user."),
  vip: about("vip", "vip", "usage_vip", "Grant VIP status to a user. Use “/vips” to list the VIPs."),
  unvip: about("unvip", "unvip", "usage_unvip", "Revoke VIP status from a user."),
  mods: always({ kind: "listModerators" }),
  vips: always({ kind: "listVips" }),
};
