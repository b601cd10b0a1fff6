/** A channel's schedule as the Twitch-shaped API says it and takes it. Keys are Twitch's; times are RFC 3339. */
import * as v from "valibot";
import type { HelixPagination } from "./envelope.ts";
import type { HelixBroadcaster } from "./people.ts";

/** Broadcasts of a page, at most. */
export const MAX_FIRST_PLANNED = 25;

/** One broadcast. */
export type HelixPlanned = {
  /** Names the segment and the week. */
  readonly id: string;
  readonly start_time: string;
  readonly end_time: string;
  readonly title: string;
  /** When it would have ended; null for one that is not cancelled. */
  readonly canceled_until: string | null;
  readonly category: { readonly id: string; readonly name: string } | null;
  readonly is_recurring: boolean;
};

export type HelixSchedule = HelixBroadcaster & {
  readonly segments: readonly HelixPlanned[];
  readonly vacation: { readonly start_time: string; readonly end_time: string } | null;
};

/** The pagination stands where Twitch describes it, and again where Twitch's examples and its clients have it. */
export type HelixSchedulePage = {
  readonly data: HelixSchedule & { readonly pagination: HelixPagination };
  readonly pagination: HelixPagination;
};

/** Minutes: text as Twitch says, and a number as some clients send. */
const durationSchema = v.union([v.string(), v.number()]);

/** Body of `PATCH /schedule/segment`. The limits are those of the schedule itself. */
export const changePlannedSchema = v.object({
  start_time: v.optional(v.string()),
  timezone: v.optional(v.string()),
  duration: v.optional(durationSchema),
  category_id: v.optional(v.string()),
  title: v.optional(v.string()),
  is_canceled: v.optional(v.boolean()),
});
export type ChangePlanned = Readonly<v.InferOutput<typeof changePlannedSchema>>;

/** Body of `POST /schedule/segment`. */
export const newPlannedSchema = v.object({
  start_time: v.string(),
  timezone: v.string(),
  duration: durationSchema,
  category_id: v.optional(v.string()),
  title: v.optional(v.string()),
  is_recurring: v.optional(v.boolean()),
});
