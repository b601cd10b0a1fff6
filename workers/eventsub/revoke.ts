/**
 * Ends subscriptions for a reason that their programs are told: whoever let them is gone, or has changed their mind, or no delivery arrives.
 * Called after the reason is stored. Rows first: what is told late, or never, is delivered to no longer all the same.
 */

import { inPieces } from "#durable-objects/eventsub-room/fan-out.ts";
import type { Delivery } from "#protocol/events/queues.ts";
import type { SessionRevocation } from "#protocol/events/session.ts";
import { type RevokedStatus, type SubscriptionRow, subscriptionBody } from "#protocol/events/subscription.ts";
import { covers, needsRoom, subscriptionType } from "#protocol/events/subscription-types.ts";
import type { Env } from "../env.ts";
import { endMany, endSubscription, SUBSCRIPTION_SQL, subscriptionsByConsent } from "./rows.ts";

type Bindings = Pick<Env, "DB" | "DELIVERIES" | "EVENTSUB_ROOM" | "EVENTSUB_SESSION">;

/** Messages of one call to a queue (the platform's limit). */
const MAX_QUEUE_BATCH = 100;
/** Rooms whose listeners are told at once. */
const MAX_REFRESHED = 100;

/** A user lets a program in no longer. */
export async function revokeConsent(env: Bindings, userId: string, clientId: string): Promise<void> {
  const now = Date.now();
  const { endOfConsent, endOfUser } = SUBSCRIPTION_SQL;
  const values = [Number(userId), clientId, "authorization_revoked", now] as const;
  await tell(env, await endMany(env.DB, endOfUser, ...values));
  await tell(env, await endMany(env.DB, endOfConsent, ...values));
}

/** A user lets a program do no more than this. */
export async function narrowConsent(
  env: Bindings,
  userId: string,
  clientId: string,
  scopes: ReadonlySet<string>,
): Promise<void> {
  const rows = await subscriptionsByConsent(env.DB, userId, clientId);
  const uncovered = rows.filter(({ type, version }) => {
    const consent = subscriptionType(type, version)?.consent ?? null;
    return consent !== null && !covers(scopes, consent);
  });
  if (uncovered.length === 0) return;
  const ids = JSON.stringify(uncovered.map(({ id }) => id));
  await tell(env, await endMany(env.DB, SUBSCRIPTION_SQL.endListed, ids, "authorization_revoked", Date.now()));
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
  // A room's listener knows its subscriptions by heart; those of further rooms read them anew within a minute.
  const rooms = new Set(rows.filter((row) => needsRoom(row.type, row.reader_id === row.channel_id)).map(roomOf));
  const refreshed = [...rooms].slice(0, MAX_REFRESHED).map((id) => env.EVENTSUB_ROOM.getByName(id).refresh());
  for (const outcome of await Promise.allSettled([...told, ...refreshed])) {
    if (outcome.status === "rejected") console.warn("somebody was not told of a revocation", outcome.reason);
  }
}

const roomOf = (row: SubscriptionRow): string => row.channel_id;

const revocationOf = (row: SubscriptionRow): SessionRevocation => ({ subscription: subscriptionBody(row) });
