import { expect, test } from "vitest";
import { prng } from "#testing/prng.ts";
import { FULL_MS, gatewayName, MAX_GATEWAYS, Shards } from "./shards.ts";

test("everybody goes to the first gateway while it takes them", () => {
  const shards = new Shards();
  const random = prng(1);
  const orders = Array.from({ length: 100 }, () => shards.order(0, random));
  expect(new Set(orders.map(([first]) => first))).toEqual(new Set([0]));
  expect(orders.every((order) => order.length === 4)).toBe(true);
});

test("one that was full is left out for a while, and then asked again", () => {
  const shards = new Shards();
  shards.full(0, 1000);
  const firstAt = (now: number): number | undefined => shards.order(now, () => 0)[0];
  expect([firstAt(1000), firstAt(1000 + FULL_MS - 1), firstAt(1000 + FULL_MS)]).toEqual([1, 1, 0]);
});

test("when all are full there is none to try", () => {
  const shards = new Shards();
  for (let number = 0; number < MAX_GATEWAYS; number++) shards.full(number, 0);
  expect(shards.order(0, () => 0.999)).toEqual([]);
});

test("as they fill up every gateway comes to be used", () => {
  const shards = new Shards();
  const random = prng(2);
  const seen = new Set<number>();
  for (let client = 0; client < 2000; client++) {
    const [first] = shards.order(0, random);
    if (first === undefined) break;
    seen.add(first);
    shards.full(first, 0);
  }
  expect(seen.size).toBe(MAX_GATEWAYS);
  expect(gatewayName(63)).toBe("irc-63");
});
