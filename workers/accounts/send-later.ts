/** Sends a mail behind the answer, so that neither its time nor its failure tells whether one is sent. */

import type { Context } from "hono";
import { loggable } from "#protocol/loggable.ts";
import type { App } from "../env.ts";
import type { Mail, Mailer } from "../mail/mail.ts";

export function sendLater(c: Context<App>, mailer: Mailer | null, mail: Mail): void {
  if (mailer === null) return;
  c.executionCtx.waitUntil(mailer(mail).catch((cause) => console.error("a mail was not sent", loggable(cause))));
}
