/** A change of a room's modes: for each a ROOMSTATE with that one key, which clients take for a change, and a NOTICE that says it. */
import type { Modes, ModesChange } from "#protocol/chat/modes.ts";
import type { TagValues } from "#protocol/irc/tags.ts";
import { type Channel, flag, roomStateLine } from "./channel-lines.ts";
import { notice } from "./notice.ts";
import type { ServerLine } from "./server-line.ts";

/** The modes that Twitch knows. */
export type ToldMode = "slowSeconds" | "followerMinutes" | "subscribersOnly" | "emoteOnly" | "uniqueChat";

type Told = { readonly tags: TagValues; readonly code: string; readonly sentence: string };

const onOff =
  (tag: string, code: string, name: string) =>
  (on: boolean): Told => ({
    tags: { [tag]: flag(on) },
    code: `${code}_${on ? "on" : "off"}`,
    sentence: on ? `This room is now in ${name} mode.` : `This room is no longer in ${name} mode.`,
  });

const tellSubscribers = onOff("subs-only", "subs", "subscribers-only");
const tellEmotes = onOff("emote-only", "emote_only", "emote-only");
const tellUnique = onOff("r9k", "r9k", "unique-chat");

function tellSlow(seconds: number): Told {
  const tags = { slow: seconds };
  if (seconds === 0) return { tags, code: "slow_off", sentence: "This room is no longer in slow mode." };
  const sentence = `This room is now in slow mode. You may send messages every ${seconds} seconds.`;
  return { tags, code: "slow_on", sentence };
}

function tellFollowers(minutes: number | null): Told {
  const tags = { "followers-only": minutes ?? -1 };
  if (minutes === null) {
    return { tags, code: "followers_off", sentence: "This room is no longer in followers-only mode." };
  }
  if (minutes === 0) return { tags, code: "followers_on_zero", sentence: "This room is now in followers-only mode." };
  return { tags, code: "followers_on", sentence: `This room is now in ${spell(minutes)} followers-only mode.` };
}

/** Minutes in the largest unit that they are a whole number of. */
function spell(minutes: number): string {
  const [count, unit] =
    minutes % 1440 === 0 ? [minutes / 1440, "day"] : minutes % 60 === 0 ? [minutes / 60, "hour"] : [minutes, "minute"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** The modes that Twitch knows; the others make no line. */
export function modeLines(channel: Channel, changed: ModesChange): readonly ServerLine[] {
  const { slowSeconds, followerMinutes, subscribersOnly, emoteOnly, uniqueChat } = changed;
  const told = [
    slowSeconds === undefined ? null : tellSlow(slowSeconds),
    followerMinutes === undefined ? null : tellFollowers(followerMinutes),
    subscribersOnly === undefined ? null : tellSubscribers(subscribersOnly),
    emoteOnly === undefined ? null : tellEmotes(emoteOnly),
    uniqueChat === undefined ? null : tellUnique(uniqueChat),
  ];
  return told.flatMap((one) =>
    one === null ? [] : [roomStateLine(channel, one.tags), notice(channel.login, one.code, one.sentence)],
  );
}

/** Of the modes that Twitch knows those that differ, as they are now. */
export function modesChanged(before: Modes, now: Modes): ModesChange {
  const { slowSeconds, followerMinutes, subscribersOnly, emoteOnly, uniqueChat } = now;
  return {
    ...(before.slowSeconds === slowSeconds ? {} : { slowSeconds }),
    ...(before.followerMinutes === followerMinutes ? {} : { followerMinutes }),
    ...(before.subscribersOnly === subscribersOnly ? {} : { subscribersOnly }),
    ...(before.emoteOnly === emoteOnly ? {} : { emoteOnly }),
    ...(before.uniqueChat === uniqueChat ? {} : { uniqueChat }),
  };
}
