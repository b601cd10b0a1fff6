/** What chat rooms keep about a person, as the person's export has it. */
import * as v from "valibot";
import { roleSchema } from "../chat/moderation.ts";
import { idSchema, loginSchema } from "../ids.ts";

/** Rooms of one export, at most: those where the person was last. */
export const MAX_EXPORTED_ROOMS = 200;
/** Lines of one export, at most. */
export const MAX_EXPORTED_LINES = 20_000;

const at = v.number();

export const personalRoomSchema = v.object({
  channelId: idSchema,
  /** Null: there is no such channel any more. */
  login: v.nullable(loginSchema),
  /** The days of the first and the last time, as `2026-11-20`, UTC. */
  firstDay: v.string(),
  lastDay: v.string(),
  /** What the person said, as far as it is kept: in the room, or beside a recording. Oldest first; `at` in milliseconds since the Unix epoch. */
  lines: v.array(v.object({ id: v.string(), at, text: v.string() })),
  /** Null: the room did not answer. */
  moderation: v.nullable(
    v.object({
      role: roleSchema,
      subscribedMonths: v.nullable(v.number()),
      followedAt: v.nullable(v.number()),
      ban: v.nullable(v.object({ at, until: v.nullable(v.number()), reason: v.string() })),
      /** Messages that wait for a moderator. */
      held: v.array(v.object({ at, text: v.string() })),
      /** What moderators did, by the person or to them. */
      log: v.array(v.object({ at, action: v.string(), detail: v.string(), by: v.picklist(["you", "others"]) })),
    }),
  ),
});
export type PersonalRoom = Readonly<v.InferOutput<typeof personalRoomSchema>>;

export const personalChatSchema = v.object({
  channels: v.array(personalRoomSchema),
  /** What is missing, in words; null when nothing is. */
  cut: v.nullable(v.string()),
});
export type PersonalChat = Readonly<v.InferOutput<typeof personalChatSchema>>;
