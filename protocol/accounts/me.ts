/** `/api/me`: the account of whoever asks, by session; its channel's stream key and editors; its export and its end. */
import * as v from "valibot";
import { colourSchema } from "../chat/viewer.ts";
import { idSchema, loginSchema, newLoginSchema } from "../ids.ts";
import { newNameSchema } from "../users/name.ts";
import { accountSchema } from "../users/user.ts";
import { shownPasswordSchema } from "./credentials.ts";
import { personalChatSchema } from "./personal-chat.ts";

/** Characters of what a person says of itself. */
export const MAX_DESCRIPTION_LENGTH = 300;
/** Days that a login stays with the user who gave it up, or with nobody when the account was deleted. */
export const HELD_LOGIN_DAYS = 180;
/** Days between two renames of one account. */
export const RENAME_DAYS = 7;
/** Editors of one channel, at most. */
export const MAX_EDITORS = 50;

/** Plain text in lines; what shows it escapes it. Controls and bidirectional controls are refused. */
export const descriptionSchema = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(4 * MAX_DESCRIPTION_LENGTH, `a description has at most ${MAX_DESCRIPTION_LENGTH} characters`),
  v.normalize("NFC"),
  v.regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u, "a description holds no control characters"),
  v.check(
    (text) => [...text].length <= MAX_DESCRIPTION_LENGTH,
    `a description has at most ${MAX_DESCRIPTION_LENGTH} characters`,
  ),
);

/** A language of the site and of its mails: ISO 639-1. */
export const languageSchema = v.pipe(v.string(), v.regex(/^[a-z]{2}$/, "a language is two letters, as in ISO 639-1"));

/** `GET` and `PATCH /api/me`. A guest or an operator's bot has no mail address. */
export const meSchema = v.object({
  ...accountSchema.entries,
  description: v.string(),
  language: v.nullable(languageSchema),
  email: v.nullable(v.string()),
  hasPassword: v.boolean(),
  twoFactor: v.boolean(),
  /** Milliseconds since the Unix epoch. */
  createdAt: v.number(),
  /** A rename is possible from then on; milliseconds since the Unix epoch, null: at once. */
  renameFrom: v.nullable(v.number()),
  /** Null for who has no channel: guests. Its id is the account's. */
  channel: v.nullable(v.object({ id: idSchema, login: loginSchema, title: v.string() })),
});
export type Me = Readonly<v.InferOutput<typeof meSchema>>;

/** `PATCH /api/me`. */
export const changeMeSchema = v.pipe(
  v.object({
    displayName: v.optional(newNameSchema),
    colour: v.optional(v.nullable(colourSchema)),
    description: v.optional(descriptionSchema),
    language: v.optional(v.nullable(languageSchema)),
  }),
  v.check(
    (change) => Object.values(change).some((value) => value !== undefined),
    "a change names a displayName, a colour, a description or a language",
  ),
);
export type MeChange = Readonly<v.InferOutput<typeof changeMeSchema>>;

/** `POST /api/me/login`: the id stays; the old login is held for HELD_LOGIN_DAYS. Answers `meSchema`; 409 when taken, 429 too soon. */
export const renameSchema = v.object({ login: newLoginSchema });

/** `POST /api/me/stream-key`: a new key, shown this once; a broadcast with the old one ends. */
export const newStreamKeySchema = v.object({ streamKey: v.string(), madeAt: v.number() });
export type NewStreamKey = Readonly<v.InferOutput<typeof newStreamKeySchema>>;

/** `GET /api/me/stream-key`: when it was made, milliseconds since the Unix epoch; null: there is none yet. */
export const streamKeyStateSchema = v.object({ madeAt: v.nullable(v.number()) });
export type StreamKeyState = Readonly<v.InferOutput<typeof streamKeyStateSchema>>;

/** `GET /api/me/editors`; `PUT` and `DELETE /api/me/editors/:login` answer the same. */
export const editorsSchema = v.object({
  editors: v.array(
    v.object({
      id: idSchema,
      login: loginSchema,
      displayName: v.string(),
      /** Milliseconds since the Unix epoch. */ since: v.number(),
    }),
  ),
});
export type Editors = Readonly<v.InferOutput<typeof editorsSchema>>;

/** `DELETE /api/me`: with the password, or with a session of the last hour. There is no way back. */
export const deleteMeSchema = v.object({ password: v.optional(shownPasswordSchema) });
export const deletedSchema = v.object({ deleted: v.literal(true) });
export type Deleted = Readonly<v.InferOutput<typeof deletedSchema>>;

/** `GET /api/me/export`: every row about the person by table, what chat rooms keep, and what is held elsewhere in words. */
export const exportSchema = v.object({
  exportedAt: v.string(),
  id: idSchema,
  tables: v.record(v.string(), v.array(v.record(v.string(), v.unknown()))),
  chat: personalChatSchema,
  /** In words. */
  elsewhere: v.array(v.string()),
});
export type Export = Readonly<v.InferOutput<typeof exportSchema>>;
