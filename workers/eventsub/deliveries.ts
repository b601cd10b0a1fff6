/** Takes deliveries from their queue to the callbacks. The subscription's row decides: what is over or not yet proven is not called. */

import * as v from "valibot";
import { assertNever } from "#protocol/assert.ts";
import { type Delivery, deliverySchema } from "#protocol/events/queues.ts";
import { ENABLED, messageIdOf, PENDING, subscriptionBody } from "#protocol/events/subscription.ts";
import { loggable } from "#protocol/loggable.ts";
import type { Env } from "../env.ts";
import { outboundFault } from "../events/outbound-address.ts";
import { pauseAfter } from "../events/pauses.ts";
import { flagsOf } from "../flags/flags.ts";
import { RETRY_SECONDS } from "./limits.ts";
import { type CallbackRow, callbackById, enableSubscription, endSubscription, forgetFailures } from "./rows.ts";
import { type CallbackMessage, challenge, deliver, type Fetch } from "./webhook.ts";

/**
 * Messages stand alone: one that fails waits, longer each time, and after the last try the queue hands it to the dead letters. While
 * the operator has webhooks switched off they are dropped, since what waits here would come late or never: a callback that was to prove itself fails to.
 */
export async function consumeDeliveries(env: Env, batch: MessageBatch, fetch: Fetch): Promise<void> {
  const isOn = (await flagsOf(env, () => undefined)).isOn("webhooks");
  await Promise.all(
    batch.messages.map(async (message) => {
      try {
        if (await handle(env, message, fetch, isOn)) message.ack();
        else message.retry({ delaySeconds: pauseAfter(RETRY_SECONDS, message.attempts) });
      } catch (cause) {
        console.error("a delivery failed on our side", loggable(cause));
        message.retry({ delaySeconds: pauseAfter(RETRY_SECONDS, message.attempts) });
      }
    }),
  );
}

/** False when it is to be tried again. */
async function handle(env: Env, message: Message, fetch: Fetch, isOn: boolean): Promise<boolean> {
  const parsed = v.safeParse(deliverySchema, message.body);
  // Of another version of this Worker: nothing that a second try would change.
  if (!parsed.success) return true;
  const delivery = parsed.output;
  const row = await callbackById(env.DB, delivery.subscriptionId);
  if (row === null || row.method !== "webhook" || row.secret === null) return true;
  // Checked again: what may be called can have changed since the subscription was made.
  const isRefused = outboundFault(row.target, env.DEVELOPMENT === "1") !== null;
  const to = { secret: row.secret, callback: row.target, retry: message.attempts - 1, at: delivery.at };
  switch (delivery.kind) {
    case "challenge":
      if (row.status === PENDING) await prove(env, row, to, isOn && !isRefused ? fetch : null);
      return true;
    case "notification":
      if (!isOn || row.status !== ENABLED || row.ended_at !== null) return true;
      return !isRefused && (await notify(env, row, delivery, to, fetch));
    case "revocation":
      return !isOn || row.ended_at === null || isRefused || (await deliver(fetch, revocationOf(row, to)));
    default:
      return assertNever(delivery, "unknown delivery");
  }
}

type To = Pick<CallbackMessage, "secret" | "callback" | "retry" | "at">;

/** A callback has one chance to prove itself; its program may subscribe again. */
async function prove(env: Env, row: CallbackRow, to: To, fetch: Fetch | null): Promise<void> {
  const word = crypto.randomUUID();
  const message: CallbackMessage = {
    ...to,
    ...{ type: "webhook_callback_verification", messageId: messageIdOf(row.id, "challenge") },
    body: { challenge: word, subscription: subscriptionBody(row) },
  };
  if (fetch !== null && (await challenge(fetch, message))) await enableSubscription(env.DB, row.id);
  else await endSubscription(env.DB, row.id, "webhook_callback_verification_failed", Date.now());
}

async function notify(
  env: Env,
  row: CallbackRow,
  { eventId, event }: Extract<Delivery, { readonly kind: "notification" }>,
  to: To,
  fetch: Fetch,
): Promise<boolean> {
  const isTaken = await deliver(fetch, {
    ...to,
    ...{ type: "notification", messageId: messageIdOf(row.id, eventId) },
    body: { subscription: subscriptionBody(row), event },
  });
  if (isTaken && row.failures > 0) await forgetFailures(env.DB, row.id);
  return isTaken;
}

const revocationOf = (row: CallbackRow, to: To): CallbackMessage => ({
  ...to,
  ...{ type: "revocation", messageId: messageIdOf(row.id, "revocation") },
  body: { subscription: subscriptionBody(row) },
});
