/** Tells the platform what happened: puts an event on the queue from which it is delivered. Nobody waits for it; who hears it is no business of the caller. */

import { markEvent, type NewEvent } from "#protocol/events/platform-event.ts";
import { loggable } from "#protocol/loggable.ts";
import type { Env } from "../env.ts";

/** Whatever keeps work going after an answer: Hono's `c.executionCtx`, an object's `ctx`. */
type Background = { waitUntil(work: Promise<unknown>): void };

/** Call it after what happened is stored. A queue that fails loses the event and is logged: it never fails the request. */
export function emit(env: Pick<Env, "EVENTS">, ctx: Background, event: NewEvent): void {
  const marked = markEvent(event, Date.now(), crypto.randomUUID());
  ctx.waitUntil(
    env.EVENTS.send(marked).catch((cause: unknown) =>
      console.error(`the event ${event.type} was lost`, loggable(cause)),
    ),
  );
}
