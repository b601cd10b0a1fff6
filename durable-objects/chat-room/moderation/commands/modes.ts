/** Commands that set a room's modes. Pure. */
import { DEFAULT_SLOW_S, MAX_FOLLOWER_MINUTES, MAX_SLOW_S, type ModesChange } from "#protocol/chat/modes.ts";
import { parseDuration } from "../duration.ts";
import { refusal } from "../refusal.ts";
import { acting, always, type Command, refuse, split, usage } from "./parsed.ts";

const set = (change: ModesChange): Command => always({ kind: "modes", change });

const SLOW = usage(
  "usage_slow_on",
  `“/slow [duration]” - Enables slow mode (limit how often users may send messages). Duration (optional, default=${DEFAULT_SLOW_S}) must be a positive number of seconds, at most ${MAX_SLOW_S}. Use “/slowoff” to disable.`,
);
const FOLLOWERS = usage(
  "usage_followers_on",
  "“/followers [duration]” - Enables followers-only mode (only users who have followed for the duration may chat). Examples: “30m”, “1 week”, “5 days 12 hours”. Must be at most 3 months. A number alone is minutes. Use “/followersoff” to disable.",
);
const AUTOMOD = refusal(
  "unrecognized_cmd",
  "Usage: “/automod <level>” - Sets AutoMod’s level, from 0 (off) to 4 (strictest).",
);

const slow: Command = (rest) => {
  const [first] = split(rest);
  const seconds = first === "" ? DEFAULT_SLOW_S : parseDuration(first, "s");
  if (seconds === null || seconds < 1) return refuse(SLOW);
  return acting({ kind: "modes", change: { slowSeconds: seconds } }, SLOW);
};

const followers: Command = (rest) => {
  // `5 days 12 hours` is `5d12h`.
  const short = rest
    .toLowerCase()
    .replace(/\s+/g, "")
    .replace(/months?/g, "mo")
    .replace(/(weeks?|days?|hours?|minutes?|mins?|seconds?|secs?)/g, (word) => word.charAt(0));
  const seconds = short === "" ? 0 : parseDuration(short, "m");
  if (seconds === null || seconds > MAX_FOLLOWER_MINUTES * 60) return refuse(FOLLOWERS);
  return acting({ kind: "modes", change: { followerMinutes: Math.ceil(seconds / 60) } }, FOLLOWERS);
};

const autoMod: Command = (rest) =>
  /^[0-4]$/.test(rest) ? acting({ kind: "modes", change: { autoModLevel: Number(rest) } }, AUTOMOD) : refuse(AUTOMOD);

export const MODES: Readonly<Record<string, Command>> = {
  slow,
  slowoff: set({ slowSeconds: 0 }),
  followers,
  followersoff: set({ followerMinutes: null }),
  subscribers: set({ subscribersOnly: true }),
  subscribersoff: set({ subscribersOnly: false }),
  emoteonly: set({ emoteOnly: true }),
  emoteonlyoff: set({ emoteOnly: false }),
  uniquechat: set({ uniqueChat: true }),
  uniquechatoff: set({ uniqueChat: false }),
  r9kbeta: set({ uniqueChat: true }),
  r9kbetaoff: set({ uniqueChat: false }),
  shield: set({ shield: true }),
  shieldoff: set({ shield: false }),
  links: set({ linksAllowed: true }),
  linksoff: set({ linksAllowed: false }),
  automod: autoMod,
};
