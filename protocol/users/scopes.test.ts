import { expect, test } from "vitest";
import type { Action } from "../chat/action.ts";
import { mayAct, mayReadModeration, mayWrite } from "./scopes.ts";

const ban: Action = { kind: "ban", user: "eve", reason: "" };
const slowAndShield: Action = { kind: "modes", change: { slowSeconds: 10, shield: true } };
const scopes = (...names: string[]) => new Set(names);

test("a session covers everything, a token without scopes nothing but asking", () => {
  expect([mayWrite("all"), mayReadModeration("all"), mayAct("all", ban)]).toEqual([true, true, true]);
  const none = scopes();
  expect([mayWrite(none), mayReadModeration(none), mayAct(none, ban), mayAct(none, { kind: "help" })]).toEqual([
    false,
    false,
    false,
    true,
  ]);
});

test("either name of writing is enough to write, and neither to moderate", () => {
  for (const name of ["chat:edit", "user:write:chat"]) {
    expect([mayWrite(scopes(name)), mayAct(scopes(name), ban), mayReadModeration(scopes(name))]).toEqual([
      true,
      false,
      false,
    ]);
  }
});

test("a scope of one action covers that one and no other", () => {
  const bans = scopes("moderator:manage:banned_users");
  expect([mayAct(bans, ban), mayAct(bans, { kind: "clear" }), mayAct(bans, { kind: "mod", user: "eve" })]).toEqual([
    true,
    false,
    false,
  ]);
});

test("a change of several modes needs the scope of each", () => {
  const settings = scopes("moderator:manage:chat_settings");
  expect(mayAct(settings, slowAndShield)).toBe(false);
  expect(mayAct(settings, { kind: "modes", change: { slowSeconds: 10 } })).toBe(true);
  expect(mayAct(scopes("moderator:manage:chat_settings", "moderator:manage:shield_mode"), slowAndShield)).toBe(true);
  expect(mayAct(scopes("chat:moderate"), slowAndShield)).toBe(true);
});
