import { expect, test } from "vitest";
import { partThatFills } from "./crop.ts";

test("a square takes the middle of a wide and of a tall picture", () => {
  const square = { width: 300, height: 300 };
  expect([
    partThatFills({ width: 1000, height: 400 }, square),
    partThatFills({ width: 400, height: 1000 }, square),
    partThatFills({ width: 70, height: 70 }, square),
  ]).toEqual([
    { x: 300, y: 0, width: 400, height: 400 },
    { x: 0, y: 300, width: 400, height: 400 },
    { x: 0, y: 0, width: 70, height: 70 },
  ]);
});

test("a banner keeps its shape", () => {
  expect(partThatFills({ width: 2400, height: 1600 }, { width: 1200, height: 480 })).toEqual({
    x: 0,
    y: 320,
    width: 2400,
    height: 960,
  });
});
