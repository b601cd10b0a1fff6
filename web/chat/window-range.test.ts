import { expect, test } from "vitest";
import { anchorAt, MARGIN_PX, offsetOf, sameWindow, windowAt, windowAtFoot } from "./window-range.ts";

const lines = (count: number, height = 20): readonly number[] => Array.from({ length: count }, () => height);

test("a list that fits is drawn whole", () => {
  expect(windowAt(lines(5), 0, 600)).toEqual({ first: 0, end: 5, before: 0, after: 0 });
  expect(windowAtFoot(lines(5), 600)).toEqual({ first: 0, end: 5, before: 0, after: 0 });
  expect(windowAtFoot([], 600)).toEqual({ first: 0, end: 0, before: 0, after: 0 });
});

test("what lies further than the margin from the box is not drawn, and its room is kept", () => {
  const margin = MARGIN_PX / 20;
  expect(windowAt(lines(500), 5000, 600)).toEqual({
    first: 250 - margin,
    end: 250 + 30 + margin,
    before: (250 - margin) * 20,
    after: (500 - 280 - margin) * 20,
  });
  expect(windowAtFoot(lines(500), 600)).toEqual({
    first: 500 - 30 - margin,
    end: 500,
    before: (500 - 30 - margin) * 20,
    after: 0,
  });
});

test("a line that reaches into the margin is drawn", () => {
  const heights = [100, 100, 100, 100, 100, 100, 100, 100, 100, 100];
  expect(windowAt(heights, MARGIN_PX + 150, 10).first).toBe(1);
  expect(windowAt(heights, MARGIN_PX + 200, 10).first).toBe(2);
});

test("however many lines there are, as many are drawn as fit", () => {
  const sizes = [500, 2000].map((count) => {
    const { first, end } = windowAtFoot(lines(count, 27), 640);
    return end - first;
  });
  expect(sizes).toEqual([39, 39]);
});

test("past the end of the list nothing is drawn, and no room is lost", () => {
  const { first, end, before } = windowAt(lines(10), 100_000, 600);
  expect([first, end, before]).toEqual([10, 10, 200]);
});

test("the line at the upper edge is found, with how much of it lies above", () => {
  expect(anchorAt([10, 20, 30], 0)).toEqual({ index: 0, delta: 0 });
  expect(anchorAt([10, 20, 30], 9)).toEqual({ index: 0, delta: 9 });
  expect(anchorAt([10, 20, 30], 10)).toEqual({ index: 1, delta: 0 });
  expect(anchorAt([10, 20, 30], 35)).toEqual({ index: 2, delta: 5 });
  expect(anchorAt([10, 20, 30], 600)).toEqual({ index: 2, delta: 0 });
  expect(anchorAt([], 5)).toEqual({ index: 0, delta: 0 });
});

test("offsets add up, and windows are compared whole", () => {
  expect([0, 1, 3].map((index) => offsetOf([10, 20, 30], index))).toEqual([0, 10, 60]);
  const window = { first: 0, end: 5, before: 0, after: 0 };
  expect([sameWindow(window, { ...window }), sameWindow(window, { ...window, after: 1 })]).toEqual([true, false]);
});
