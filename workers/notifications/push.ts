/** One push to one browser, by Web Push (RFC 8030, 8291) with the site's VAPID keys (RFC 8292). Knows no rows and no queue. */
import { buildPushPayload, type VapidKeys } from "@block65/webcrypto-web-push";
import type { LivePush } from "#protocol/events/notices.ts";
import type { Env } from "../env.ts";
import type { Fetch } from "../eventsub/webhook.ts";
import { PUSH_MS, STALE_MS } from "./limits.ts";

export type PushTarget = { readonly endpoint: string; readonly p256dh: string; readonly auth: string };

/** `gone`: the browser takes no more; `refused`: not this one; `later`: it may be tried again. */
export type Pushed = "sent" | "gone" | "refused" | "later";

/** Null when the site sends no pushes. */
export function vapidOf({ VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY, VAPID_SUBJECT }: Env): VapidKeys | null {
  if (VAPID_PUBLIC_KEY === undefined || VAPID_PRIVATE_KEY === undefined) return null;
  return { publicKey: VAPID_PUBLIC_KEY, privateKey: VAPID_PRIVATE_KEY, subject: VAPID_SUBJECT };
}

export async function push(fetch: Fetch, vapid: VapidKeys, target: PushTarget, message: LivePush): Promise<Pushed> {
  const { endpoint, p256dh, auth } = target;
  // A push of the same topic takes the place of one that was not delivered yet.
  const options = { ttl: STALE_MS / 1000, topic: message.broadcastId, urgency: "high" as const };
  const keys = { p256dh, auth };
  const payload = await buildPushPayload({ data: message, options }, { endpoint, expirationTime: null, keys }, vapid);
  try {
    const answer = await fetch(
      new Request(endpoint, { ...payload, redirect: "manual", signal: AbortSignal.timeout(PUSH_MS) }),
    );
    await answer.body?.cancel();
    return meaningOf(answer.status);
  } catch {
    // The service did not answer, for whatever reason of its own.
    return "later";
  }
}

function meaningOf(status: number): Pushed {
  if (status >= 200 && status < 300) return "sent";
  if (status === 404 || status === 410) return "gone";
  return status === 429 || status >= 500 ? "later" : "refused";
}
