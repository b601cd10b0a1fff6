/** What the API says of users and takes about them: the account of a session, and the operator's commands. */
import * as v from "valibot";
import { colourSchema } from "../chat/viewer.ts";
import { idSchema, loginSchema, newLoginSchema } from "../ids.ts";
import { guestNameSchema, newNameSchema } from "./name.ts";
import { scopeSchema } from "./scopes.ts";

export const accountSchema = v.object({
  id: idSchema,
  login: loginSchema,
  displayName: v.string(),
  colour: v.nullable(colourSchema),
  staff: v.boolean(),
  /** Took the name by itself, and holds it by nothing but a session's cookie. */
  guest: v.boolean(),
});
export type Account = Readonly<v.InferOutput<typeof accountSchema>>;

/** Answer of `GET`, `POST` and `DELETE /api/session`: who is signed in. */
export const sessionStateSchema = v.object({ user: v.nullable(accountSchema) });
export type SessionState = Readonly<v.InferOutput<typeof sessionStateSchema>>;

/** Answer of `GET /api/users/:login`: what anybody may know of a user. */
export const profileSchema = v.object({
  id: idSchema,
  login: loginSchema,
  displayName: v.string(),
  colour: v.nullable(colourSchema),
  /** When the account was made, milliseconds since the Unix epoch. */
  createdAt: v.number(),
});
export type Profile = Readonly<v.InferOutput<typeof profileSchema>>;

/** `POST /api/session`: a guest takes a name. */
export const openSessionSchema = v.object({ name: guestNameSchema });

/** `POST /api/users`, the operator's. */
export const createUserSchema = v.object({
  login: newLoginSchema,
  displayName: v.optional(newNameSchema),
  staff: v.optional(v.boolean(), false),
});

/** `PATCH /api/users/:login`, the operator's. The id stays. */
export const changeUserSchema = v.pipe(
  v.object({
    login: v.optional(newLoginSchema),
    displayName: v.optional(newNameSchema),
    staff: v.optional(v.boolean()),
  }),
  v.check(
    ({ login, displayName, staff }) => login !== undefined || displayName !== undefined || staff !== undefined,
    "a change names a login, a displayName or staff",
  ),
);

/** Days that an access token holds: two months unless said otherwise, ten years at most. */
export const DEFAULT_TOKEN_DAYS = 60;
export const MAX_TOKEN_DAYS = 3650;
/** Scopes of one token, at most. */
export const MAX_SCOPES = 50;
/** What a token may do unless said otherwise: read and write, not moderate. */
export const DEFAULT_SCOPES = ["chat:read", "chat:edit", "user:read:chat", "user:write:chat"] as const;

const DAYS_SENTENCE = `days are a whole number from 1 to ${MAX_TOKEN_DAYS}`;

/** `POST /api/users/:login/token`, the operator's. */
export const createTokenSchema = v.object({
  scopes: v.optional(v.pipe(v.array(scopeSchema), v.maxLength(MAX_SCOPES)), [...DEFAULT_SCOPES]),
  days: v.optional(
    v.pipe(
      v.number(DAYS_SENTENCE),
      v.integer(DAYS_SENTENCE),
      v.minValue(1, DAYS_SENTENCE),
      v.maxValue(MAX_TOKEN_DAYS, DAYS_SENTENCE),
    ),
    DEFAULT_TOKEN_DAYS,
  ),
});

/** An access token: lower case only, since Twitch's clients lower-case what they are given. 155 random bits. A secret. */
export const ACCESS_TOKEN_LENGTH = 30;
export const accessTokenSchema = v.pipe(v.string(), v.regex(/^[a-z0-9]{30}$/, "not an access token"));

/** Its answer, and the line that `npm run user -- token` prints. The token is shown this once. */
export const createdTokenSchema = v.object({
  id: idSchema,
  login: loginSchema,
  token: accessTokenSchema,
  scopes: v.array(scopeSchema),
  /** Milliseconds since the Unix epoch. */
  expiresAt: v.number(),
});
export type CreatedToken = Readonly<v.InferOutput<typeof createdTokenSchema>>;
