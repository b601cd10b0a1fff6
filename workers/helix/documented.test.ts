import { expect, test } from "vitest";
import { OPERATIONS, standingOf } from "./documented.ts";
import { ENDPOINTS } from "./endpoints.ts";

test("Twitch documents 144 operations, and every endpoint is one of them", () => {
  const names = new Set(OPERATIONS.map(([method, path]) => `${method} ${path}`));
  expect(names.size).toBe(144);
  const answered = ENDPOINTS.map(({ method, path }) => `${method} ${path}`);
  expect(answered.filter((name) => !names.has(name))).toEqual([]);
  expect(new Set(answered).size).toBe(answered.length);
});

test("what is documented is not built, what is not is unknown, and what Twitch took away is gone", () => {
  expect([
    standingOf("POST", "/polls"),
    standingOf("DELETE", "/polls"),
    standingOf("GET", "/nonsense"),
    standingOf("OPTIONS", "/polls"),
    standingOf("GET", "/users/follows"),
    standingOf("GET", "/tags/streams"),
    standingOf("GET", "/streams/tags"),
  ]).toEqual(["not_built", "unknown", "unknown", "unknown", "removed", "removed", "removed"]);
});
