import * as v from "valibot";
import { expect, test } from "vitest";
import { Fault } from "./errors.ts";
import { loggable } from "./loggable.ts";

const SECRET = "live_hunter2";

function refused(schema: v.GenericSchema, value: unknown): unknown {
  try {
    v.parse(schema, value);
  } catch (fault) {
    return fault;
  }
  throw new Error("the schema took it");
}

const REFUSED = [
  [
    v.object({ key: v.object({ n: v.number() }) }),
    { key: { n: SECRET } },
    "ValiError at key.n: number, expected number",
  ],
  [v.picklist(["a"]), SECRET, 'ValiError at the value itself: picklist, expected "a"'],
  [v.pipe(v.string(), v.maxLength(3)), SECRET, "ValiError at the value itself: max_length, expected <=3"],
  [
    v.pipe(
      v.string(),
      v.check(() => false),
    ),
    SECRET,
    "ValiError at the value itself: check, expected otherwise",
  ],
  [v.pipe(v.string(), v.parseJson()), `{${SECRET}`, "ValiError at the value itself: parse_json, expected otherwise"],
] as const;

test.each(REFUSED)("a refused value is not logged, but where it was and what was expected", (schema, value, first) => {
  const fault = refused(schema, value);
  const text = String(loggable(fault));
  expect([text.split("\n")[0], text.includes(SECRET), / at .*loggable\.test/.test(text)]).toEqual([first, false, true]);
});

test("nor is it as the cause of something else, however deep", () => {
  const fault = refused(v.number(), SECRET);
  const outer = new Error("a row cannot be read", { cause: new Fault("unavailable", "Not now.", fault) });
  const text = String(loggable(outer));
  expect([text.includes(SECRET), text.includes("a row cannot be read"), text.includes("Not now.")]).toEqual([
    false,
    true,
    true,
  ]);
});

test("every other fault is logged as it is", () => {
  const faults = [new Error("down"), new Error("down", { cause: new Error("line") }), "text", null, undefined, 5];
  expect(faults.map(loggable)).toEqual(faults);
  expect(faults.every((fault) => loggable(fault) === fault)).toBe(true);
});
