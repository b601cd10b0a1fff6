import * as v from "valibot";
import { expect, test } from "vitest";
import { scopeSchema } from "../users/scopes.ts";
import { MAX_SCOPE_TEXT, readScopes, SCOPE_WORDS, scopeSentences } from "./scopes.ts";

test("scopes are names with spaces between, each counted once", () => {
  expect(readScopes(" chat:read  chat:edit chat:read ")).toEqual({
    kind: "scopes",
    scopes: ["chat:read", "chat:edit"],
  });
  expect(readScopes("")).toEqual({ kind: "scopes", scopes: [] });
});

test.each(["chat:delete", "Chat:Read", "constructor", "__proto__", "chat:read,chat:edit", "openid"])(
  "%s is no scope that an app may ask for",
  (scope) => {
    expect(readScopes(`chat:read ${scope}`)).toEqual({ kind: "unknown", scope });
  },
);

test("a program may ask for everything there is, and not for a longer text", () => {
  const all = Object.keys(SCOPE_WORDS);
  expect(readScopes(all.join(" "))).toEqual({ kind: "scopes", scopes: all });
  const longest = `chat:read${" ".repeat(MAX_SCOPE_TEXT - "chat:read".length)}`;
  expect([readScopes(longest).kind, readScopes(`${longest} `).kind]).toEqual(["scopes", "unknown"]);
});

test("every scope has the form of one, and words that complete a sentence", () => {
  for (const [scope, words] of Object.entries(SCOPE_WORDS)) {
    expect([scope, v.is(scopeSchema, scope), /^[a-z].*[^.]$/.test(words)]).toEqual([scope, true, true]);
  }
});

test("scopes that mean the same are said once", () => {
  expect(scopeSentences(["chat:read", "user:read:chat", "chat:edit"])).toEqual([
    "read chat as you",
    "send chat messages as you",
  ]);
});
