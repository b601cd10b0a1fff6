/**
 * How a person gets an account and shows that it is theirs: `POST /api/auth/sign-up`, `/verify-mail`, `/log-in`, `/two-factor`, `/complete`,
 * `/reset`, `/reset/confirm`, `/password`, `/mail`, `/mail/confirm` and `GET /api/auth/state`. Logging out is `DELETE /api/session`.
 */
import * as v from "valibot";
import { newLoginSchema } from "../ids.ts";
import { newNameSchema } from "../users/name.ts";
import { accountSchema } from "../users/user.ts";

/** Characters of a password: fewer are guessed, more only cost time to hash. */
export const MIN_PASSWORD_LENGTH = 10;
export const MAX_PASSWORD_LENGTH = 128;
/** Characters of a mail address (RFC 5321 4.5.3.1.3). */
export const MAX_EMAIL_LENGTH = 254;

export const newPasswordSchema = v.pipe(
  v.string("a password is missing"),
  v.minLength(MIN_PASSWORD_LENGTH, `a password has at least ${MIN_PASSWORD_LENGTH} characters`),
  v.maxLength(MAX_PASSWORD_LENGTH, `a password has at most ${MAX_PASSWORD_LENGTH} characters`),
);
/** A password that is compared, whatever was allowed when it was made. */
export const shownPasswordSchema = v.pipe(
  v.string("a password is missing"),
  v.minLength(1, "a password is missing"),
  v.maxLength(MAX_PASSWORD_LENGTH, `a password has at most ${MAX_PASSWORD_LENGTH} characters`),
);

/** A mail address, in lower case as it is stored. */
export const emailSchema = v.pipe(
  v.string("a mail address is missing"),
  v.trim(),
  v.toLowerCase(),
  v.maxLength(MAX_EMAIL_LENGTH, "this is no mail address"),
  v.email("this is no mail address"),
);

/** The secret of a link in a mail: it comes after `#token=` in the page's address. */
export const mailTokenSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{24,64}$/, "this link is incomplete"));

/** Cloudflare Turnstile's answer; needed when `GET /api/auth/state` names a key for it. */
export const turnstileSchema = v.pipe(v.string(), v.maxLength(2048));

/** `POST /api/auth/sign-up`. Answers 202 whether or not the mail address has an account; 409 when the login is taken. */
export const signUpSchema = v.object({
  email: emailSchema,
  password: newPasswordSchema,
  login: newLoginSchema,
  displayName: v.optional(newNameSchema),
  turnstile: v.optional(turnstileSchema),
});

/** The answer of what only ends when a link in a mail is used. It says nothing of whether a mail went out. */
export const mailSentSchema = v.object({ sent: v.literal(true) });
export type MailSent = Readonly<v.InferOutput<typeof mailSentSchema>>;

/** `POST /api/auth/verify-mail`, from the page `/verify-mail#token=...`: makes the account and logs in. The password is that of the sign-up. */
export const verifyMailSchema = v.object({ token: mailTokenSchema, password: shownPasswordSchema });

/** `POST /api/auth/log-in`: `name` is a mail address or a login. */
export const logInSchema = v.object({
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(MAX_EMAIL_LENGTH)),
  password: shownPasswordSchema,
  /** False: the browser forgets it when it is closed. */
  remember: v.optional(v.boolean(), true),
});

/** The account is the browser's now. `user` is null for one that has no login yet: it chooses one by `POST /api/auth/complete`. */
export const signedInSchema = v.object({ kind: v.literal("signed_in"), user: v.nullable(accountSchema) });
export type SignedIn = Readonly<v.InferOutput<typeof signedInSchema>>;

/** Answer of `/log-in`: `two_factor` asks for `POST /api/auth/two-factor` within 10 minutes. */
export const loggedInSchema = v.variant("kind", [signedInSchema, v.object({ kind: v.literal("two_factor") })]);
export type LoggedIn = Readonly<v.InferOutput<typeof loggedInSchema>>;

/** `POST /api/auth/two-factor`, after a `/log-in` that asked for it. `trust`: not asked again in this browser for 30 days. */
export const secondFactorSchema = v.object({
  kind: v.picklist(["totp", "backup"]),
  code: v.pipe(v.string(), v.trim(), v.regex(/^[A-Za-z0-9-]{6,16}$/, "a code is 6 digits, or one of the backup codes")),
  trust: v.optional(v.boolean(), false),
});

/** `POST /api/auth/complete`: who came by another site's account chooses a login. */
export const completeSchema = v.object({ login: newLoginSchema, displayName: v.optional(newNameSchema) });

/** `POST /api/auth/reset` (answers 202 `mailSentSchema`), then from the page `/reset-password#token=...`: `POST /api/auth/reset/confirm`. */
export const resetSchema = v.object({ email: emailSchema, turnstile: v.optional(turnstileSchema) });
export const confirmResetSchema = v.object({ token: mailTokenSchema, password: newPasswordSchema });

/** `POST /api/auth/password`: every other session ends. */
export const changePasswordSchema = v.object({ current: shownPasswordSchema, password: newPasswordSchema });

/** `POST /api/auth/mail` (202), then from the page `/confirm-mail#token=...`: `POST /api/auth/mail/confirm`. */
export const changeMailSchema = v.object({ email: emailSchema, password: shownPasswordSchema });
export const confirmMailSchema = v.object({ token: mailTokenSchema });

export const doneSchema = v.object({ done: v.literal(true) });
export type Done = Readonly<v.InferOutput<typeof doneSchema>>;

export const providerSchema = v.picklist(["google", "github"]);
export type Provider = v.InferOutput<typeof providerSchema>;

/** Answer of `GET /api/auth/state`: what the pages for signing up and logging in need. */
export const authStateSchema = v.object({
  /** `incomplete`: logged in by another site's account, and no login chosen yet. */
  state: v.picklist(["nobody", "guest", "incomplete", "account"]),
  /** Other sites whose accounts log in here. */
  providers: v.array(providerSchema),
  /** The site's key for Turnstile; null: it is off. */
  turnstile: v.nullable(v.string()),
  /** A name that another site knows the person by, to be offered for the login; null for none. */
  suggestion: v.nullable(v.string()),
});
export type AuthState = Readonly<v.InferOutput<typeof authStateSchema>>;

/** A path of this site to come back to; anything that could be another site's is refused. */
export const returnPathSchema = v.pipe(
  v.string(),
  v.maxLength(512),
  v.regex(/^\/(?![/\\])[^\\\s\p{Cc}]*$/u, "the address to return to is a path of this site"),
);

/** `POST /api/auth/social/:provider`: the address to send the browser to. With a session it connects that account instead. */
export const socialSchema = v.object({ returnTo: v.optional(returnPathSchema, "/") });
export const socialAnswerSchema = v.object({ url: v.string() });
export type SocialAnswer = Readonly<v.InferOutput<typeof socialAnswerSchema>>;
