import { expect, test } from "vitest";
import { isQueueMissing, makeQueues, queuesOf } from "./queues.ts";

test("every queue that is written to, read from or gets dead letters is named once", () => {
  const queues = {
    producers: [{ queue: "a" }, { queue: "b" }],
    consumers: [{ queue: "a", dead_letter_queue: "dead" }, { queue: "b", dead_letter_queue: "dead" }, { queue: "c" }],
  };
  expect(queuesOf({ queues })).toEqual(["a", "b", "c", "dead"]);
  expect(queuesOf({ queues: {} })).toEqual([]);
});

/** As wrangler 4.155.0 answers. */
const THERE = `
 ⛅️ wrangler 4.155.0
────────────────────
Queue Name: rill-events
Queue ID: 0123456789abcdef0123456789abcdef
Created On: 2026-11-01T10:00:00Z
Last Modified: 2026-11-01T10:00:00Z
Number of Producers: 1
Producers: worker:rill
Number of Consumers: 1
Consumers: 
`;
const MISSING = `
 ⛅️ wrangler 4.155.0
────────────────────

✘ [ERROR] Queue "rill-events" does not exist. To create it, run: wrangler queues create rill-events
`;
const UNREACHABLE = "✘ [ERROR] fetch failed";

test("a queue is missing when wrangler says so of this very queue, and of no other reason", () => {
  const isMissing = (code: number, output: string): boolean => isQueueMissing("rill-events", { code, output });
  expect([isMissing(0, THERE), isMissing(1, MISSING), isMissing(1, UNREACHABLE)]).toEqual([false, true, false]);
  expect(isQueueMissing("rill-notices", { code: 1, output: MISSING })).toBe(false);
});

test("one command makes what is missing", () => {
  expect(makeQueues(["rill-events", "rill-notices"])).toBe(
    "npx wrangler queues create rill-events && npx wrangler queues create rill-notices",
  );
});
