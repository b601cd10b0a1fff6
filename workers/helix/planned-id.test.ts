import { expect, test } from "vitest";
import { decodePlannedId, encodePlannedId } from "./planned-id.ts";

/** Of Twitch's reference. */
const TWITCHS =
  "eyJzZWdtZW50SUQiOiJlNGFjYzcyNC0zNzFmLTQwMmMtODFjYS0yM2FkYTc5NzU5ZDQiLCJpc29ZZWFyIjoyMDIxLCJpc29XZWVrIjoyNn0=";
const SEGMENT = "e4acc724-371f-402c-81ca-23ada79759d4";

test("an id is written and read as Twitch's", () => {
  expect(encodePlannedId(SEGMENT, "2021-W26")).toBe(TWITCHS);
  expect(decodePlannedId(TWITCHS)).toEqual({ segment: SEGMENT, week: { year: 2021, week: 26 } });
});

test("what is no id is none", () => {
  const of = (value: unknown): string => btoa(JSON.stringify(value));
  const wrong = [
    "",
    "1234",
    "é",
    of([]),
    of({ segmentID: "1", isoYear: 2021, isoWeek: 26 }),
    of({ segmentID: SEGMENT, isoYear: 2021, isoWeek: 54 }),
    of({ segmentID: SEGMENT, isoYear: 2021.5, isoWeek: 26 }),
    of({ segmentID: SEGMENT, isoYear: 99_999, isoWeek: 26 }),
    `${TWITCHS}${"A".repeat(200)}`,
  ];
  expect(wrong.map(decodePlannedId)).toEqual(wrong.map(() => null));
});
