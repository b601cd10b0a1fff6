/** Mail goes out through one port: a provider in production, this machine's log in development. Who writes to whom is no business of it. */
import type { Context } from "hono";
import { Fault } from "#protocol/errors.ts";
import type { App, Env } from "../env.ts";
import { flagsOf } from "../flags/flags.ts";
import { requireOn } from "../flags/require-on.ts";
import { postMail } from "./http-mailer.ts";
import type { Fetch, Mailer } from "./mail.ts";
import { keepMail } from "./outbox.ts";

const NO_MAIL = "Mail is switched off on this site for the moment.";

/** For what is of no use without a mail. Throws an `unavailable` Fault while the operator has mail switched off. */
export const requireMail = (c: Context<App>): Promise<void> => requireOn(c, "mail", NO_MAIL);

/** How this site sends mail; null when it cannot. While the operator has mail switched off, sending is a fault. */
export function mailerOf(env: Env, fetch: Fetch): Mailer | null {
  const send = senderOf(env, fetch);
  if (send === null) return null;
  return async (mail) => {
    const flags = await flagsOf(env, () => undefined);
    if (!flags.isOn("mail")) throw new Fault("unavailable", NO_MAIL);
    await send(mail);
  };
}

function senderOf(env: Env, fetch: Fetch): Mailer | null {
  const { MAIL_API_KEY: key, MAIL_FROM: from, MAIL_API_URL: url } = env;
  if (key !== undefined && key !== "" && from !== undefined && from !== "") {
    return (mail) => postMail(fetch, { key, from, url }, mail);
  }
  if (env.DEVELOPMENT !== "1") return null;
  return async (mail) => {
    keepMail(mail);
    // In development alone: the links in mails are secrets, and logs of production hold none.
    console.info(`a mail to ${mail.to}: ${mail.subject}\n${mail.text}`);
  };
}
