/** Rules about who may speak: bans, followers-only and subscribers-only. Pure. */
import { sayDuration } from "../duration.ts";
import { refusal } from "../refusal.ts";
import type { Rule } from "./rule.ts";

const MINUTE_MS = 60_000;

export const notBanned: Rule = ({ state, line, now }) => {
  const ban = state.bans.get(line.viewer.userId);
  if (ban === undefined) return null;
  if (ban.until === null) return refusal("msg_banned", "You are permanently banned from talking in this channel.");
  if (ban.until <= now) return null;
  const left = ban.until - now;
  return refusal("msg_timedout", `You are timed out for ${Math.ceil(left / 1000)} more seconds.`, left);
};

export const followersOnly: Rule = ({ modes, line, now }) => {
  const minutes = modes.followerMinutes;
  if (minutes === null) return null;
  const { followedAt } = line.standing;
  if (followedAt === null && minutes === 0)
    return refusal(
      "msg_followersonly_zero",
      "This room is in followers-only mode. Follow this channel to join the community!",
    );
  const needed = sayDuration(minutes * 60);
  if (followedAt === null)
    return refusal(
      "msg_followersonly",
      `This room is in ${needed} followers-only mode. Follow this channel to join the community!`,
    );
  const followedMs = now - followedAt;
  if (followedMs >= minutes * MINUTE_MS) return null;
  const followed = sayDuration(Math.max(0, followedMs) / 1000);
  return refusal(
    "msg_followersonly_followed",
    `This room is in ${needed} followers-only mode. You have been following for ${followed}. Continue following to chat!`,
    minutes * MINUTE_MS - followedMs,
  );
};

export const subscribersOnly: Rule = ({ modes, line }) =>
  modes.subscribersOnly && line.standing.subscribedMonths === null
    ? refusal("msg_subsonly", "This room is in subscribers only mode. To talk, subscribe to this channel.")
    : null;
