/**
 * Finds the emotes of a text: which words stand for pictures, and where. Positions are computed here, once, for every viewer and protocol.
 * Pure; knows nothing of images, and of users only whether subscribers' emotes are theirs to use.
 */
import { type ChannelEmote, GLOBAL_EMOTES } from "#protocol/chat/emote.ts";
import type { EmoteSpan } from "#protocol/chat/event.ts";
import { MAX_MESSAGE_LENGTH } from "#protocol/chat/limits.ts";

/** Code points of the shortest name that a channel can give. */
const SHORTEST_NAME = 3;

/** Emotes of one text, at most: as many of the shortest name, with a space after each, as the longest message holds. */
export const MAX_EMOTE_SPANS = Math.floor(MAX_MESSAGE_LENGTH / (SHORTEST_NAME + 1));

/** The words that are emotes in one room. Made anew when the channel's emotes change, not for each line. */
export type EmoteSet = {
  readonly byName: ReadonlyMap<string, { readonly id: string; readonly subscribersOnly: boolean }>;
  /** UTF-16 units of the shortest and longest name: most words of a line are passed over by their length. */
  readonly shortest: number;
  readonly longest: number;
};

/** Where a name is taken twice the global emote stands before the channel's, and the channel's before those of others. */
export function buildEmoteSet(
  channelEmotes: readonly ChannelEmote[],
  thirdParty: readonly { readonly id: string; readonly name: string }[] = [],
): EmoteSet {
  const byName = new Map<string, { readonly id: string; readonly subscribersOnly: boolean }>();
  const add = (name: string, id: string, subscribersOnly: boolean): void => {
    if (!byName.has(name)) byName.set(name, { id, subscribersOnly });
  };
  for (const { name, id } of GLOBAL_EMOTES) add(name, id, false);
  for (const { name, id, tier } of channelEmotes) add(name, id, tier === "subscribers");
  for (const { name, id } of thirdParty) add(name, id, false);
  const lengths = [...byName.keys()].map((name) => name.length);
  return { byName, shortest: Math.min(...lengths), longest: Math.max(...lengths) };
}

/** The emotes of `text`, in their order; of `/me` the text after it. Words are what stands between spaces, and their case counts. */
export function findEmotes(text: string, set: EmoteSet, mayUseSubscriberEmotes: boolean): EmoteSpan[] {
  const { byName, shortest, longest } = set;
  const spans: EmoteSpan[] = [];
  /** Up to `counted` the text has so many pairs of surrogates: code points that take two units. */
  let pairs = 0;
  let counted = 0;
  const end = text.length;
  for (let start = 0; start < end; ) {
    let space = text.indexOf(" ", start);
    if (space === -1) space = end;
    const length = space - start;
    if (length >= shortest && length <= longest) {
      const word = text.slice(start, space);
      const emote = byName.get(word);
      if (emote !== undefined && (mayUseSubscriberEmotes || !emote.subscribersOnly)) {
        pairs += countPairs(text, counted, start);
        const within = countPairs(text, start, space);
        spans.push({ id: emote.id, start: start - pairs, end: space - 1 - pairs - within });
        if (spans.length === MAX_EMOTE_SPANS) return spans;
        pairs += within;
        counted = space;
      }
    }
    start = space + 1;
  }
  return spans;
}

/** Whether there is nothing but emotes and spaces: the spans cover as many code points as are no space. */
export function emotesOnly(text: string, spans: readonly EmoteSpan[]): boolean {
  if (spans.length === 0) return false;
  let covered = 0;
  for (const { start, end } of spans) covered += end - start + 1;
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) === SPACE) continue;
    if (isPair(text, i)) i++;
    if (--covered < 0) return false;
  }
  return covered === 0;
}

const SPACE = 0x20;

/** Pairs of surrogates between two places of the text; half of one counts as a code point, as in a string's own iterator. */
function countPairs(text: string, from: number, to: number): number {
  let pairs = 0;
  for (let i = from; i + 1 < to; i++) {
    if (isPair(text, i)) {
      pairs++;
      i++;
    }
  }
  return pairs;
}

const isPair = (text: string, index: number): boolean =>
  (text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00;
