import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { accountCookieOf, authSecret, keptAccountCookie, noAccountCookies, tokenOfCookie } from "./account-cookie.ts";

const SECRET = "a secret of thirty-two characters";
const TOKEN = "t".repeat(32);
const VALUE = `${TOKEN}.${createHmac("sha256", SECRET).update(TOKEN).digest("base64")}`;
const SITE = "https://rill.test/api/me";
const LOCAL = "http://127.0.0.1:8787/api/me";
const NAME = "__Secure-rill.session_token";

test("the cookie is found under the name that the site's scheme gives it, and nowhere else", () => {
  const encoded = encodeURIComponent(VALUE);
  expect(accountCookieOf(`a=b; ${NAME}=${encoded}; c=d`, SITE)).toBe(VALUE);
  expect(accountCookieOf(`rill.session_token=${encoded}`, LOCAL)).toBe(VALUE);
  expect(accountCookieOf(`rill.session_token=${encoded}`, SITE)).toBeNull();
  expect(accountCookieOf(`${NAME}=${encoded}`, LOCAL)).toBeNull();
});

test.each([
  undefined,
  "",
  NAME,
  `${NAME}=`,
  `${NAME}=${TOKEN}`,
  `${NAME}=${VALUE}x`,
  `${NAME}=%zz.${VALUE}`,
  `${NAME}=${"t".repeat(65)}.${VALUE.slice(33)}`,
])("%j holds no session", (cookies) => {
  expect(accountCookieOf(cookies, SITE)).toBeNull();
});

test("only a signature of ours makes a token", async () => {
  expect(await tokenOfCookie(VALUE, SECRET)).toBe(TOKEN);
  expect(await tokenOfCookie(VALUE, `${SECRET}!`)).toBeNull();
  expect(await tokenOfCookie(`u${VALUE.slice(1)}`, SECRET)).toBeNull();
});

test("a secret of 31 characters is none", () => {
  expect([authSecret("s".repeat(32)), authSecret("s".repeat(31)), authSecret(undefined)]).toEqual([
    "s".repeat(32),
    null,
    null,
  ]);
});

test("the cookie lives on with its session, unless the browser was asked to forget it", () => {
  const cookies = `${NAME}=${encodeURIComponent(VALUE)}`;
  expect(keptAccountCookie(cookies, SITE)).toBe(`${cookies}; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure`);
  expect(keptAccountCookie(`${cookies}; __Secure-rill.dont_remember=x`, SITE)).toBeNull();
  expect(keptAccountCookie(undefined, SITE)).toBeNull();
});

test("logging out takes both cookies away", () => {
  expect(noAccountCookies(LOCAL)).toEqual([
    "rill.session_token=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0",
    "rill.dont_remember=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0",
  ]);
});
