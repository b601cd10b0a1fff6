import { expect, test } from "vitest";
import { readUserCode, renderUserCode } from "./user-code.ts";

test.each([
  ["BCDFGHJK", "BCDFGHJK"],
  [" bcdf-ghjk ", "BCDFGHJK"],
  ["b c d f g h j k", "BCDFGHJK"],
  ["BCDFGHJ", null],
  ["BCDFGHJKL", null],
  ["ABCDEFGH", null],
  ["1234-5678", null],
  ["", null],
  [`${" ".repeat(64)}BCDFGHJK`, null],
])("%j is read as %j", (typed, code) => {
  expect(readUserCode(typed)).toBe(code);
});

test("a code is shown in two halves, and read back", () => {
  expect(renderUserCode("BCDFGHJK")).toBe("BCDF-GHJK");
  expect(readUserCode(renderUserCode("BCDFGHJK"))).toBe("BCDFGHJK");
});
