import * as v from "valibot";
import { expect, test } from "vitest";
import { newSegmentSchema } from "#protocol/channel/schedule.ts";
import { PLANS, segmentOf } from "./schedule.ts";
import { CHANNELS } from "./world.ts";

/** A Friday, 22:30 in Berlin. */
const NOW = Date.parse("2026-11-20T21:30:00Z");

test("everything that is planned is something that the API takes, of a channel that is there", () => {
  const segments = PLANS.map((plan) => segmentOf(plan, "1", NOW));
  expect(segments.filter((segment) => !v.is(newSegmentSchema, segment))).toEqual([]);
  const logins = CHANNELS.map(({ login }) => login);
  expect(PLANS.filter(({ login }) => !logins.includes(login))).toEqual([]);
});

test("a plan begins at its time in its zone on the next day of that name, not today", () => {
  const starts = PLANS.map((plan) => new Date(segmentOf(plan, "1", NOW).startAt).toISOString());
  expect(starts).toEqual([
    "2026-11-23T08:00:00.000Z",
    "2026-11-26T08:00:00.000Z",
    "2026-11-21T19:30:00.000Z",
    "2026-11-27T20:00:00.000Z",
    "2026-11-22T23:00:00.000Z",
  ]);
});
