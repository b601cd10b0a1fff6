/** Categories, and whom one follows, as the pages ask for them. */
import * as v from "valibot";
import type { ChannelState } from "#protocol/channel/channel.ts";
import { type Category, categoriesSchema, categorySchema } from "#protocol/discovery/category.ts";
import { followingSchema } from "#protocol/discovery/follow.ts";
import { type ApiAnswer, ask } from "../ask.ts";
import type { Page } from "../cards/use-pages.ts";

/** Most viewers first. */
export function getCategories(
  cursor: string | null,
  limit: number,
  signal: AbortSignal,
): Promise<ApiAnswer<Page<Category>>> {
  const query = new URLSearchParams({ limit: String(limit), ...(cursor === null ? {} : { cursor }) });
  return ask(`/api/categories?${query}`, { signal }, (body) => {
    const { categories, cursor: next } = v.parse(categoriesSchema, body);
    return { items: categories, cursor: next };
  });
}

export const getCategory = (slug: string, signal: AbortSignal): Promise<ApiAnswer<Category>> =>
  ask(`/api/categories/${slug}`, { signal }, (body) => v.parse(categorySchema, body));

/** Whom the account at this browser follows: newest first, or those who are live, most viewers first. */
export function getFollowing(
  which: "all" | "live",
  cursor: string | null,
  signal: AbortSignal,
): Promise<ApiAnswer<Page<ChannelState>>> {
  const query = new URLSearchParams({
    ...(which === "live" ? { live: "1" } : {}),
    ...(cursor === null ? {} : { cursor }),
  });
  return ask(`/api/me/following?${query}`, { signal }, (body) => {
    const { channels, cursor: next } = v.parse(followingSchema, body);
    return { items: channels.map(({ channel }) => channel), cursor: next };
  });
}
