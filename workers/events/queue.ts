/** The Worker's door for queues: each one's messages go to whoever takes them. */
import { assertNever } from "#protocol/assert.ts";
import type { Env } from "../env.ts";
import { consumeDeliveries } from "../eventsub/deliveries.ts";
import { consumeNotices } from "../notifications/consume.ts";
import { consumeEvents } from "./consume.ts";
import { consumeDeadLetters } from "./dead-letters.ts";

const QUEUES = ["rill-events", "rill-deliveries", "rill-notices", "rill-dead-letters"] as const;

export async function queue(batch: MessageBatch, env: Env): Promise<void> {
  const name = QUEUES.find((one) => one === batch.queue);
  switch (name) {
    case "rill-events":
      return consumeEvents(env, batch);
    case "rill-deliveries":
      return consumeDeliveries(env, batch, (request) => fetch(request));
    case "rill-notices":
      return consumeNotices(env, batch, (request) => fetch(request));
    case "rill-dead-letters":
      return consumeDeadLetters(env, batch);
    case undefined:
      throw new Error(`nobody takes messages of the queue ${batch.queue}`);
    default:
      assertNever(name, "unknown queue");
  }
}
