import * as v from "valibot";
import { expect, test } from "vitest";
import { HelixFault } from "./fault.ts";
import { pageOfAll } from "./page.ts";
import { limitTogether, Query } from "./query.ts";

const placeSchema = v.strictTuple([v.number()]);
const ALL = Array.from({ length: 45 }, (_, index) => index + 1);

const query = (text: string): Query => new Query(new URLSearchParams(text));

function page(text: string) {
  const ask = query(text).page("numbers", placeSchema);
  return pageOfAll(
    ask,
    ALL,
    (entry): [number] => [entry],
    ([one], [other]) => one - other,
  );
}

/** The sentence of a refusal, with its status. */
function refusal(act: () => unknown): unknown {
  try {
    return act();
  } catch (fault) {
    return fault instanceof HelixFault ? [fault.status, fault.message] : fault;
  }
}

test("pages follow each other to the last, which has no cursor, and back again", () => {
  const first = page("");
  const second = page(`after=${first.pagination.cursor}`);
  const third = page(`after=${second.pagination.cursor}`);
  expect([first, second, third].map(({ entries }) => [entries.length, entries[0], entries.at(-1)])).toEqual([
    [20, 1, 20],
    [20, 21, 40],
    [5, 41, 45],
  ]);
  expect(third.pagination).toEqual({});
  const back = page(`before=${second.pagination.cursor}`);
  expect([back.entries[0], back.entries.at(-1)]).toEqual([1, 20]);
  expect(page(`after=${back.pagination.cursor}`).entries).toEqual(second.entries);
});

test("an exact page is the last", () => {
  expect(page("first=45").pagination).toEqual({});
  expect(page("first=44").pagination.cursor).toEqual(expect.any(String));
});

test.each([
  ["first=0", 'The parameter "first" was malformed: the value must be greater than or equal to 1'],
  ["first=101", 'The parameter "first" was malformed: the value must be less than or equal to 100'],
  ["first=x", 'The parameter "first" was malformed: the value must be an integer'],
  ["after=nonsense", 'The parameter "after" was malformed: invalid cursor'],
  ["before=nonsense", 'The parameter "before" was malformed: invalid cursor'],
  ["after=a&before=b", 'Only one of "after" and "before" may be given.'],
])("%s is refused", (text, message) => {
  expect(refusal(() => page(text))).toEqual([400, message]);
});

test.each(["first=1", "first=100"])("%s is taken", (text) => {
  expect(refusal(() => query(text).page("numbers", placeSchema).limit)).toBe(Number(text.slice("first=".length)));
});

test("a parameter that is missing, or no id, is named", () => {
  expect([
    refusal(() => query("").id("broadcaster_id")),
    refusal(() => query("broadcaster_id=").id("broadcaster_id")),
  ]).toEqual([
    [400, 'Missing required parameter "broadcaster_id"'],
    [400, 'Missing required parameter "broadcaster_id"'],
  ]);
  expect(refusal(() => query("broadcaster_id=x").id("broadcaster_id"))).toEqual([
    400,
    'The parameter "broadcaster_id" was malformed: the value must be a valid ID',
  ]);
  expect(refusal(() => query("").requiredIds("user_id"))).toEqual([400, 'Missing required parameter "user_id"']);
});

test("a repeated parameter has so many values and not one more, each counted once", () => {
  const many = (count: number): string => Array.from({ length: count }, (_, index) => `id=${index + 1}`).join("&");
  expect(query(`${many(100)}&id=1`).ids("id").length).toBe(100);
  const message = 'The parameter "id" was malformed: the number of values must be less than or equal to 100';
  expect(refusal(() => query(many(101)).ids("id"))).toEqual([400, message]);
});

test("two parameters together have so many values and not one more", () => {
  const list = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));
  expect(refusal(() => limitTogether(["id", "login"], list(60), list(40)))).toBe(undefined);
  const message =
    'The parameter "id" and "login" was malformed: the number of values must be less than or equal to 100';
  expect(refusal(() => limitTogether(["id", "login"], list(60), list(41)))).toEqual([400, message]);
});

test("switches and choices are what they may be", () => {
  expect([query("on=true").flag("on"), query("on=0").flag("on"), query("").flag("on")]).toEqual([true, false, false]);
  expect(refusal(() => query("on=yes").flag("on"))).toEqual([
    400,
    'The parameter "on" was malformed: the value must be true or false',
  ]);
  expect(query("type=live").choice("type", ["all", "live"], "all")).toBe("live");
  expect(refusal(() => query("type=x").choice("type", ["all", "live"], "all"))).toEqual([
    400,
    'The parameter "type" was malformed: the value must be one of all, live',
  ]);
});
