import { expect, test } from "vitest";
import type { FlagChange, FlagList } from "#protocol/flags/flag.ts";
import { isForAnybody, kindOf, lastChange, numberOf, percentOf, stopsForAll, withFlag } from "./flag-board.ts";

const on = { on: true, percent: 100, channels: [] };
const off = { ...on, on: false };
const by = { id: null, login: "operator" as const };
const mail = { name: "mail" as const, about: "Mail.", value: on, isDefault: true, default: on };
const guests = { ...mail, name: "guests" as const };
const change = (name: "mail" | "guests", at: number): FlagChange => ({ name, at, by, from: null, to: off });

test("a feature is told from a setting, and one that is asked for by channel from one that is not", () => {
  expect(kindOf(mail)).toEqual({ kind: "feature", name: "mail", value: on, byChannel: false });
  expect(kindOf({ name: "broadcasts", value: on })).toEqual({
    ...{ kind: "feature", name: "broadcasts", value: on, byChannel: true },
  });
  expect(kindOf({ name: "chat_relay_sockets", value: null })).toEqual({
    ...{ kind: "setting", name: "chat_relay_sockets", value: null },
  });
  expect(kindOf({ name: "chat_relay_sockets", value: { value: 500 } })).toMatchObject({ value: 500 });
  expect(kindOf({ name: "mail", value: null })).toBe(null);
});

test("a feature is for nobody when it is off, or when its share and its list leave nobody", () => {
  expect(
    [on, off, { ...on, percent: 0 }, { ...on, percent: 0, channels: ["7"] }, { ...on, percent: 1 }].map((value) =>
      isForAnybody("broadcasts", value),
    ),
  ).toEqual([true, false, false, true, true]);
  expect(isForAnybody("sign_ups", { ...on, percent: 99 })).toBe(false);
});

test("only what takes a feature from everyone is asked about", () => {
  expect([
    stopsForAll("mail", on, off),
    stopsForAll("broadcasts", on, { ...on, percent: 0 }),
    stopsForAll("broadcasts", on, { ...on, percent: 50 }),
    stopsForAll("mail", off, off),
    stopsForAll("mail", off, on),
    stopsForAll("chat_relay_sockets", { value: 500 }, null),
  ]).toEqual([true, true, false, false, false, false]);
});

test("a share is a number from 0 to 100, and a setting a whole one within its limits", () => {
  expect(["0", "100", " 12.5 ", "100.1", "-1", "", "x", "1e1"].map(percentOf)).toEqual([
    ...[0, 100, 12.5, null, null, null, null, null],
  ]);
  expect(["99", "100", "4000", "4001", "100.5", ""].map((text) => numberOf("chat_relay_sockets", text))).toEqual([
    ...[null, 100, 4000, null, null, null],
  ]);
});

test("a changed flag takes its place, and its changes theirs among the others", () => {
  const list: FlagList = { flags: [guests, mail], changes: [change("guests", 5), change("mail", 1)] };
  const set = { ...mail, value: off, isDefault: false };
  const next = withFlag(list, { ...set, changes: [change("mail", 9), change("mail", 1)] });
  expect(next).toEqual({ flags: [guests, set], changes: [change("mail", 9), change("guests", 5), change("mail", 1)] });
  expect([lastChange(next, "mail"), lastChange(next, "broadcasts")]).toEqual([change("mail", 9), null]);
});
