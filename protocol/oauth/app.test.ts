import * as v from "valibot";
import { expect, test } from "vitest";
import {
  appNameSchema,
  createAppSchema,
  isLoopback,
  MAX_APP_NAME_LENGTH,
  MAX_REDIRECT_URI_LENGTH,
  MAX_REDIRECT_URIS,
  redirectUriSchema,
} from "./app.ts";

test.each([
  "https://app.example",
  "https://app.example/",
  "https://app.example:8443/back?from=rill&x=%20",
  "https://192.0.2.1/back",
  "http://localhost:3000/back",
  "http://127.0.0.1/",
  `https://a.example/${"x".repeat(MAX_REDIRECT_URI_LENGTH - "https://a.example/".length)}`,
])("an app may have people sent back to %s", (uri) => {
  expect(v.is(redirectUriSchema, uri)).toBe(true);
  expect(new URL(uri).username).toBe("");
});

test.each([
  ["plain http", "http://app.example/back"],
  ["a name that begins like this machine's", "http://localhost.evil.example/"],
  ["a user that looks like a host", "https://app.example@evil.example/"],
  ["this machine as a user", "http://localhost@evil.example/"],
  ["a fragment", "https://app.example/#x"],
  ["a script", "javascript:alert(1)"],
  ["data", "data:text/html,x"],
  ["a program's own scheme", "myapp://back"],
  ["no scheme", "//app.example/"],
  ["a path", "/back"],
  ["a backslash", "https://app.example\\@evil.example/"],
  ["a new line", "https://app.example/\r\nSet-Cookie: a=b"],
  ["a space", "https://app.example/a b"],
  ["a quote", 'https://app.example/"'],
  ["capitals in the host", "https://App.example/"],
  ["a pattern", "https://*.example/"],
  ["IPv6", "http://[::1]/"],
  ["one letter too many", `https://a.example/${"x".repeat(MAX_REDIRECT_URI_LENGTH + 1 - "https://a.example/".length)}`],
])("an address with %s is refused", (_, uri) => {
  expect(v.is(redirectUriSchema, uri)).toBe(false);
});

test("only this machine's addresses are loopback", () => {
  expect(["http://localhost/", "https://localhost/", "https://a.example/"].map(isLoopback)).toEqual([
    true,
    false,
    false,
  ]);
});

test("a name is letters and digits with a little between, and no longer than it may be", () => {
  const read = ["Bot", "Ada's Bot 2.0", "ボット", "a".repeat(MAX_APP_NAME_LENGTH)].map((name) =>
    v.is(appNameSchema, name),
  );
  expect(read).toEqual([true, true, true, true]);
  const refused = ["", " ", "<b>x</b>", "a\u202eb", "a\nb", "a".repeat(MAX_APP_NAME_LENGTH + 1)];
  expect(refused.filter((name) => v.is(appNameSchema, name))).toEqual([]);
});

test("an app names at least one address, and no more than it may", () => {
  const uris = (count: number) => Array.from({ length: count }, (_, index) => `https://a.example/${index}`);
  const create = (count: number) => v.is(createAppSchema, { name: "Bot", kind: "public", redirectUris: uris(count) });
  expect([0, 1, MAX_REDIRECT_URIS, MAX_REDIRECT_URIS + 1].map(create)).toEqual([false, true, true, false]);
});
