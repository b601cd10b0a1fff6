/** What the search asks of the site. */
import * as v from "valibot";
import { type Found, foundSchema, type Suggested, suggestedSchema } from "#protocol/discovery/search.ts";
import { type ApiAnswer, ask } from "../ask.ts";
import { api, until } from "../client.ts";
import { categoryPath, channelPath } from "../route.ts";
import { strings } from "../strings.ts";
import type { Suggestion } from "./suggestion.ts";

const suggestionsSchema = v.pipe(suggestedSchema, v.transform(suggestionsOf));

export const getFound = (query: string, signal: AbortSignal): Promise<ApiAnswer<Found>> =>
  ask(api.search.$get({ query: { q: query } }, until(signal)), foundSchema);

export const getSuggestions = (query: string, signal: AbortSignal): Promise<ApiAnswer<readonly Suggestion[]>> =>
  ask(api.search.suggest.$get({ query: { q: query } }, until(signal)), suggestionsSchema);

/** Channels before categories: people look for people. */
function suggestionsOf({ channels, categories }: Suggested): readonly Suggestion[] {
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
