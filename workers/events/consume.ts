/** Takes platform events from their queue to those who subscribed, and begins what follows from them. Every event may come twice. */

import * as v from "valibot";
import { fanOut, inPieces } from "#durable-objects/eventsub-room/fan-out.ts";
import { type PlatformEvent, platformEventSchema } from "#protocol/events/platform-event.ts";
import { peopleOf, renderEvent, renderUserUpdate } from "#protocol/events/render.ts";
import { MAX_NOTICES, type SessionNotice } from "#protocol/events/session.ts";
import type { SubscriptionRow } from "#protocol/events/subscription.ts";
import { onlyVersionOf } from "#protocol/events/subscription-types.ts";
import { loggable } from "#protocol/loggable.ts";
import { has } from "#protocol/users/scopes.ts";
import type { Env } from "../env.ts";
import { revokeModerator } from "../eventsub/revoke.ts";
import { endSessionRows, subscriptionsFor } from "../eventsub/rows.ts";
import { beginAnnouncement } from "../notifications/announce.ts";
import { grantedTo } from "../oauth/grants.ts";
import { accountOf, findPeople } from "./people.ts";

/** Pause before an event is tried again, seconds. */
const RETRY_S = 5;
/** Messages of one call to a queue (the platform's limit). */
const MAX_QUEUE_BATCH = 100;

export async function consumeEvents(env: Env, batch: MessageBatch): Promise<void> {
  // One after the other: a program that hears of two events of a channel hears of them in their order.
  for (const message of batch.messages) {
    const parsed = v.safeParse(platformEventSchema, message.body);
    try {
      // What does not fit is of another version of this Worker: nothing that a second try would change.
      if (parsed.success) await consume(env, parsed.output, message.attempts > 1);
      message.ack();
    } catch (cause) {
      console.error("an event was not handed on yet", loggable(cause));
      message.retry({ delaySeconds: RETRY_S });
    }
  }
}

async function consume(env: Env, event: PlatformEvent, isRetry: boolean): Promise<void> {
  if (event.type === "stream.online") {
    const isNews = await beginAnnouncement(env, event, isRetry);
    // The channel's object restarted and told it once more.
    if (!isNews) return;
  }
  await tellSubscribers(env, event);
  if (endsModeration(event)) await revokeModerator(env, event.userId, event.channelId);
}

type Moderated = Extract<PlatformEvent, { readonly type: "channel.ban" | "channel.moderator.remove" }>;

/** Who is banned moderates no longer. */
const endsModeration = (event: PlatformEvent): event is Moderated =>
  event.type === "channel.moderator.remove" || (event.type === "channel.ban" && event.endsAt === null);

async function tellSubscribers(env: Env, event: PlatformEvent): Promise<void> {
  const rows = await subscriptionsFor(env.DB, event.channelId, event.type);
  if (rows.length === 0) return;
  if (event.type === "user.update") return tellOfUser(env, event, rows);
  // An owner may have several programs; each hears of its own users.
  const heard = "clientId" in event ? rows.filter(({ client_id }) => client_id === event.clientId) : rows;
  const who = await findPeople(env.DB, peopleOf(event));
  await tellRows(env, event, renderEvent(event, who), heard);
}

/** Programs that may read the address get it, each as the person lets it now. */
async function tellOfUser(env: Env, event: PlatformEvent, rows: readonly SubscriptionRow[]): Promise<void> {
  const account = await accountOf(env.DB, event.channelId);
  if (account === null) return;
  for (const [clientId, ofClient] of Map.groupBy(rows, ({ client_id }) => client_id)) {
    const { scopes } = await grantedTo(env.DB, event.channelId, clientId, Date.now());
    await tellRows(env, event, renderUserUpdate(account, has(scopes, "user:read:email")), ofClient);
  }
}

async function tellRows(
  env: Env,
  { id, type, at }: PlatformEvent,
  event: Readonly<Record<string, unknown>>,
  rows: readonly SubscriptionRow[],
): Promise<void> {
  const told = { id, type, version: onlyVersionOf(type), readerId: null, at, event };
  const { notices, deliveries } = fanOut([told], rows);
  const bodies = deliveries.map((body) => ({ body }));
  for (const piece of inPieces(bodies, MAX_QUEUE_BATCH)) await env.DELIVERIES.sendBatch(piece);
  await Promise.all([...notices].map(([sessionId, list]) => tellSession(env, sessionId, list)));
}

/** A session that cannot be reached has lost the event: it is not worth a second one for all others. */
async function tellSession(env: Env, sessionId: string, notices: readonly SessionNotice[]): Promise<void> {
  try {
    for (const piece of inPieces(notices, MAX_NOTICES)) {
      if ((await env.EVENTSUB_SESSION.getByName(sessionId).notify(piece)) === "told") continue;
      return await endSessionRows(env.DB, sessionId, Date.now());
    }
  } catch (cause) {
    console.warn("a session was not told of an event", loggable(cause));
  }
}
