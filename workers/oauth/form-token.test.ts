import { expect, test } from "vitest";
import { formToken, isFormToken } from "./form-token.ts";

test("a form's token is good for its session and its question, and for nothing else", async () => {
  const token = await formToken("session", "question");
  expect(token).toMatch(/^[0-9a-f]{64}$/);
  const checks = [
    isFormToken("session", "question", token),
    isFormToken("another", "question", token),
    isFormToken("session", "another", token),
    isFormToken(
      "session",
      "question",
      token.replace(/^./, (char) => (char === "0" ? "1" : "0")),
    ),
    isFormToken("session", "question", token.slice(2)),
    isFormToken("session", "question", ""),
  ];
  expect(await Promise.all(checks)).toEqual([true, false, false, false, false, false]);
});
