import { expect, test } from "vitest";
import { type Answered, securityHeaders } from "./security-headers.ts";

const answered = (given: Partial<Answered>): Answered => ({
  path: "/api/live",
  isSecure: true,
  contentType: "application/json",
  policy: null,
  ...given,
});
const policyOf = (given: Partial<Answered>): string | undefined =>
  securityHeaders(answered(given))["Content-Security-Policy"];

test("an answer of the API can be shown nowhere and do nothing", () => {
  expect(securityHeaders(answered({}))).toEqual({
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Strict-Transport-Security": "max-age=31536000",
  });
});

test("a page that says what it loads is believed, and one that does not loads nothing of others", () => {
  const html = "text/html; charset=utf-8";
  expect(policyOf({ contentType: html, policy: "default-src 'self'" })).toBe("default-src 'self'");
  expect(policyOf({ contentType: html })).toBe(
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  );
});

test("only the embeddable player may be framed by others", () => {
  const page = { contentType: "text/html", policy: "script-src 'self'; frame-ancestors 'none'" };
  expect([
    policyOf({ ...page, path: "/embed/ada" }),
    policyOf({ ...page, path: "/embedded" }),
    policyOf({ ...page, path: "/ada/embed/x" }),
    policyOf({ path: "/embed/ada" }),
  ]).toEqual([
    "script-src 'self'; frame-ancestors *",
    "script-src 'self'; frame-ancestors 'none'",
    "script-src 'self'; frame-ancestors 'none'",
    "default-src 'none'; frame-ancestors 'none'; sandbox",
  ]);
});

test("addresses that hold codes are told to nobody", () => {
  const paths = ["/oauth2/authorize", "/auth/validate", "/api/auth/verify", "/activate", "/authors", "/api/live"];
  expect(paths.map((path) => securityHeaders(answered({ path }))["Referrer-Policy"])).toEqual([
    ...Array.from({ length: 4 }, () => "no-referrer"),
    "strict-origin-when-cross-origin",
    "strict-origin-when-cross-origin",
  ]);
});

test("media and pictures have no policy, and without TLS nobody is sent to it", () => {
  const types = ["video/mp4", "image/png", "application/vnd.apple.mpegurl", ""];
  expect(types.map((contentType) => policyOf({ contentType }))).toEqual(types.map(() => undefined));
  expect(securityHeaders(answered({ isSecure: false }))["Strict-Transport-Security"]).toBeUndefined();
});
