import { expect, test } from "vitest";
import { type Changer, type FeatureValue, MAX_FLAG_CHANGES } from "#protocol/flags/flag.ts";
import { changeFlag, NO_FLAGS } from "./change-flag.ts";

const by: Changer = { id: "1001", login: "ada" };
const off: FeatureValue = { on: false, percent: 100, channels: [] };

test("a change says who, when, from what and to what; taking a value away is a change too", () => {
  const set = changeFlag(NO_FLAGS, { name: "guests", to: off, by }, 5);
  const unset = changeFlag(set, { name: "guests", to: null, by: { id: null, login: "operator" } }, 6);
  expect(set).toEqual({ values: { guests: off }, changes: [{ name: "guests", at: 5, by, from: null, to: off }] });
  expect(unset).toEqual({
    values: {},
    changes: [
      { name: "guests", at: 6, by: { id: null, login: "operator" }, from: off, to: null },
      { name: "guests", at: 5, by, from: null, to: off },
    ],
  });
});

test("one change more than are remembered makes the oldest forgotten", () => {
  let state = NO_FLAGS;
  for (let n = 1; n <= MAX_FLAG_CHANGES; n++) state = changeFlag(state, { name: "mail", to: off, by }, n);
  expect([state.changes.length, state.changes.at(-1)?.at]).toEqual([MAX_FLAG_CHANGES, 1]);
  state = changeFlag(state, { name: "mail", to: off, by }, MAX_FLAG_CHANGES + 1);
  expect([state.changes.length, state.changes.at(-1)?.at, state.changes[0]?.at]).toEqual([
    MAX_FLAG_CHANGES,
    2,
    MAX_FLAG_CHANGES + 1,
  ]);
});
