import * as v from "valibot";
import { expect, test } from "vitest";
import { CONTENT_LABELS, contentLabelsSchema, isGated, MATURE_GAME } from "./labels.ts";

const read = (value: unknown): unknown => {
  const parsed = v.safeParse(contentLabelsSchema, value);
  return parsed.success ? parsed.output : parsed.issues[0].message;
};

test("labels are a set, in one order, of those that a broadcaster sets", () => {
  expect(read(["Gambling", "DrugsIntoxication", "Gambling"])).toEqual(["DrugsIntoxication", "Gambling"]);
  expect(read(CONTENT_LABELS)).toEqual(CONTENT_LABELS);
  expect(read([...CONTENT_LABELS, "Gambling"])).toBe("a content label stands once");
  expect(read([MATURE_GAME])).toBe("there is no such content label");
});

test("a picture waits for a grown-up where sex, violence, drugs or gambling are named, and nothing else", () => {
  expect(CONTENT_LABELS.filter((label) => isGated([label]))).toEqual([
    ...["DrugsIntoxication", "SexualThemes", "ViolentGraphic", "Gambling"],
  ]);
  expect([isGated([]), isGated([MATURE_GAME]), isGated(["ProfanityVulgarity", "Gambling"])]).toEqual([
    ...[false, false, true],
  ]);
});
