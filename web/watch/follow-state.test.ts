import { expect, test } from "vitest";
import { followingOf, wished } from "./follow-state.ts";

test("a wish moves the count by one, and back", () => {
  const before = followingOf({ followedAt: null, followers: 7 });
  const after = wished(before, true);
  expect([before, after, wished(after, false)]).toEqual([
    { followed: false, followers: 7 },
    { followed: true, followers: 8 },
    { followed: false, followers: 7 },
  ]);
});

test("a wish that is so already changes nothing, and the count is never below those there are", () => {
  expect(wished({ followed: true, followers: 3 }, true)).toEqual({ followed: true, followers: 3 });
  expect(wished({ followed: true, followers: 0 }, false)).toEqual({ followed: false, followers: 0 });
  expect(wished({ followed: false, followers: 0 }, true)).toEqual({ followed: true, followers: 1 });
});
