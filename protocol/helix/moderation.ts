/** Moderation as the Twitch-shaped API says it. Keys are Twitch's. */
import * as v from "valibot";
import { MAX_REASON_LENGTH, MAX_TIMEOUT_S, MIN_TIMEOUT_S } from "../chat/limits.ts";
import type { HelixPerson } from "./people.ts";

export const banUserSchema = v.object({
  data: v.object({
    user_id: v.string(),
    /** Seconds; absent: a ban. */
    duration: v.optional(
      v.nullable(v.pipe(v.number(), v.integer(), v.minValue(MIN_TIMEOUT_S), v.maxValue(MAX_TIMEOUT_S))),
    ),
    reason: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(MAX_REASON_LENGTH)))),
  }),
});

export type HelixBan = {
  readonly broadcaster_id: string;
  readonly moderator_id: string;
  readonly user_id: string;
  readonly created_at: string;
  /** Null for a ban. */
  readonly end_time: string | null;
};
export type HelixBannedUser = HelixPerson & {
  /** Empty for a ban. */
  readonly expires_at: string;
  readonly created_at: string;
  readonly reason: string;
  readonly moderator_id: string;
  readonly moderator_login: string;
  readonly moderator_name: string;
};

export const addTermSchema = v.object({ text: v.string() });
export type HelixBlockedTerm = {
  readonly broadcaster_id: string;
  readonly moderator_id: string;
  readonly id: string;
  readonly text: string;
  readonly created_at: string;
  readonly updated_at: string;
  /** Ours do not expire. */
  readonly expires_at: null;
};

export const decideHeldSchema = v.object({
  user_id: v.string(),
  msg_id: v.string(),
  action: v.picklist(["ALLOW", "DENY"]),
});

/** AutoMod's levels by category; here one level is good for all. */
export const AUTOMOD_CATEGORIES = [
  "disability",
  "aggression",
  "sexuality_sex_or_gender",
  "misogyny",
  "bullying",
  "swearing",
  "race_ethnicity_or_religion",
  "sex_based_terms",
] as const;
export type AutoModCategory = (typeof AUTOMOD_CATEGORIES)[number];
export type HelixAutoModSettings = Readonly<Record<AutoModCategory, number>> & {
  readonly broadcaster_id: string;
  readonly moderator_id: string;
  readonly overall_level: number | null;
};
const level = v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4))));
export const changeAutoModSchema = v.object({
  overall_level: level,
  ...v.entriesFromList(AUTOMOD_CATEGORIES, level),
});

export const changeShieldSchema = v.object({ is_active: v.boolean() });
/** Who switched it on last, and when; empty while the room remembers nobody. */
export type HelixShield = {
  readonly is_active: boolean;
  readonly moderator_id: string;
  readonly moderator_login: string;
  readonly moderator_name: string;
  readonly last_activated_at: string;
};
