import { expect, test } from "vitest";
import type { Ban } from "#protocol/chat/moderation.ts";
import { listBans, placeOfBan } from "./ban-list.ts";
import { type BansCall, MAX_ASKED_BANS } from "./calls.ts";

const by = { userId: "1", login: "ada", name: "ada" };
const banOf = (id: number, at: number, until: number | null = null): Ban => ({
  user: { userId: String(id), login: `u${id}`, name: `u${id}` },
  ...{ until, at, by, reason: "" },
});
const mapOf = (...bans: readonly Ban[]): ReadonlyMap<string, Ban> => new Map(bans.map((ban) => [ban.user.userId, ban]));
const NOW = 1000;
const idsOf = (bans: ReadonlyMap<string, Ban>, call: BansCall): readonly string[] =>
  listBans(bans, call, NOW).map(({ user }) => user.userId);

const BANS = mapOf(banOf(10, 5), banOf(9, 5), banOf(3, 7), banOf(4, 1, NOW + 1), banOf(5, 9, NOW));

test("bans that hold come newest first, equals by their ids, so many of them", () => {
  expect(idsOf(BANS, { direction: "after", place: null, limit: 10 })).toEqual(["3", "9", "10", "4"]);
  expect(idsOf(BANS, { direction: "after", place: null, limit: 2 })).toEqual(["3", "9"]);
  expect(idsOf(BANS, { direction: "after", place: null, limit: 0 })).toEqual([]);
});

test("a place leads on and back, nearest first", () => {
  expect(idsOf(BANS, { direction: "after", place: placeOfBan(banOf(9, 5)), limit: 1 })).toEqual(["10"]);
  expect(idsOf(BANS, { direction: "before", place: placeOfBan(banOf(10, 5)), limit: 1 })).toEqual(["9"]);
  expect(idsOf(BANS, { direction: "before", place: placeOfBan(banOf(10, 5)), limit: 5 })).toEqual(["9", "3"]);
});

test("those who are named come in the order of their names, if they are banned", () => {
  expect(idsOf(BANS, { among: ["10", "77", "3", "5"] })).toEqual(["10", "3"]);
});

test("an answer has so many bans at most", () => {
  const many = mapOf(...Array.from({ length: MAX_ASKED_BANS + 1 }, (_, at) => banOf(at + 1, at)));
  expect(idsOf(many, { direction: "after", place: null, limit: MAX_ASKED_BANS + 1 }).length).toBe(MAX_ASKED_BANS);
  expect(idsOf(many, { among: [...many.keys()] }).length).toBe(MAX_ASKED_BANS);
});
