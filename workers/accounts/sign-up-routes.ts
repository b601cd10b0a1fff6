/**
 * `/api/auth/sign-up` and `/verify-mail`: an account by mail address and password; `/complete`: a login for who came by another site's account.
 * The answers do not tell whether a mail address has an account; whether a login is free anybody may know.
 */
import { Hono } from "hono";
import { completeSchema, type MailSent, signUpSchema, verifyMailSchema } from "#protocol/accounts/credentials.ts";
import { Fault } from "#protocol/errors.ts";
import { accountTokenShown } from "../auth/account-session.ts";
import { hashOf, newSessionSecret } from "../auth/secrets.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import type { App } from "../env.ts";
import { requireSignUps } from "../flags/sign-ups.ts";
import { knownAddressLetter, signUpLetter } from "../mail/letters.ts";
import type { Fetch } from "../mail/mail.ts";
import { mailerOf, requireMail } from "../mail/mailer.ts";
import { badRequest, sValidator } from "../validation.ts";
import { siteOf } from "./ask.ts";
import { countSignUp, countTry, mayMail } from "./limits.ts";
import { logInByMail, signedIn } from "./log-in.ts";
import { hashPassword, isPassword } from "./password.ts";
import { sendLater } from "./send-later.ts";
import { requireAccount } from "./session.ts";
import {
  beginSignUp,
  createAccount,
  createUserOfAccount,
  findSignUp,
  isLoginTaken,
  isMailKnown,
} from "./sign-up-rows.ts";
import { requirePerson } from "./turnstile.ts";

/** The link of a sign-up is good, and its login is held, for this long, milliseconds. */
const SIGN_UP_MS = 24 * 3600 * 1000;

const small = limitBody(MAX_JSON_BYTES);

export const signUpRoutes = (fetch: Fetch) =>
  new Hono<App>()
    .post("/sign-up", small, sValidator("json", signUpSchema, badRequest), async (c) => {
      const { email, password, login, displayName = login, turnstile } = c.req.valid("json");
      await countSignUp(c);
      await requireSignUps(c);
      const mailer = mailerOf(c.env, fetch);
      if (mailer === null) throw new Fault("unavailable", "This site cannot send mail yet, and nobody can sign up.");
      await requireMail(c);
      await requirePerson(c.env, fetch, turnstile, c.req.header("CF-Connecting-IP"));
      const [now, db] = [Date.now(), c.env.DB];
      if (await isLoginTaken(db, login, { email }, now)) throw taken(login);
      const isKnown = await isMailKnown(db, email);
      const token = newSessionSecret();
      // Hashed in either case: the time must not tell which it is.
      const hash = await hashPassword(password);
      const begun = await beginSignUp(db, {
        login,
        tokenHash: await hashOf(token),
        email,
        name: displayName,
        password: isKnown ? null : hash,
        now,
        expiresAt: now + SIGN_UP_MS,
      });
      if (!begun) throw taken(login);
      const letter = isKnown ? knownAddressLetter(email, siteOf(c)) : signUpLetter(email, siteOf(c), token, login);
      if (await mayMail(c, email)) sendLater(c, mailer, letter);
      const answer: MailSent = { sent: true };
      return c.json(answer, 202);
    })
    .post("/verify-mail", small, sValidator("json", verifyMailSchema, badRequest), async (c) => {
      const { token, password } = c.req.valid("json");
      const tokenHash = await hashOf(token);
      await countTry(c, `sign-up ${tokenHash}`);
      const now = Date.now();
      const signUp = await findSignUp(c.env.DB, tokenHash, now);
      if (signUp === null) throw new Fault("bad_request", "This link was used already, or it is over.");
      // Who clicks the link of a sign-up that somebody else began does not know its password: no account comes of it.
      if (!(await isPassword(password, signUp.password))) {
        throw new Fault("forbidden", "The password is not the one of this sign-up.");
      }
      if ((await createAccount(c.env.DB, signUp, now)) === "taken") {
        throw new Fault("conflict", "The login was taken meanwhile, or the address has an account. Sign up again.");
      }
      const opened = await logInByMail(c, signUp.email, password, true);
      return c.json(await signedIn(c, opened), 201);
    })
    .post("/complete", small, sValidator("json", completeSchema, badRequest), async (c) => {
      const { login, displayName = login } = c.req.valid("json");
      const account = await requireAccount(c);
      if (account.userId !== null) throw new Fault("conflict", "Your account has a login already.");
      await countSignUp(c);
      await requireSignUps(c);
      const now = Date.now();
      if (await isLoginTaken(c.env.DB, login, { email: account.email }, now)) throw taken(login);
      const user = { account: account.id, login, name: displayName, now };
      if ((await createUserOfAccount(c.env.DB, user)) === "taken") throw taken(login);
      return c.json(await signedIn(c, await accountTokenShown(c)), 201);
    });

const taken = (login: string): Fault => new Fault("conflict", `The login ${login} is taken.`);
