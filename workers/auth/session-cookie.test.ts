import { expect, test } from "vitest";
import { cookieCounts, isFollowedLink, sessionCookie, sessionOf } from "./session-cookie.ts";

const SECRET = "s".repeat(43);

test("the cookie is the page's own, hidden from scripts, and secure where the site is", () => {
  expect(sessionCookie(SECRET, "https://rill.test/api/session")).toBe(
    `rill_session=${SECRET}; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure`,
  );
  expect(sessionCookie(null, "http://127.0.0.1:8787/api/session")).toBe(
    "rill_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0",
  );
});

test.each([
  [`rill_session=${SECRET}`, SECRET],
  [`theme=dark; rill_session=${SECRET}; other=1`, SECRET],
  [`xrill_session=${SECRET}`, null],
  [`rill_session=${SECRET}x`, null],
  ["rill_session=", null],
  [undefined, null],
])("%j holds the session %j", (header, session) => {
  expect(sessionOf(header)).toBe(session);
});

const url = "https://rill.test/api/session";
test.each([
  ["a read by a program", "GET", null, null, true],
  ["a read by this site's page", "GET", null, "same-origin", true],
  ["a person who typed the address", "GET", null, "none", true],
  ["a picture on another site's page", "GET", null, "cross-site", false],
  ["a read by a page of a sister site", "GET", null, "same-site", false],
  ["a handshake of this site's page", "GET", "https://rill.test", "same-origin", true],
  ["a handshake of another site's page", "GET", "https://evil.example", "cross-site", false],
  ["a write of this site's page", "POST", "https://rill.test", null, true],
  ["a write of another site's page", "POST", "https://evil.example", null, false],
  ["a write of a page without origin", "POST", "null", null, false],
  ["a write that does not say whose it is", "POST", null, null, false],
  ["a deletion that does not say whose it is", "DELETE", null, "none", false],
] as const)("the cookie of %s", (_, method, origin, fetchSite, counts) => {
  expect(cookieCounts({ method, url, origin, fetchSite })).toBe(counts);
});

test.each([
  ["a link that somebody follows", "GET", "navigate", "document", true],
  ["a form of another site", "POST", "navigate", "document", false],
  ["a frame", "GET", "navigate", "iframe", false],
  ["a script", "GET", "cors", "empty", false],
  ["a program", "GET", undefined, undefined, false],
] as const)("%s leads to a page", (_, method, mode, destination, leads) => {
  expect(isFollowedLink({ method, mode, destination })).toBe(leads);
});
