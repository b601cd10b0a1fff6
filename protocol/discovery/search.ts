/** Search and suggestions: `GET /api/search?q=`, `GET /api/search/suggest?q=`. */
import * as v from "valibot";
import { channelStateSchema, vodSchema } from "../channel/channel.ts";
import { loginSchema } from "../ids.ts";
import { categoryNameSchema, categorySchema } from "./category.ts";

/** Code points of what is searched for: the rest of a longer one is not looked at. */
export const MAX_QUERY_LENGTH = 60;
/** Channels, categories, live channels and recordings that an answer names. */
export const MAX_FOUND = 20;
/** Suggestions of each kind. */
export const MAX_SUGGESTED = 5;

/** Longer ones are refused: nobody types them. */
export const searchQuerySchema = v.object({
  q: v.pipe(v.string("a search needs q"), v.maxLength(10 * MAX_QUERY_LENGTH, "a search is shorter than that")),
});

/** `live`: live channels whose title holds what was searched for; `recordings`: those whose title does, newest first. Best first. */
export const foundSchema = v.object({
  channels: v.array(channelStateSchema),
  categories: v.array(categorySchema),
  live: v.array(channelStateSchema),
  recordings: v.optional(v.array(vodSchema), []),
});
export type Found = Readonly<v.InferOutput<typeof foundSchema>>;

export const suggestedSchema = v.object({
  channels: v.array(v.object({ login: loginSchema, displayName: v.string(), avatar: v.string(), live: v.boolean() })),
  categories: v.array(v.object({ ...categoryNameSchema.entries, boxArt: v.string() })),
});
export type Suggested = Readonly<v.InferOutput<typeof suggestedSchema>>;
