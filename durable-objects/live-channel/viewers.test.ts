import { expect, test } from "vitest";
import { MAX_COUNTED_VIEWERS, VIEWER_TTL_MS } from "#protocol/channel/channel.ts";
import { Viewers } from "./viewers.ts";

test("a viewer counts once, however often it is heard", () => {
  const viewers = new Viewers();
  viewers.beat(["a", "b", "a"], 0);
  viewers.beat(["b"], 1000);
  expect(viewers.count(1000)).toBe(2);
});

test("a viewer that is not heard for the time to live no longer counts", () => {
  const viewers = new Viewers();
  viewers.beat(["a", "b"], 0);
  viewers.beat(["a"], 10_000);
  expect([
    viewers.count(VIEWER_TTL_MS - 1),
    viewers.count(VIEWER_TTL_MS),
    viewers.count(VIEWER_TTL_MS + 10_000),
  ]).toEqual([2, 1, 0]);
});

test("at the maximum no new viewer is counted, and the known ones stay", () => {
  const viewers = new Viewers();
  viewers.beat(
    Array.from({ length: MAX_COUNTED_VIEWERS + 1 }, (_, id) => String(id)),
    0,
  );
  expect(viewers.count(1)).toBe(MAX_COUNTED_VIEWERS);
  viewers.beat(["0"], 10);
  expect(viewers.count(VIEWER_TTL_MS + 5)).toBe(1);
});
