/**
 * Ends subscriptions for a reason that their programs are told: whoever let them is gone, or has changed their mind, or no delivery arrives.
 * Called after the reason is stored. Rows first: what is told late, or never, is delivered to no longer all the same.
 */

import { inPieces } from "#durable-objects/eventsub-room/fan-out.ts";
import type { Delivery } from "#protocol/events/queues.ts";
import type { SessionRevocation } from "#protocol/events/session.ts";
import { type RevokedStatus, type SubscriptionRow, subscriptionBody } from "#protocol/events/subscription.ts";
import { needsRoom } from "#protocol/events/subscription-types.ts";
import { loggable } from "#protocol/loggable.ts";
import type { Env } from "../env.ts";
import { endMany, endSubscription } from "./rows.ts";
import { SUBSCRIPTION_SQL } from "./subscription-sql.ts";

export type RevokeBindings = Pick<Env, "DB" | "DELIVERIES" | "EVENTSUB_ROOM" | "EVENTSUB_SESSION">;

/** Messages of one call to a queue (the platform's limit). */
const MAX_QUEUE_BATCH = 100;
/** Rooms whose listeners are told at once. */
const MAX_REFRESHED = 100;

/** An account is no more: nobody hears of its channel, and it hears of nobody's. */
export async function revokeUser(env: RevokeBindings, userId: string): Promise<void> {
  const { endOfChannel, endOfReaderEverywhere, endOfUser } = SUBSCRIPTION_SQL;
  for (const sql of [endOfChannel, endOfUser, endOfReaderEverywhere]) {
    await tellEnded(env, await endMany(env.DB, sql, Number(userId), "user_removed", Date.now()));
  }
}

/** A user moderates a channel no longer. */
export async function revokeModerator(env: RevokeBindings, userId: string, channelId: string): Promise<void> {
  const values = [Number(userId), Number(channelId), "moderator_removed", Date.now()] as const;
  await tellEnded(env, await endMany(env.DB, SUBSCRIPTION_SQL.endOfReader, ...values));
}

export async function revokeOne(env: RevokeBindings, id: string, status: RevokedStatus): Promise<void> {
  const row = await endSubscription(env.DB, id, status, Date.now());
  if (row !== null) await tellEnded(env, [row]);
}

/** Tells programs of subscriptions that are over. What cannot be told is logged, and is over all the same. */
export async function tellEnded(env: RevokeBindings, rows: readonly SubscriptionRow[]): Promise<void> {
  const deliveries = rows
    .filter(({ method }) => method === "webhook")
    .map(({ id }): { body: Delivery } => ({ body: { kind: "revocation", subscriptionId: id, at: Date.now() } }));
  const queued = inPieces(deliveries, MAX_QUEUE_BATCH).map((piece) => env.DELIVERIES.sendBatch(piece));
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
  for (const outcome of await Promise.allSettled([...queued, ...told, ...refreshed])) {
    if (outcome.status === "rejected") console.warn("somebody was not told of a revocation", loggable(outcome.reason));
  }
}

const roomOf = (row: SubscriptionRow): string => row.channel_id;

const revocationOf = (row: SubscriptionRow): SessionRevocation => ({ subscription: subscriptionBody(row) });
