/** A request to a callback: its headers, its signature, and what its answer means. Knows no rows and no queue. */
import type { SubscriptionBody } from "#protocol/events/subscription.ts";
import { eventTime } from "#protocol/events/time.ts";
import { CALLBACK_MS, MAX_ANSWER_BYTES } from "./limits.ts";

/** What stands between us and the world; a request that nobody answers throws. */
export type Fetch = (request: Request) => Promise<Response>;

export type CallbackMessage = {
  readonly type: "webhook_callback_verification" | "notification" | "revocation";
  readonly messageId: string;
  /** Times that it was tried before. */
  readonly retry: number;
  /** When it happened, milliseconds since the Unix epoch. */
  readonly at: number;
  readonly secret: string;
  readonly callback: string;
  readonly body: { readonly subscription: SubscriptionBody; readonly challenge?: string; readonly event?: unknown };
};

/** `sha256=` and the HMAC of the message's id, its time and its body, hexadecimal. */
export async function signatureOf(secret: string, messageId: string, time: string, body: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, encoder.encode(`${messageId}${time}${body}`));
  return `sha256=${[...new Uint8Array(mac)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** A redirect is not followed: where it leads was never checked. */
async function requestOf(message: CallbackMessage): Promise<Request> {
  const body = JSON.stringify(message.body);
  const time = eventTime(message.at);
  const { type, version } = message.body.subscription;
  return new Request(message.callback, {
    method: "POST",
    redirect: "manual",
    signal: AbortSignal.timeout(CALLBACK_MS),
    headers: {
      "Content-Type": "application/json",
      "Twitch-Eventsub-Message-Id": message.messageId,
      "Twitch-Eventsub-Message-Retry": String(message.retry),
      "Twitch-Eventsub-Message-Type": message.type,
      "Twitch-Eventsub-Message-Signature": await signatureOf(message.secret, message.messageId, time, body),
      "Twitch-Eventsub-Message-Timestamp": time,
      "Twitch-Eventsub-Subscription-Type": type,
      "Twitch-Eventsub-Subscription-Version": version,
    },
    body,
  });
}

/** Whether the callback took the message: any 2xx in time. */
export async function deliver(fetch: Fetch, message: CallbackMessage): Promise<boolean> {
  try {
    const answer = await fetch(await requestOf(message));
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    // Whatever keeps a callback from answering is its own trouble, and counts as a refusal.
    return false;
  }
}

/** Whether the callback wants to be called: it answers with the challenge and nothing else. */
export async function challenge(fetch: Fetch, message: CallbackMessage): Promise<boolean> {
  try {
    const answer = await fetch(await requestOf(message));
    const text = await boundedText(answer);
    return answer.ok && text === message.body.challenge;
  } catch {
    return false;
  }
}

/** Null for an answer that is too long. */
async function boundedText(answer: Response): Promise<string | null> {
  const reader = answer.body?.getReader();
  if (reader === undefined) return "";
  const decoder = new TextDecoder();
  let [text, bytes] = ["", 0];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > MAX_ANSWER_BYTES) {
      await reader.cancel();
      return null;
    }
    text += decoder.decode(value, { stream: true });
  }
}
