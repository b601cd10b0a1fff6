import { expect, test } from "vitest";
import { Lru } from "./lru.ts";

test("at the limit everything stays; one more, and what was used least recently goes", () => {
  const lru = new Lru<string>(10);
  lru.set("a", "A", 5);
  lru.set("b", "B", 5);
  expect([lru.get("a"), lru.weight]).toEqual(["A", 10]);
  lru.set("c", "C", 1);
  expect([lru.get("a"), lru.get("b"), lru.get("c"), lru.weight]).toEqual(["A", undefined, "C", 6]);
});

test("a new value replaces the old and its weight", () => {
  const lru = new Lru<string>(10);
  lru.set("a", "A", 9);
  lru.set("a", "B", 2);
  expect([lru.get("a"), lru.weight]).toEqual(["B", 2]);
});

test("what alone is heavier than the limit is not kept", () => {
  const lru = new Lru<string>(10);
  lru.set("a", "A", 11);
  expect([lru.get("a"), lru.weight]).toEqual([undefined, 0]);
});
