/** Who is live: `GET /api/live`, most viewers first, narrowed to a category, tag or language. */
import * as v from "valibot";
import { spokenLanguageSchema, tagSchema } from "../channel/about.ts";
import { channelStateSchema } from "../channel/channel.ts";
import { pageQuery, slugSchema } from "./category.ts";

export const liveQuerySchema = v.object({
  /** Its slug. */
  category: v.optional(slugSchema),
  tag: v.optional(tagSchema),
  language: v.optional(spokenLanguageSchema),
  ...pageQuery,
});

export const liveChannelsSchema = v.object({
  channels: v.array(channelStateSchema),
  /** Of the next page; null for the last. */
  cursor: v.optional(v.nullable(v.string()), null),
});
export type LiveChannels = Readonly<v.InferOutput<typeof liveChannelsSchema>>;
