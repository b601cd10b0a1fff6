/** Cloudflare Turnstile: whether a person, not a script, fills in the form. Off unless its two keys are configured. */
import * as v from "valibot";
import { Fault } from "#protocol/errors.ts";
import type { Env } from "../env.ts";
import type { Fetch } from "../mail/mail.ts";

const VERIFY_URL = "https://challenges.cloudflare.com/turnstile/v0/siteverify";
/** A check that takes longer than this failed, milliseconds. */
const TIMEOUT_MS = 5000;

const answerSchema = v.object({ success: v.boolean() });

/** The key that pages show; null: it is off. */
export const turnstileKey = (env: Env): string | null =>
  env.TURNSTILE_SECRET === undefined || env.TURNSTILE_SECRET === "" ? null : (env.TURNSTILE_KEY ?? null);

/** Throws a Fault unless it is off, or the token is right. */
export async function requirePerson(
  env: Env,
  fetch: Fetch,
  token: string | undefined,
  address: string | undefined,
): Promise<void> {
  const secret = env.TURNSTILE_SECRET;
  if (secret === undefined || turnstileKey(env) === null) return;
  if (token === undefined || token === "") throw new Fault("bad_request", "Show first that you are no program.");
  const form = new URLSearchParams({
    secret,
    response: token,
    ...(address === undefined ? {} : { remoteip: address }),
  });
  const answer = await ask(fetch, form);
  if (!answer.success) throw new Fault("forbidden", "The check that you are no program failed. Try it again.");
}

async function ask(fetch: Fetch, form: URLSearchParams): Promise<{ readonly success: boolean }> {
  try {
    const answer = await fetch(VERIFY_URL, { method: "POST", body: form, signal: AbortSignal.timeout(TIMEOUT_MS) });
    return v.parse(answerSchema, await answer.json());
  } catch (cause) {
    throw new Fault("unavailable", "The check that you are no program cannot be reached right now.", cause);
  }
}
