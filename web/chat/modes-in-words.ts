/** The modes of a room in words: above the composer as they are, and in the log as they change. Pure. */
import type { Modes, ModesChange } from "#protocol/chat/modes.ts";
import { chatStrings as say } from "./chat-strings.ts";
import { durationInWords } from "./duration-in-words.ts";

/** Each mode that keeps a viewer from writing as they like; nothing of what only moderators set. */
export function modesInWords(modes: Modes): readonly string[] {
  const words = say.modes;
  return [
    ...(modes.shield ? [words.shield] : []),
    ...(modes.followerMinutes === null ? [] : [followers(modes.followerMinutes)]),
    ...(modes.subscribersOnly ? [words.subscribers] : []),
    ...(modes.emoteOnly ? [words.emotes] : []),
    ...(modes.slowSeconds === 0 ? [] : [words.slow(durationInWords(modes.slowSeconds))]),
    ...(modes.uniqueChat ? [words.unique] : []),
    ...(modes.linksAllowed ? [] : [words.noLinks]),
  ];
}

/** What changed, a sentence each; nothing for what viewers do not see. */
export function changeInWords(changed: ModesChange): readonly string[] {
  const words = say.modes;
  const { slowSeconds, followerMinutes, subscribersOnly, emoteOnly, uniqueChat, linksAllowed, shield } = changed;
  const onOff = (value: boolean | undefined, on: string, off: string): readonly string[] =>
    value === undefined ? [] : [value ? on : off];
  // What the shield brings stands above the field; here one sentence says why.
  if (shield !== undefined) return [shield ? words.shieldOn : words.shieldOff];
  return [
    ...(followerMinutes === undefined
      ? []
      : [followerMinutes === null ? words.followersOff : words.isOn(followers(followerMinutes))]),
    ...onOff(subscribersOnly, words.isOn(words.subscribers), words.subscribersOff),
    ...onOff(emoteOnly, words.isOn(words.emotes), words.emotesOff),
    ...(slowSeconds === undefined
      ? []
      : [slowSeconds === 0 ? words.slowOff : words.isOn(words.slow(durationInWords(slowSeconds)))]),
    ...onOff(uniqueChat, words.isOn(words.unique), words.uniqueOff),
    ...onOff(linksAllowed, words.linksOn, words.noLinks),
  ];
}

function followers(minutes: number): string {
  return minutes === 0 ? say.modes.followers : say.modes.followersFor(durationInWords(minutes * 60));
}
