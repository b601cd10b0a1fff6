/** What the search asks of the site. */
import * as v from "valibot";
import { type Found, foundSchema, suggestedSchema } from "#protocol/discovery/search.ts";
import { type ApiAnswer, ask } from "../ask.ts";
import { categoryPath, channelPath } from "../route.ts";
import { strings } from "../strings.ts";
import type { Suggestion } from "./suggestion.ts";

export const getFound = (query: string, signal: AbortSignal): Promise<ApiAnswer<Found>> =>
  ask(`/api/search?q=${encodeURIComponent(query)}`, { signal }, (body) => v.parse(foundSchema, body));

export const getSuggestions = (query: string, signal: AbortSignal): Promise<ApiAnswer<readonly Suggestion[]>> =>
  ask(`/api/search/suggest?q=${encodeURIComponent(query)}`, { signal }, readSuggestions);

/** Channels before categories: people look for people. */
function readSuggestions(body: unknown): readonly Suggestion[] {
  const { channels, categories } = v.parse(suggestedSchema, body);
  return [
    ...channels.map(
      ({ login, displayName, avatar, live }): Suggestion => ({
        ...{ key: `channel ${login}`, href: channelPath(login), kind: "channel", label: displayName },
        ...{ detail: live ? strings.live : null, picture: avatar || null },
      }),
    ),
    ...categories.map(
      ({ id, slug, name, boxArt }): Suggestion => ({
        ...{ key: `category ${id}`, href: categoryPath(slug), kind: "category", label: name },
        ...{ detail: strings.search.category, picture: boxArt },
      }),
    ),
  ];
}
