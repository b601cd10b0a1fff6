import { expect, test } from "vitest";
import { periodOf } from "./cron.ts";

test("a cron of every so many minutes has a period", () => {
  expect(["*/1 * * * *", "*/5 * * * *", "*/59 * * * *"].map(periodOf)).toEqual([60_000, 300_000, 3_540_000]);
});

test.each(["*/0 * * * *", "*/60 * * * *", "5 * * * *", "*/5 4 * * *", ""])(
  "%j has none, and the fault says so",
  (cron) => {
    expect(() => periodOf(cron)).toThrow(`wrangler.toml's cron is "${cron}"`);
  },
);
