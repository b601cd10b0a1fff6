import { expect, test } from "vitest";
import { readDirectives } from "./directives.ts";

const read = (query: string) => readDirectives(new URLSearchParams(query));

test("a plain request neither blocks nor skips", () => {
  expect(read("")).toEqual({ reload: null, skip: false });
  expect(read("token=x&_HLS_later=1")).toEqual({ reload: null, skip: false });
});

test("segment, part and skip are read", () => {
  expect(read("_HLS_msn=12&_HLS_part=0&_HLS_skip=YES")).toEqual({ reload: { msn: 12, part: 0 }, skip: true });
  expect(read("_HLS_msn=0&_HLS_skip=v2")).toEqual({ reload: { msn: 0, part: null }, skip: true });
});

test.each([
  "_HLS_msn=",
  "_HLS_msn=1.0",
  "_HLS_msn=+1",
  "_HLS_msn=1e3",
  "_HLS_msn=9999999999",
  "_HLS_msn=1&_HLS_part=-1",
])("%s is no number", (query) => {
  expect(() => read(query)).toThrow("is not a decimal number");
});
