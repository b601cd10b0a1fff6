import { expect, test } from "vitest";
import { ACTIONS, actionOf, KEYS, type KeyPress, shownKey } from "./keys.ts";

const press = (key: string, focus: KeyPress["focus"] = "page", modified = false) => actionOf({ key, modified, focus });

test("keys mean what the table says, whatever the case", () => {
  expect(["k", " ", "M", "f", "t", "i", "P", "End", "l", "?", "ArrowLeft"].map((key) => press(key))).toEqual([
    "togglePlay",
    "togglePlay",
    "toggleMute",
    "toggleFullscreen",
    "toggleTheatre",
    "togglePip",
    "togglePip",
    "toLive",
    "toLive",
    "help",
    "back",
  ]);
});

test("while text is typed, or with a modifier, no key is the player's", () => {
  expect([press("m", "text"), press("?", "text"), press("f", "page", true)]).toEqual([null, null, null]);
});

test("a focused control keeps the space bar and a focused slider its arrows", () => {
  expect([press(" ", "control"), press("m", "control")]).toEqual([null, "toggleMute"]);
  expect([press("ArrowUp", "slider"), press("End", "slider"), press("k", "slider")]).toEqual([
    null,
    null,
    "togglePlay",
  ]);
});

test("every action has a key of its own", () => {
  const keys = ACTIONS.flatMap((action) => KEYS[action]);
  expect(new Set(keys).size).toBe(keys.length);
  expect([...ACTIONS].sort()).toEqual(Object.keys(KEYS).sort());
  expect([shownKey("togglePlay"), shownKey("back"), shownKey("leave")]).toEqual(["K", "←", "Esc"]);
});
