import { expect, test } from "vitest";
import { refusalCodeSchema } from "#protocol/chat/codes.ts";
import { refusalAnswer } from "./refusals.ts";
import { roomAnswer } from "./room-answers.ts";

const refused = (code: (typeof refusalCodeSchema.options)[number], retryMs: number | null) =>
  ({ kind: "refused", nonce: "n", code, message: "Not now.", retryMs }) as const;

test("a refusal is an error that names its kind, the room's reason, and when to try again", async () => {
  const answer = refusalAnswer(refused("msg_slowmode", 1001));
  expect([answer.status, answer.headers.get("Retry-After"), answer.headers.get("Cache-Control")]).toEqual([
    429,
    "2",
    "no-store",
  ]);
  expect(await answer.json()).toEqual({
    error: { code: "rate_limited", message: "Not now.", reason: "msg_slowmode", retryMs: 1001 },
  });
});

test.each([
  ["msg_duplicate", 409],
  ["msg_banned", 403],
  ["login_required", 401],
  ["too_long", 400],
  ["invalid_user", 404],
  ["reply_gone", 410],
  ["room_full", 503],
] as const)("%s is answered %d", (code, status) => {
  const answer = refusalAnswer(refused(code, null));
  expect([answer.status, answer.headers.get("Retry-After")]).toEqual([status, null]);
});

test("every reason has an answer", () => {
  const statuses = refusalCodeSchema.options.map((code) => refusalAnswer(refused(code, null)).status);
  expect(statuses.every((status) => status >= 400)).toBe(true);
});

test("a message that is in has an id; one that a busy room does not show has none", async () => {
  const sent = (seq: number | null) => roomAnswer("1001", [{ kind: "sent", nonce: "n", seq, kept: true }]).json();
  expect([await sent(7), await sent(null)]).toEqual([
    { id: "1001-7", seq: 7, sent: true },
    { id: null, seq: null, sent: true },
  ]);
});

test("a room that answers nothing is unavailable", () => {
  expect(() => roomAnswer("1001", [])).toThrow("The chat did not answer.");
});
