import { expect, test } from "vitest";
import { fitSquare, nameFromFile } from "./emote-drawing.ts";

test("a picture fills the square it fits, and stands in the middle of one that it does not", () => {
  expect(fitSquare(300, 300, 112)).toEqual({ x: 0, y: 0, width: 112, height: 112 });
  expect(fitSquare(200, 100, 56)).toEqual({ x: 0, y: 14, width: 56, height: 28 });
  expect(fitSquare(7, 14, 28)).toEqual({ x: 7, y: 0, width: 14, height: 28 });
});

test("a file's name becomes an emote's where enough of it is allowed", () => {
  expect(["catJAM.png", "my cat (2).webp", "_x_.png", "日本.png", `${"a".repeat(30)}.gif`].map(nameFromFile)).toEqual([
    "catJAM",
    "mycat2",
    "",
    "",
    "a".repeat(25),
  ]);
});
