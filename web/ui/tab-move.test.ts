import { expect, test } from "vitest";
import { tabMove } from "./tab-move.ts";

test("the arrows walk round the tabs, Home and End go to the ends", () => {
  expect([tabMove("ArrowRight", 0, 3), tabMove("ArrowRight", 2, 3)]).toEqual([1, 0]);
  expect([tabMove("ArrowLeft", 1, 3), tabMove("ArrowLeft", 0, 3)]).toEqual([0, 2]);
  expect([tabMove("Home", 2, 3), tabMove("End", 0, 3)]).toEqual([0, 2]);
  expect([tabMove("a", 0, 3), tabMove("ArrowRight", -1, 0)]).toEqual([null, null]);
});
