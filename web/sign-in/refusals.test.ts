import { expect, test } from "vitest";
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from "#protocol/accounts/credentials.ts";
import { emailFault, faults, loginFault, newPasswordFault } from "./checks.ts";
import { faultsOf, otherSiteFault } from "./refusals.ts";
import { signInStrings as say } from "./sign-in-strings.ts";

const refused = (status: number, message: string) => ({ kind: "refused", status, code: "x", message }) as const;

test("a refusal becomes words at the field they are about, else at the whole form", () => {
  const known = { 409: { login: "taken" } };
  expect([
    faultsOf(refused(409, "x"), known),
    faultsOf(refused(429, "x"), known),
    faultsOf(refused(400, "a login has at least 3 characters"), known),
    faultsOf({ kind: "failed" }, known),
  ]).toEqual([
    { login: "taken" },
    { "": say.tooMany },
    { "": "A login has at least 3 characters." },
    { "": say.noAnswer },
  ]);
});

test("who comes back from another site is told why nothing came of it, in words of this site's own", () => {
  expect(
    [
      "",
      "?error=access_denied",
      "?error=state_mismatch",
      "?error=%3Cb%3EYour+account+is+locked",
      "?error=constructor",
    ].map(otherSiteFault),
  ).toEqual([undefined, say.otherSite.access_denied, say.otherSiteFailed, say.otherSiteFailed, say.otherSiteFailed]);
});

test("a password is long enough at its limits and not one past them", () => {
  expect(
    [MIN_PASSWORD_LENGTH - 1, MIN_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH + 1].map((length) =>
      newPasswordFault("x".repeat(length)),
    ),
  ).toEqual([say.passwordShort(MIN_PASSWORD_LENGTH), null, null, say.passwordLong(MAX_PASSWORD_LENGTH)]);
});

test("logins may be typed in large letters, and the site's own words are none", () => {
  expect(["Ada_9", " ada ", "ab", "a b c", "settings"].map(loginFault)).toEqual([
    null,
    null,
    say.loginWrong,
    say.loginWrong,
    say.loginReserved,
  ]);
});

test("only fields with a fault are named", () => {
  expect(faults({ email: emailFault("ada"), login: loginFault("ada") })).toEqual({ email: say.emailWrong });
  expect(emailFault(" Ada@Example.com ")).toBe(null);
});
