import { expect, test } from "vitest";
import { acceptedEncodings, takesGzip } from "./media-answers.ts";

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

test("the client's own Accept-Encoding counts, not the one that the platform puts on the request", () => {
  const asked = (cf?: object) =>
    acceptedEncodings(
      Object.defineProperty(new Request("https://rill.test/", { headers: { "Accept-Encoding": "br, gzip" } }), "cf", {
        value: cf,
      }),
    );
  expect(asked()).toBe("br, gzip");
  expect(asked({ clientAcceptEncoding: "" })).toBe("");
  expect(asked({ clientAcceptEncoding: "gzip" })).toBe("gzip");
});
