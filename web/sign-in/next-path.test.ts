import { expect, test } from "vitest";
import { nextOf, signInPath } from "./next-path.ts";

const next = (path: string) => nextOf(`?next=${encodeURIComponent(path)}`);

test("a page of this site is where one goes on", () => {
  expect(["/ada", "/browse?tag=art&language=en", "/vods/3", "/"].map(next)).toEqual([
    "/ada",
    "/browse?tag=art&language=en",
    "/vods/3",
    "/",
  ]);
});

test.each([
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "\\/evil.example",
  "/\t/evil.example",
  "/ /evil.example",
  "javascript:alert(1)",
  "evil",
  "",
  " /ada",
  `/${"a".repeat(500)}`,
])("%j leads to the front page", (path) => {
  expect(next(path)).toBe("/");
});

test("the way to sign in remembers where one was, but not that one was signing in", () => {
  expect(signInPath("/login", "/ada?x=1")).toBe("/login?next=%2Fada%3Fx%3D1");
  expect(signInPath("/signup", "/")).toBe("/signup");
  expect(["/login", "/signup?next=%2Fada", "/reset/x", "/verify"].map((at) => signInPath("/login", at))).toEqual([
    "/login",
    "/login",
    "/login",
    "/login",
  ]);
  expect(signInPath("/login", "/login_fan")).toBe("/login?next=%2Flogin_fan");
});
