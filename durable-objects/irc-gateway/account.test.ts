import { expect, test } from "vitest";
import { viewerOf } from "#testing/irc-world.ts";
import { accountOf } from "./account.ts";

const ALICE = viewerOf("123", "alice");
const of = (...scopes: string[]) => accountOf({ user_id: "123", scopes, expires_in: 60 }, ALICE, 1000);
const accepted = (viewer: object, mayWrite: boolean) => ({
  outcome: "accepted",
  account: { viewer, mayWrite, expiresAt: 61_000 },
});

test("a token is good for what its scopes say", () => {
  expect(of("chat:read", "chat:edit", "channel:moderate")).toEqual(accepted(ALICE, true));
  expect(of("chat:read", "chat:edit")).toEqual(accepted({ ...ALICE, writesOnly: true }, true));
  expect(of("user:write:chat")).toEqual(accepted({ ...ALICE, writesOnly: true }, true));
  expect(of("chat:read")).toEqual(accepted({ ...ALICE, writesOnly: true }, false));
});

test("a token that has nothing to do with chat, or whose user is gone, is wrong", () => {
  expect(of("user:read:email")).toEqual({ outcome: "wrong" });
  expect(accountOf({ user_id: "123", scopes: ["chat:read"], expires_in: 60 }, null, 0)).toEqual({ outcome: "wrong" });
});
