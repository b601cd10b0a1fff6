import { expect, test } from "vitest";
import { type SparkBox, sparkPath, sparkTop } from "./spark.ts";

const box: SparkBox = { width: 100, height: 20, from: 0, to: 100, top: 10, gap: 10 };

test("points become a line from the lower left to the upper right of the box", () => {
  const points = [0, 5, 10].map((at) => ({ at: at * 10, value: at }));
  expect(sparkPath(points, { ...box, gap: 50 })).toBe("M0 20h0.01L50 10L100 0");
});

test("points at the gap are joined, one past it are not", () => {
  const at = (...moments: number[]) => moments.map((moment) => ({ at: moment, value: 5 }));
  expect(sparkPath(at(0, 10), box)).toBe("M0 10h0.01L10 10");
  expect(sparkPath(at(0, 11), box)).toBe("M0 10h0.01M11 10h0.01");
});

test("what is outside the box is left out or held at its edge", () => {
  const points = [
    { at: -1, value: 5 },
    { at: 0, value: 99 },
    { at: 5, value: -3 },
    { at: 101, value: 5 },
  ];
  expect(sparkPath(points, box)).toBe("M0 0h0.01L5 20");
  expect(sparkPath([], box)).toBe("");
});

test("the top is a round value above the highest, and never below the least", () => {
  expect([sparkTop([], 1), sparkTop([0.97], 1), sparkTop([29.97, 30], 10), sparkTop([6_100_000], 1e6)]).toEqual([
    1.5, 1.5, 35, 6_500_000,
  ]);
});
