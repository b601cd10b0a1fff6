import { expect, test } from "vitest";
import { badgesOf } from "./badges.ts";
import type { Standing } from "./moderation/state.ts";

const viewer: Standing = { role: "viewer", staff: false, subscribedMonths: null, followedAt: null };

test("a viewer has no badge", () => {
  expect(badgesOf(viewer, false)).toEqual([]);
});

test("badges stand in one order", () => {
  expect(badgesOf({ ...viewer, role: "broadcaster", staff: true, subscribedMonths: 7 }, true)).toEqual([
    "staff/1",
    "broadcaster/1",
    "subscriber/6",
    "partner/1",
  ]);
  expect(badgesOf({ ...viewer, role: "moderator" }, false)).toEqual(["moderator/1"]);
  expect(badgesOf({ ...viewer, role: "vip" }, false)).toEqual(["vip/1"]);
});

test.each([
  [0, 0],
  [1, 0],
  [2, 0],
  [3, 3],
  [11, 9],
  [12, 12],
  [17, 12],
  [18, 18],
  [1000, 120],
])("a subscriber of %i months has the badge of %i", (months, step) => {
  expect(badgesOf({ ...viewer, subscribedMonths: months }, false)).toEqual([`subscriber/${step}`]);
});
