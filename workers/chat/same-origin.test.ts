import { expect, test } from "vitest";
import { isSameOrigin } from "./same-origin.ts";

test.each([
  [null, true],
  ["https://rill.example", true],
  ["http://rill.example", false],
  ["https://evil.example", false],
  ["https://rill.example.evil.example", false],
  ["https://rill.example:8443", false],
  ["null", false],
  ["", false],
])("a page of %j may open the chat of https://rill.example: %j", (origin, allowed) => {
  expect(isSameOrigin(origin, "https://rill.example/chat/ada")).toBe(allowed);
});

test("a port is part of the site", () => {
  expect(isSameOrigin("http://127.0.0.1:5173", "http://127.0.0.1:5173/chat/ada")).toBe(true);
  expect(isSameOrigin("http://127.0.0.1:5174", "http://127.0.0.1:5173/chat/ada")).toBe(false);
});

test("behind a proxy that ends TLS the pages are of the site too", () => {
  expect(isSameOrigin("https://rill.example", "http://rill.example/chat/ada")).toBe(true);
});
