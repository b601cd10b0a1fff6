import { expect, test } from "vitest";
import { listMove } from "./line-keys.ts";

test("the arrows go from the newest line upwards and back, and past the newest to the field", () => {
  expect(listMove("ArrowUp", -1, 3)).toEqual({ kind: "line", index: 2 });
  expect(listMove("ArrowUp", 2, 3)).toEqual({ kind: "line", index: 1 });
  expect(listMove("ArrowUp", 0, 3)).toEqual({ kind: "line", index: 0 });
  expect(listMove("ArrowDown", 1, 3)).toEqual({ kind: "line", index: 2 });
  expect(listMove("ArrowDown", 2, 3)).toEqual({ kind: "leave" });
  expect(listMove("ArrowUp", -1, 0)).toBeNull();
  expect(listMove("Escape", 1, 3)).toEqual({ kind: "leave" });
});

test("keys that scroll are the list's, others with a line are actions, and the rest is the page's", () => {
  expect(["PageUp", "Home", " "].map((key) => listMove(key, -1, 3))).toEqual([
    { kind: "scroll" },
    { kind: "scroll" },
    { kind: "scroll" },
  ]);
  expect(["r", "D", "t", "b", "Enter"].map((key) => listMove(key, 1, 3))).toEqual([
    { kind: "action", action: "reply" },
    { kind: "action", action: "delete" },
    { kind: "action", action: "timeout" },
    { kind: "action", action: "ban" },
    { kind: "action", action: "person" },
  ]);
  expect([listMove("r", -1, 3), listMove("x", 1, 3)]).toEqual([null, null]);
});
