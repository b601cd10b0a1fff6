/** What moderators see: bans, roles, terms, held messages and the log. */
import * as v from "valibot";
import { entryIdSchema } from "./action.ts";
import { seqSchema } from "./event.ts";
import { modesSchema } from "./modes.ts";
import { userSchema } from "./viewer.ts";

/** What somebody may do in one room. Staff may what a moderator may, in every room. */
export const roleSchema = v.picklist(["broadcaster", "moderator", "vip", "viewer"]);
export type Role = v.InferOutput<typeof roleSchema>;

export const banSchema = v.object({
  user: userSchema,
  /** When a timeout ends, milliseconds since the epoch; null for a ban. */
  until: v.nullable(v.number()),
  at: v.number(),
  by: userSchema,
  reason: v.string(),
});
export type Ban = Readonly<v.InferOutput<typeof banSchema>>;

export const grantSchema = v.object({ user: userSchema, role: v.picklist(["moderator", "vip"]), at: v.number() });
/** Somebody's role in a room. */
export type Grant = Readonly<v.InferOutput<typeof grantSchema>>;

export const blockedTermSchema = v.object({ id: entryIdSchema, term: v.string(), at: v.number(), by: userSchema });
export type BlockedTerm = Readonly<v.InferOutput<typeof blockedTermSchema>>;

export const heldReasonSchema = v.picklist(["automod", "blocked_term"]);
export type HeldReason = v.InferOutput<typeof heldReasonSchema>;

/** A message that waits for a moderator. */
export const heldSchema = v.object({
  id: entryIdSchema,
  at: v.number(),
  expiresAt: v.number(),
  from: userSchema,
  text: v.string(),
  reason: heldReasonSchema,
  /** AutoMod's category (`swearing`, ...), or the term. */
  category: v.string(),
  /** First and last code point of what was found, inclusive. */
  spans: v.array(v.tuple([seqSchema, seqSchema])),
  /** The least level, 1 to 4, at which AutoMod holds this; absent for a term. */
  level: v.optional(v.number()),
  /** The blocked term that was found; absent for AutoMod. */
  termId: v.optional(entryIdSchema),
});
export type Held = Readonly<v.InferOutput<typeof heldSchema>>;

/** The end of a held message. `by` is null when its time was over. */
export const heldOverSchema = v.object({ held: heldSchema, at: v.number(), by: v.nullable(userSchema) });

/** Who did what to whom, when and why. `by` is null when the room did it by itself (a held message that expired). */
export const logEntrySchema = v.object({
  id: v.number(),
  at: v.number(),
  by: v.nullable(userSchema),
  action: v.string(),
  user: v.nullable(userSchema),
  /** The reason, the term, the modes that changed, or the message's text. */
  detail: v.string(),
});
export type LogEntry = Readonly<v.InferOutput<typeof logEntrySchema>>;

/** Answer of `GET /chat/:login/moderation`: the room as those who moderate it see it. */
export const moderationViewSchema = v.object({
  role: roleSchema,
  /** As set; a shield is not applied. */
  modes: modesSchema,
  moderators: v.array(grantSchema),
  vips: v.array(grantSchema),
  /** Newest first. */
  bans: v.array(banSchema),
  terms: v.array(blockedTermSchema),
  held: v.array(heldSchema),
  /** Newest first. */
  log: v.array(logEntrySchema),
});
export type ModerationView = Readonly<v.InferOutput<typeof moderationViewSchema>>;
