/** What a moderator may do, as data: the page, the HTTP API, slash commands and IRC all come to these, and one place decides them. */
import * as v from "valibot";
import { loginSchema } from "../ids.ts";
import { announcementColourSchema, seqSchema } from "./event.ts";
import {
  DEFAULT_TIMEOUT_S,
  MAX_MESSAGE_LENGTH,
  MAX_REASON_LENGTH,
  MAX_TERM_LENGTH,
  MAX_TIMEOUT_S,
  MIN_TERM_LENGTH,
  MIN_TIMEOUT_S,
} from "./limits.ts";
import { modesChangeSchema } from "./modes.ts";
import { colourSchema } from "./viewer.ts";

const reason = v.optional(v.pipe(v.string(), v.trim(), v.maxLength(MAX_REASON_LENGTH)), "");
/** Whom it is about, by login; the room finds the account. */
const user = loginSchema;
/** A term or held message. */
export const entryIdSchema = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,36}$/));
const timeoutSeconds = v.pipe(v.number(), v.integer(), v.minValue(MIN_TIMEOUT_S), v.maxValue(MAX_TIMEOUT_S));

/**
 * A blocked term: words, matched whole and whatever their case; `*` at a word's beginning or end stands for any letters there.
 */
export const termSchema = v.pipe(
  v.string(),
  v.trim(),
  v.check((term) => {
    const length = [...term].length;
    return length >= MIN_TERM_LENGTH && length <= MAX_TERM_LENGTH;
  }, `a term has ${MIN_TERM_LENGTH} to ${MAX_TERM_LENGTH} characters`),
  v.check(
    (term) => term.split(/\s+/).every((word) => /^\*?[^*]+\*?$/u.test(word)),
    "a * stands at the beginning or end of a word only",
  ),
);

export const actionSchema = v.variant("kind", [
  v.object({ kind: v.literal("ban"), user, reason }),
  v.object({ kind: v.literal("timeout"), user, seconds: v.optional(timeoutSeconds, DEFAULT_TIMEOUT_S), reason }),
  /** Ends a ban or timeout. */
  v.object({ kind: v.literal("unban"), user }),
  v.object({ kind: v.literal("delete"), target: seqSchema }),
  v.object({ kind: v.literal("clear") }),
  v.object({ kind: v.literal("modes"), change: modesChangeSchema }),
  v.object({ kind: v.literal("mod"), user }),
  v.object({ kind: v.literal("unmod"), user }),
  v.object({ kind: v.literal("vip"), user }),
  v.object({ kind: v.literal("unvip"), user }),
  v.object({
    kind: v.literal("announce"),
    text: v.pipe(v.string(), v.maxLength(4 * MAX_MESSAGE_LENGTH)),
    colour: v.optional(announcementColourSchema, "primary"),
  }),
  v.object({ kind: v.literal("addTerm"), term: termSchema }),
  v.object({ kind: v.literal("removeTerm"), id: entryIdSchema }),
  v.object({ kind: v.literal("allowHeld"), id: entryIdSchema }),
  v.object({ kind: v.literal("denyHeld"), id: entryIdSchema }),
  /** Anybody's: the names that moderate, or are VIPs, here. */
  v.object({ kind: v.literal("listModerators") }),
  v.object({ kind: v.literal("listVips") }),
  /** Anybody's: the colour of one's own name, in every room. */
  v.object({ kind: v.literal("colour"), colour: colourSchema }),
  /** Anybody's: the commands that one may use. */
  v.object({ kind: v.literal("help") }),
]);
export type Action = Readonly<v.InferOutput<typeof actionSchema>>;
export type ActionKind = Action["kind"];
/** The actions that name somebody. */
export type UserAction = Extract<Action, { readonly user: string }>;
