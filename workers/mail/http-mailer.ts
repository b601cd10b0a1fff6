/** Sends mail over HTTP, in the shape that Resend made common: one POST with a bearer token. Logs neither address nor text. */
import type { Fetch, Mail } from "./mail.ts";

const DEFAULT_URL = "https://api.resend.com/emails";
/** A provider that is silent for this long did not take the mail, milliseconds. */
const TIMEOUT_MS = 10_000;

export type Provider = { readonly key: string; readonly from: string; readonly url: string | undefined };

export async function postMail(fetch: Fetch, { key, from, url }: Provider, mail: Mail): Promise<void> {
  const answer = await fetch(url ?? DEFAULT_URL, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify({ from, to: [mail.to], subject: mail.subject, text: mail.text }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`the mail provider answered ${answer.status}`);
}
