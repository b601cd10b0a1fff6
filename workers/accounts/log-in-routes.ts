/** `/api/auth`: logging in by password, second factor or passkey; what the log-in page needs; a new password for who forgot it. */
import { Hono } from "hono";
import * as v from "valibot";
import {
  type AuthState,
  confirmResetSchema,
  type Done,
  type LoggedIn,
  logInSchema,
  type MailSent,
  resetSchema,
  secondFactorSchema,
} from "#protocol/accounts/credentials.ts";
import { type PasskeyOptions, passkeyOptionsSchema, usePasskeySchema } from "#protocol/accounts/security.ts";
import { Fault } from "#protocol/errors.ts";
import { identify } from "../auth/identity.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import type { App } from "../env.ts";
import type { Fetch } from "../mail/mail.ts";
import { mailerOf, requireMail } from "../mail/mailer.ts";
import { badRequest, sValidator } from "../validation.ts";
import { askAuth, headersFor } from "./ask.ts";
import { knownBrowser } from "./known-browser.ts";
import { countName, countTry, mayMail } from "./limits.ts";
import { leaveOldSessions, logInByMail, mailOf, signedIn, withoutSession } from "./log-in.ts";
import { providerNames } from "./providers.ts";
import { accountOfSession } from "./session.ts";
import { requirePerson, turnstileKey } from "./turnstile.ts";
import { useCodeOfSession } from "./used-codes.ts";

const small = limitBody(MAX_JSON_BYTES);

export const logInRoutes = (fetch: Fetch) =>
  new Hono<App>()
    .get("/state", async (c) => {
      const account = await accountOfSession(c);
      const identity = account === null ? await identify(c) : null;
      const isIncomplete = account !== null && account.userId === null;
      const state: AuthState = {
        state: isIncomplete ? "incomplete" : account !== null ? "account" : identity === null ? "nobody" : "guest",
        providers: providerNames(c.env),
        turnstile: turnstileKey(c.env),
        suggestion: isIncomplete ? account.name : null,
      };
      return c.json(state);
    })
    .post("/log-in", small, sValidator("json", logInSchema, badRequest), async (c) => {
      const { name, password, remember } = c.req.valid("json");
      await countTry(c, null);
      const email = await mailOf(c.env.DB, name);
      const browser = await knownBrowser(c, email);
      await countName(c, `log-in ${name.toLowerCase()}${browser === null ? "" : ` from ${browser}`}`);
      const token = await logInByMail(c, email, password, remember);
      const answer: LoggedIn = token === null ? { kind: "two_factor" } : await signedIn(c, token, remember);
      return c.json(answer);
    })
    .post("/two-factor", small, sValidator("json", secondFactorSchema, badRequest), async (c) => {
      const { kind, code, trust } = c.req.valid("json");
      await countTry(c, null);
      const body = { code, trustDevice: trust };
      const { token } = await askAuth(
        c,
        (api, headers) =>
          kind === "totp"
            ? api.verifyTOTP({ body, headers, asResponse: true })
            : api.verifyBackupCode({ body, headers, asResponse: true }),
        withoutSession(headersFor(c)),
      );
      if (token === null) throw new Fault("unauthorized", "Enter your password again.");
      if (kind === "totp") await useCodeOfSession(c, token, code);
      await leaveOldSessions(c);
      return c.json(await signedIn(c, token));
    })
    .post("/passkey/options", async (c) => {
      await countTry(c, null);
      const { body } = await askAuth(
        c,
        (api, headers) => api.generatePasskeyAuthenticationOptions({ headers, asResponse: true }),
        withoutSession(headersFor(c)),
      );
      const options: PasskeyOptions = v.parse(passkeyOptionsSchema, body);
      return c.json(options);
    })
    .post("/passkey", small, sValidator("json", usePasskeySchema, badRequest), async (c) => {
      await countTry(c, null);
      const { response } = c.req.valid("json");
      const { userHandle, ...assertion } = response.response;
      const holder = typeof userHandle === "string" ? { userHandle } : {};
      const body = {
        response: { ...response, response: { ...assertion, ...holder }, clientExtensionResults: {} },
      };
      const { token } = await askAuth(
        c,
        (api, headers) => api.verifyPasskeyAuthentication({ body, headers, asResponse: true }),
        withoutSession(headersFor(c)),
      );
      await leaveOldSessions(c);
      return c.json(await signedIn(c, token));
    })
    .post("/reset", small, sValidator("json", resetSchema, badRequest), async (c) => {
      const { email, turnstile } = c.req.valid("json");
      await countTry(c, null);
      if (mailerOf(c.env, fetch) === null) throw new Fault("unavailable", "This site cannot send mail yet.");
      await requireMail(c);
      await requirePerson(c.env, fetch, turnstile, c.req.header("CF-Connecting-IP"));
      if (await mayMail(c, email)) {
        await askAuth(c, (api, headers) => api.requestPasswordReset({ body: { email }, headers, asResponse: true }));
      }
      const answer: MailSent = { sent: true };
      return c.json(answer, 202);
    })
    .post("/reset/confirm", small, sValidator("json", confirmResetSchema, badRequest), async (c) => {
      const { token, password } = c.req.valid("json");
      await countTry(c, null);
      const body = { token, newPassword: password };
      await askAuth(c, (api, headers) => api.resetPassword({ body, headers, asResponse: true }));
      const answer: Done = { done: true };
      return c.json(answer);
    });
