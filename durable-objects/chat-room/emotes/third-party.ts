/**
 * The port for emotes that other sites keep for a channel: what a provider's list is, and which of its emotes we can show. One entry a
 * provider; pure, the caller fetches. Shapes as the providers answer in November 2026; only what is used is read.
 */
import * as v from "valibot";
import {
  type ChannelEmote,
  type EmoteFormat,
  type EmoteSide,
  emoteNameSchema,
  GLOBAL_EMOTES,
} from "#protocol/chat/emote.ts";
import { emoteIdSchema } from "#protocol/chat/event.ts";

export const providerSchema = v.picklist(["bttv", "ffz", "7tv"]);
export type Provider = v.InferOutput<typeof providerSchema>;

export type ThirdPartyEmote = {
  readonly provider: Provider;
  /** `<provider>-<the provider's id>`. */
  readonly id: string;
  readonly name: string;
  readonly format: EmoteFormat;
};

/** Emotes of a provider's list that are read, at most; 7TV's largest sets have a thousand. */
export const MAX_LISTED_EMOTES = 2000;

type Listed = { readonly id: string; readonly name: string; readonly format: EmoteFormat };
type Adapter = {
  /** The list of a channel, which providers know by the streamer's number on Twitch. */
  readonly listUrl: (twitchId: string) => string;
  /** Null for a list of another shape. */
  readonly read: (list: unknown) => readonly Listed[] | null;
  /** The image by the provider's id, largest first: a provider need not have all sizes. */
  readonly imageUrls: (id: string, side: EmoteSide) => readonly string[];
};

const list = <T>(entry: v.GenericSchema<unknown, T>) =>
  v.pipe(
    v.array(v.unknown()),
    v.transform((all) =>
      all.slice(0, MAX_LISTED_EMOTES).flatMap((one) => {
        const parsed = v.safeParse(entry, one);
        return parsed.success ? [parsed.output] : [];
      }),
    ),
  );

const bttvEmote = v.object({ id: v.string(), code: v.string(), imageType: v.picklist(["png", "gif", "webp"]) });
const bttvList = v.object({ channelEmotes: list(bttvEmote), sharedEmotes: list(bttvEmote) });

const ffzList = v.object({
  sets: v.record(v.string(), v.object({ emoticons: list(v.object({ id: v.number(), name: v.string() })) })),
});

const sevenTvList = v.object({
  emote_set: v.object({ emotes: v.optional(list(v.object({ id: v.string(), name: v.string() })), []) }),
});

/** Which of a provider's sizes are as large as ours, and those below. */
const upTo = (side: EmoteSide, sizes: readonly [string, string, string]): readonly string[] => {
  const [small, middle, large] = sizes;
  if (side === 28) return [small];
  return side === 56 ? [middle, small] : [large, middle, small];
};

const ADAPTERS: Readonly<Record<Provider, Adapter>> = {
  bttv: {
    listUrl: (twitchId) => `https://api.betterttv.net/3/cached/users/twitch/${twitchId}`,
    read: (answer) => {
      const parsed = v.safeParse(bttvList, answer);
      if (!parsed.success) return null;
      const { channelEmotes, sharedEmotes } = parsed.output;
      return [...channelEmotes, ...sharedEmotes].map(({ id, code, imageType }) => ({
        ...{ id, name: code, format: imageType },
      }));
    },
    imageUrls: (id, side) =>
      upTo(side, ["1x", "2x", "3x"]).map((size) => `https://cdn.betterttv.net/emote/${id}/${size}`),
  },
  ffz: {
    listUrl: (twitchId) => `https://api.frankerfacez.com/v1/room/id/${twitchId}`,
    read: (answer) => {
      const parsed = v.safeParse(ffzList, answer);
      if (!parsed.success) return null;
      return Object.values(parsed.output.sets).flatMap(({ emoticons }) =>
        emoticons.map(({ id, name }) => ({ id: String(id), name, format: "png" as const })),
      );
    },
    imageUrls: (id, side) =>
      upTo(side, ["1", "2", "4"]).map((size) => `https://cdn.frankerfacez.com/emote/${id}/${size}`),
  },
  "7tv": {
    listUrl: (twitchId) => `https://7tv.io/v3/users/twitch/${twitchId}`,
    read: (answer) => {
      const parsed = v.safeParse(sevenTvList, answer);
      if (!parsed.success) return null;
      return parsed.output.emote_set.emotes.map(({ id, name }) => ({
        id: id.toLowerCase(),
        name,
        format: "webp" as const,
      }));
    },
    imageUrls: (id, side) =>
      upTo(side, ["1x", "2x", "4x"]).map((size) => `https://cdn.7tv.app/emote/${sevenTvId(id)}/${size}.webp`),
  },
};

/** Their newer ids are ULIDs, 26 characters in upper case; the older ones are hexadecimal in lower case. */
const sevenTvId = (id: string): string => (id.length === 26 ? id.toUpperCase() : id);

export const listUrl = (provider: Provider, twitchId: string): string => ADAPTERS[provider].listUrl(twitchId);

/**
 * The emotes of a provider's list that fit here, in its order, each name once; null when this is no list of theirs. Emotes whose names
 * are no words of ours (`:tf:`), or a global emote's, are left out.
 */
export function readThirdParty(provider: Provider, answer: unknown): readonly ThirdPartyEmote[] | null {
  const listed = ADAPTERS[provider].read(answer);
  if (listed === null) return null;
  const byName = new Map<string, ThirdPartyEmote>();
  for (const { id: theirs, name, format } of listed.slice(0, MAX_LISTED_EMOTES)) {
    const id = `${provider}-${theirs}`;
    const isName = v.is(emoteNameSchema, name) && !GLOBAL_EMOTES.some((emote) => emote.name === name);
    const fits = isName && v.is(emoteIdSchema, id) && parseThirdPartyId(id) !== null;
    if (fits && !byName.has(name)) byName.set(name, { provider, id, name, format });
  }
  return [...byName.values()];
}

/** The provider and its own id; null for an emote that is ours. */
export function parseThirdPartyId(id: string): { readonly provider: Provider; readonly theirs: string } | null {
  const match = /^(bttv|ffz|7tv)-([a-z0-9]{1,28})$/.exec(id);
  const provider = v.safeParse(providerSchema, match?.[1]);
  return provider.success && match?.[2] !== undefined ? { provider: provider.output, theirs: match[2] } : null;
}

/** Where an emote's image may be, best first; empty for an emote that is ours. */
export function thirdPartyImageUrls(id: string, side: EmoteSide): readonly string[] {
  const parsed = parseThirdPartyId(id);
  return parsed === null ? [] : ADAPTERS[parsed.provider].imageUrls(parsed.theirs, side);
}

/** What a room has to add and remove so that it has the provider's emotes and no others of that provider. */
export function changeOf(
  present: readonly ChannelEmote[],
  provider: Provider,
  wanted: readonly ThirdPartyEmote[],
): { readonly add: readonly ThirdPartyEmote[]; readonly remove: readonly string[] } {
  const theirs = present.filter(({ id }) => parseThirdPartyId(id)?.provider === provider);
  const isSame = (
    one: { readonly id: string; readonly name: string },
    other: { readonly id: string; readonly name: string },
  ) => one.id === other.id && one.name === other.name;
  return {
    add: wanted.filter((emote) => !theirs.some((one) => isSame(one, emote))),
    remove: theirs.filter((one) => !wanted.some((emote) => isSame(one, emote))).map(({ id }) => id),
  };
}
