import { expect, test } from "vitest";
import { type Count, takeOne } from "./count.ts";

const LIMIT = { most: 2, windowMs: 1000 };

test("so many tries are granted in a window and not one more, and the next window begins with its first try", () => {
  let counted: Count | null = null;
  const takeAt = (now: number) => {
    const { taken, next } = takeOne(counted, LIMIT, now);
    counted = next ?? counted;
    return taken;
  };
  expect([5, 6, 7, 1004, 1005, 1006].map(takeAt)).toEqual([
    { isGranted: true, left: 1, until: 1005 },
    { isGranted: true, left: 0, until: 1005 },
    { isGranted: false, left: 0, until: 1005 },
    { isGranted: false, left: 0, until: 1005 },
    { isGranted: true, left: 1, until: 2005 },
    { isGranted: true, left: 0, until: 2005 },
  ]);
});

test("what is refused is not written", () => {
  expect(takeOne({ count: 2, until: 10 }, LIMIT, 9).next).toBeNull();
  expect(takeOne({ count: 2, until: 10 }, LIMIT, 10).next).toEqual({ count: 1, until: 1010 });
});
