/**
 * Ends subscriptions for a reason that their programs are told: whoever let them is gone, or has changed their mind, or no delivery arrives.
 * Called after the reason is stored. Rows first: what is told late, or never, is delivered to no longer all the same.
 */

import { inPieces } from "#durable-objects/eventsub-room/fan-out.ts";
import type { Delivery } from "#protocol/events/queues.ts";
import type { SessionRevocation } from "#protocol/events/session.ts";
import { type RevokedStatus, type SubscriptionRow, subscriptionBody } from "#protocol/events/subscription.ts";
import type { Env } from "../env.ts";
import { endMany, endSubscription, SUBSCRIPTION_SQL } from "./rows.ts";

type Bindings = Pick<Env, "DB" | "DELIVERIES" | "EVENTSUB_SESSION">;

/** Messages of one call to a queue (the platform's limit). */
const MAX_QUEUE_BATCH = 100;

/** A user lets a program in no longer; with `clientId` null, no program. */
export async function revokeConsent(env: Bindings, userId: string, clientId: string | null): Promise<void> {
  const now = Date.now();
  const { endOfConsent, endOfUser } = SUBSCRIPTION_SQL;
  const values = [Number(userId), clientId, "authorization_revoked", now] as const;
  await tell(env, await endMany(env.DB, endOfUser, ...values));
  await tell(env, await endMany(env.DB, endOfConsent, ...values));
}

/** An account is no more: nobody hears of its channel, and it hears of nobody's. */
export async function revokeUser(env: Bindings, userId: string): Promise<void> {
  const now = Date.now();
  const { endOfChannel, endOfConsent, endOfUser } = SUBSCRIPTION_SQL;
  await tell(env, await endMany(env.DB, endOfChannel, Number(userId), "user_removed", now));
  await tell(env, await endMany(env.DB, endOfUser, Number(userId), null, "user_removed", now));
  await tell(env, await endMany(env.DB, endOfConsent, Number(userId), null, "user_removed", now));
}

/** A user moderates a channel no longer. */
export async function revokeModerator(env: Bindings, userId: string, channelId: string): Promise<void> {
  const values = [Number(userId), Number(channelId), "moderator_removed", Date.now()] as const;
  await tell(env, await endMany(env.DB, SUBSCRIPTION_SQL.endOfReader, ...values));
}

export async function revokeOne(env: Bindings, id: string, status: RevokedStatus): Promise<void> {
  const row = await endSubscription(env.DB, id, status, Date.now());
  if (row !== null) await tell(env, [row]);
}

async function tell(env: Bindings, rows: readonly SubscriptionRow[]): Promise<void> {
  const deliveries = rows
    .filter(({ method }) => method === "webhook")
    .map(({ id }): { body: Delivery } => ({ body: { kind: "revocation", subscriptionId: id, at: Date.now() } }));
  for (const piece of inPieces(deliveries, MAX_QUEUE_BATCH)) await env.DELIVERIES.sendBatch(piece);
  const bySession = Map.groupBy(
    rows.filter(({ method }) => method === "websocket"),
    ({ target }) => target,
  );
  const told = [...bySession].map(([sessionId, ofSession]) =>
    env.EVENTSUB_SESSION.getByName(sessionId).revoke(ofSession.map(revocationOf)),
  );
  for (const outcome of await Promise.allSettled(told)) {
    if (outcome.status === "rejected") console.warn("a session was not told of a revocation", outcome.reason);
  }
}

const revocationOf = (row: SubscriptionRow): SessionRevocation => ({ subscription: subscriptionBody(row) });
