/** The emotes that may be written in a channel: by name, for the picker, and where they stand in a text that the room has not seen yet. Pure. */
import type { ChannelEmote } from "#protocol/chat/emote.ts";
import type { EmoteSpan } from "#protocol/chat/event.ts";

export type Emote = { readonly id: string; readonly name: string };
export type EmoteSet = {
  readonly global: readonly Emote[];
  readonly channel: readonly Emote[];
  readonly byName: ReadonlyMap<string, Emote>;
};

/** Those of the channel that this person may use come first, and win where two have one name. */
export function emoteSet(global: readonly Emote[], channel: readonly ChannelEmote[], subscriber: boolean): EmoteSet {
  const own = channel.filter(({ tier }) => tier === "everyone" || subscriber).map(({ id, name }) => ({ id, name }));
  return { global, channel: own, byName: new Map([...global, ...own].map((emote) => [emote.name, emote])) };
}

/** Where emotes stand, in code points: the words that are a name, case and all. */
export function emoteSpans(text: string, { byName }: EmoteSet): readonly EmoteSpan[] {
  const spans: EmoteSpan[] = [];
  let at = 0;
  for (const word of text.split(/(\s+)/u)) {
    const length = [...word].length;
    const emote = byName.get(word);
    if (emote !== undefined) spans.push({ id: emote.id, start: at, end: at + length - 1 });
    at += length;
  }
  return spans;
}

/** Emotes whose name holds what was typed, whatever its case; those that begin with it first. */
export function findEmotes(emotes: readonly Emote[], typed: string): readonly Emote[] {
  const wanted = typed.toLowerCase();
  const found = emotes.filter(({ name }) => name.toLowerCase().includes(wanted));
  const begins = ({ name }: Emote) => name.toLowerCase().startsWith(wanted);
  return [...found.filter(begins), ...found.filter((emote) => !begins(emote))];
}
