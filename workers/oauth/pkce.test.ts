import { expect, test } from "vitest";
import { isProven } from "./pkce.ts";

/** RFC 7636, appendix B. */
const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

test.each([
  ["the right verifier", CHALLENGE, VERIFIER, true],
  ["neither of the two", null, null, true],
  ["another verifier", CHALLENGE, `${VERIFIER.slice(1)}x`, false],
  ["the challenge itself", CHALLENGE, CHALLENGE, false],
  ["no verifier", CHALLENGE, null, false],
  ["a verifier where none was asked for", null, VERIFIER, false],
  ["an empty verifier", CHALLENGE, "", false],
])("%s", async (_, challenge, verifier, proven) => {
  expect(await isProven(challenge, verifier)).toBe(proven);
});
