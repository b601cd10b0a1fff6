import { expect, test } from "vitest";
import { takesGzip } from "./media-answers.ts";

test.each([
  [undefined, false],
  ["", false],
  ["gzip", true],
  ["br;q=1.0, gzip;q=0.8", true],
  ["deflate, GZIP", true],
  ["*", true],
  ["gzip;q=0", false],
  ["gzip;q=0.0", false],
  ["br", false],
])("Accept-Encoding %o takes gzip: %o", (header, expected) => {
  expect(takesGzip(header)).toBe(expected);
});
