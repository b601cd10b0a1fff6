import { expect, test } from "vitest";
import { newAccessToken, tokenShown } from "./access-token.ts";

const TOKEN = "abcdefghijklmnopqrstuvwxyz0123";

test("a new token is 30 lower-case letters and digits, never the same twice", () => {
  const made = Array.from({ length: 200 }, newAccessToken);
  expect(made.every((token) => /^[a-z0-9]{30}$/.test(token))).toBe(true);
  expect(new Set(made).size).toBe(made.length);
  expect(new Set(made.join("")).size).toBe(36);
});

test.each([`Bearer ${TOKEN}`, `OAuth ${TOKEN}`, `oauth ${TOKEN}`, `Bearer ${TOKEN.toUpperCase()}`])(
  "%s shows the token",
  (header) => {
    expect(tokenShown(header)).toEqual({ kind: "token", token: TOKEN });
  },
);

test.each(["", "Bearer", `Basic ${TOKEN}`, `Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, `Bearer ${TOKEN} x`, TOKEN])(
  "%j shows what can be no token",
  (header) => {
    expect(tokenShown(header)).toEqual({ kind: "malformed" });
  },
);

test("no header shows nothing", () => {
  expect(tokenShown(undefined)).toEqual({ kind: "nothing" });
});
