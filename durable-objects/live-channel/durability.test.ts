import { expect, test } from "vitest";
import { Durability } from "./durability.ts";

test("a bundle is safe once its object is stored, in order", () => {
  const durability = new Durability(0);
  for (const seq of [0, 1, 2]) durability.add(seq, [0]);
  expect(durability.stored(3)).toBe(-1);
  durability.objectStored([1, 2]);
  expect(durability.stored(3)).toBe(-1);
  durability.objectStored([0]);
  expect(durability.stored(3)).toBe(2);
});

test("a bundle is safe once all segments that it has parts of are settled", () => {
  const durability = new Durability(0);
  durability.add(0, [4]);
  durability.add(1, [4, 5]);
  durability.settle(4);
  expect([durability.stored(2), durability.replayFrom(2), durability.needed([0]), durability.needed([1])]).toEqual([
    0,
    1,
    false,
    true,
  ]);
  durability.settle(5);
  expect([durability.stored(2), durability.replayFrom(2)]).toEqual([1, 2]);
});

test("a bundle without parts of open segments is safe at once", () => {
  const durability = new Durability(3);
  durability.settle(7);
  durability.add(3, []);
  durability.add(4, [7]);
  expect(durability.stored(5)).toBe(4);
});

test("a restarted object needs the bytes from the oldest bundle of an unsettled segment, stored or not", () => {
  const durability = new Durability(0);
  durability.add(0, [1]);
  durability.add(1, [1]);
  durability.objectStored([0, 1]);
  expect([durability.stored(2), durability.replayFrom(2)]).toEqual([1, 0]);
});
