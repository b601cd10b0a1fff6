import { expect, test } from "vitest";
import { menuMove } from "./menu-focus.ts";

const labels = ["Auto", "1080p", "720p", "Audio only"];

test("the arrows walk round the menu", () => {
  expect(menuMove("ArrowDown", -1, labels)).toEqual({ kind: "focus", index: 0 });
  expect(menuMove("ArrowDown", 3, labels)).toEqual({ kind: "focus", index: 0 });
  expect(menuMove("ArrowUp", 0, labels)).toEqual({ kind: "focus", index: 3 });
  expect(menuMove("ArrowUp", -1, labels)).toEqual({ kind: "focus", index: 3 });
  expect(menuMove("Home", 2, labels)).toEqual({ kind: "focus", index: 0 });
  expect(menuMove("End", 0, labels)).toEqual({ kind: "focus", index: 3 });
});

test("a letter goes to the next item that begins with it", () => {
  expect(menuMove("a", 0, labels)).toEqual({ kind: "focus", index: 3 });
  expect(menuMove("A", 3, labels)).toEqual({ kind: "focus", index: 0 });
  expect(menuMove("7", -1, labels)).toEqual({ kind: "focus", index: 2 });
  expect(menuMove("z", 0, labels)).toBeNull();
});

test("Escape and Tab close; other keys and empty menus do nothing", () => {
  expect(menuMove("Escape", 1, labels)).toEqual({ kind: "close" });
  expect(menuMove("Tab", 1, labels)).toEqual({ kind: "close" });
  expect(menuMove("Shift", 1, labels)).toBeNull();
  expect(menuMove(" ", 1, labels)).toBeNull();
  expect(menuMove("ArrowDown", -1, [])).toBeNull();
});
