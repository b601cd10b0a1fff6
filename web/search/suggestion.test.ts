import { expect, test } from "vitest";
import { queryOf, suggestionMove } from "./suggestion.ts";

test("the arrows lead through the suggestions and back to the field", () => {
  const down = [-1, 0, 1, 2].map((at) => suggestionMove("ArrowDown", at, 3));
  const up = [-1, 2, 1, 0].map((at) => suggestionMove("ArrowUp", at, 3));
  expect([down, up]).toEqual([
    [0, 1, 2, -1],
    [2, 1, 0, -1],
  ]);
});

test("other keys, and arrows without suggestions, mean nothing", () => {
  expect([suggestionMove("a", 0, 3), suggestionMove("Home", 0, 3), suggestionMove("ArrowDown", -1, 0)]).toEqual([
    null,
    null,
    null,
  ]);
});

test("spaces around and between words are not searched for", () => {
  expect(queryOf("  outer   wilds ")).toBe("outer wilds");
  expect(queryOf("   ")).toBe("");
});
