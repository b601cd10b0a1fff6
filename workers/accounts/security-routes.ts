/** `/api/auth`: what guards an account: its password and mail address, its sessions, second factor and passkeys. The person's own alone. */
import { Hono } from "hono";
import * as v from "valibot";
import {
  changeMailSchema,
  changePasswordSchema,
  confirmMailSchema,
  type Done,
  type MailSent,
} from "#protocol/accounts/credentials.ts";
import { Fault } from "#protocol/errors.ts";
import { hashOf, newSessionSecret } from "../auth/secrets.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import type { App } from "../env.ts";
import { emit } from "../events/emit.ts";
import { changedMailLetter, changedPasswordLetter, changeMailLetter } from "../mail/letters.ts";
import type { Fetch } from "../mail/mail.ts";
import { mailerOf, requireMail } from "../mail/mailer.ts";
import { endConnections } from "../oauth/ending.ts";
import { badRequest, sValidator } from "../validation.ts";
import { askAuth, siteOf } from "./ask.ts";
import { confirmPerson } from "./confirm-person.ts";
import { countTry, mayMail } from "./limits.ts";
import { confirmMailChange, endOtherSessions, endSessionOf, insertMailChange, sessionsOf } from "./security-rows.ts";
import { sendLater } from "./send-later.ts";
import { doubtAccount, requireAccount, userIdOf } from "./session.ts";

/** A link to confirm a new address is good for this long, milliseconds. */
const MAIL_CHANGE_MS = 24 * 3600 * 1000;

const small = limitBody(MAX_JSON_BYTES);
const DONE: Done = { done: true };

export const securityRoutes = (fetch: Fetch) =>
  new Hono<App>()
    .post("/password", small, sValidator("json", changePasswordSchema, badRequest), async (c) => {
      const account = await requireAccount(c);
      const { current, password } = c.req.valid("json");
      await countTry(c, `password of ${account.id}`);
      const body = { currentPassword: current, newPassword: password, revokeOtherSessions: true };
      await askAuth(c, (api, headers) => api.changePassword({ body, headers, asResponse: true }));
      doubtAccount(account);
      if (account.userId !== null) await endConnections(c.env, c.executionCtx, account.userId);
      sendLater(c, mailerOf(c.env, fetch), changedPasswordLetter(account.email, siteOf(c)));
      return c.json(DONE);
    })
    .post("/mail", small, sValidator("json", changeMailSchema, badRequest), async (c) => {
      const account = await requireAccount(c);
      const { email, password } = c.req.valid("json");
      await confirmPerson(c, account, password);
      const mailer = mailerOf(c.env, fetch);
      if (mailer === null) throw new Fault("unavailable", "This site cannot send mail yet.");
      await requireMail(c);
      const [token, now] = [newSessionSecret(), Date.now()];
      const change = {
        tokenHash: await hashOf(token),
        account: account.id,
        email,
        now,
        expiresAt: now + MAIL_CHANGE_MS,
      };
      await insertMailChange(c.env.DB, change);
      if (await mayMail(c, email)) sendLater(c, mailer, changeMailLetter(email, siteOf(c), token));
      const answer: MailSent = { sent: true };
      return c.json(answer, 202);
    })
    .post("/mail/confirm", small, sValidator("json", confirmMailSchema, badRequest), async (c) => {
      await countTry(c, null);
      const changed = await confirmMailChange(c.env.DB, await hashOf(c.req.valid("json").token), Date.now());
      if (changed.kind === "unknown") throw new Fault("bad_request", "This link was used already, or it is over.");
      if (changed.kind === "taken") throw new Fault("conflict", "Another account has this mail address.");
      const userId = await userIdOf(c.env.DB, changed.account);
      if (userId !== null) emit(c.env, c.executionCtx, { type: "user.update", channelId: userId });
      sendLater(c, mailerOf(c.env, fetch), changedMailLetter(changed.from, siteOf(c)));
      return c.json(DONE);
    })
    .get("/sessions", async (c) => {
      const account = await requireAccount(c);
      return c.json(await sessionsOf(c.env.DB, account.id, account.sessionId, Date.now()));
    })
    .delete("/sessions", async (c) => {
      const account = await requireAccount(c);
      await endOtherSessions(c.env.DB, account.id, account.sessionId);
      doubtAccount(account);
      return c.json(await sessionsOf(c.env.DB, account.id, account.sessionId, Date.now()));
    })
    .delete("/sessions/:id", async (c) => {
      const account = await requireAccount(c);
      const id = v.safeParse(v.pipe(v.string(), v.maxLength(64)), c.req.param("id"));
      const isEnded = id.success && (await endSessionOf(c.env.DB, account.id, id.output));
      if (!isEnded) throw new Fault("not_found", "You have no such session.");
      doubtAccount(account);
      return c.json(await sessionsOf(c.env.DB, account.id, account.sessionId, Date.now()));
    });
