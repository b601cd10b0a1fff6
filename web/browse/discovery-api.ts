/** Categories, and whom one follows, as the pages ask for them. */
import * as v from "valibot";
import type { ChannelState } from "#protocol/channel/channel.ts";
import { type Category, categoriesSchema, categorySchema } from "#protocol/discovery/category.ts";
import { followingSchema } from "#protocol/discovery/follow.ts";
import { type ApiAnswer, ask } from "../ask.ts";
import type { Page } from "../cards/use-pages.ts";
import { api, until } from "../client.ts";

const categoryPageSchema = v.pipe(
  categoriesSchema,
  v.transform(({ categories, cursor }): Page<Category> => ({ items: categories, cursor })),
);
const followingPageSchema = v.pipe(
  followingSchema,
  v.transform(
    ({ channels, cursor }): Page<ChannelState> => ({ items: channels.map(({ channel }) => channel), cursor }),
  ),
);

/** From the place where a page ended; the first one has none. */
const from = (cursor: string | null) => (cursor === null ? {} : { cursor });

/** Most viewers first. */
export const getCategories = (
  cursor: string | null,
  limit: number,
  signal: AbortSignal,
): Promise<ApiAnswer<Page<Category>>> =>
  ask(api.categories.$get({ query: { limit: String(limit), ...from(cursor) } }, until(signal)), categoryPageSchema);

export const getCategory = (slug: string, signal: AbortSignal): Promise<ApiAnswer<Category>> =>
  ask(api.categories[":slug"].$get({ param: { slug } }, until(signal)), categorySchema);

/** Whom the account at this browser follows: newest first, or those who are live, most viewers first. */
export const getFollowing = (
  which: "all" | "live",
  cursor: string | null,
  signal: AbortSignal,
): Promise<ApiAnswer<Page<ChannelState>>> => {
  const query = { ...(which === "live" ? { live: "1" as const } : {}), ...from(cursor) };
  return ask(api.me.following.$get({ query }, until(signal)), followingPageSchema);
};
