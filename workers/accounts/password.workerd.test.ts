import { expect, test } from "vitest";
import { hashPassword, isPassword } from "./password.ts";

test("a password fits its own hash only, and no two hashes are alike", async () => {
  const [hash, again] = [await hashPassword("correct horse"), await hashPassword("correct horse")];
  expect(hash).toMatch(/^scrypt\$15\$8\$1\$[A-Za-z0-9_-]{22}\$[A-Za-z0-9_-]{43}$/);
  expect(again).not.toBe(hash);
  expect(await isPassword("correct horse", hash)).toBe(true);
  expect(await isPassword("correct horsf", hash)).toBe(false);
  expect(await isPassword("", hash)).toBe(false);
});

test("the same letters typed in another way are the same password", async () => {
  expect(await isPassword("cafe\u0301", await hashPassword("caf\u00e9"))).toBe(true);
});

test.each([
  "",
  "scrypt",
  "plain",
  "scrypt$17$8$1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  "pbkdf2$1$1$1$a$b",
])("%j is the hash of nothing", async (stored) => {
  expect(await isPassword("correct horse", stored)).toBe(false);
});

test("a hash that another scrypt made is understood", async () => {
  const stored = "scrypt$14$8$1$MDEyMzQ1Njc4OWFiY2RlZg$wOBlTLx2kTvDnlM7GeRqLPJSaL8dgO6Mbiarn6WFHEI";
  expect(await isPassword("pleaseletmein", stored)).toBe(true);
});
