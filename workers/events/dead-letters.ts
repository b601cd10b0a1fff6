/** Messages that no try could deliver: kept for the operator, and counted against the subscription that they were for. */
import * as v from "valibot";
import { type Delivery, deliverySchema, noticeJobSchema } from "#protocol/events/queues.ts";
import type { Env } from "../env.ts";
import { MAX_FAILED_DELIVERIES } from "../eventsub/limits.ts";
import { revokeOne } from "../eventsub/revoke.ts";
import { countFailure } from "../eventsub/rows.ts";

/** Letters that are kept; older ones go. */
export const MAX_DEAD_LETTERS = 10_000;
/** They are kept for so long, milliseconds: they may name persons. */
export const LETTERS_KEPT_MS = 30 * 24 * 3600 * 1000;
/** Characters of a letter that are kept. */
const MAX_BODY = 4000;

export const DEAD_LETTER_SQL = {
  insert: "INSERT INTO dead_letters (queue, body, at) VALUES (?, ?, ?)",
  sweep: `DELETE FROM dead_letters WHERE id <= (SELECT max(id) FROM dead_letters) - ${MAX_DEAD_LETTERS}`,
} as const;

export async function consumeDeadLetters(env: Env, batch: MessageBatch): Promise<void> {
  for (const message of batch.messages) {
    const delivery = v.safeParse(deliverySchema, message.body);
    await env.DB.batch([
      env.DB.prepare(DEAD_LETTER_SQL.insert).bind(
        ...[originOf(message.body), JSON.stringify(keptOf(message.body)).slice(0, MAX_BODY), Date.now()],
      ),
      env.DB.prepare(DEAD_LETTER_SQL.sweep),
    ]);
    if (delivery.success) await count(env, delivery.output);
    message.ack();
  }
}

/** What was to be delivered is somebody's words or address: it goes no further. */
const keptOf = (body: unknown): unknown =>
  v.is(deliverySchema, body) && body.kind === "notification" ? { ...body, event: undefined } : body;

/** The queue that a letter came from, as its shape tells. */
function originOf(body: unknown): "deliveries" | "notices" | "events" {
  if (v.is(deliverySchema, body)) return "deliveries";
  return v.is(noticeJobSchema, body) ? "notices" : "events";
}

async function count(env: Env, delivery: Delivery): Promise<void> {
  if (delivery.kind !== "notification") return;
  const failures = await countFailure(env.DB, delivery.subscriptionId);
  if (failures === null || failures < MAX_FAILED_DELIVERIES) return;
  await revokeOne(env, delivery.subscriptionId, "notification_failures_exceeded");
}
