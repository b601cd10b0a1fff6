import { expect, test } from "vitest";
import type { Action, ActionKind } from "#protocol/chat/action.ts";
import type { User } from "#protocol/chat/viewer.ts";
import {
  actorOf,
  BROADCASTER,
  contextOf,
  MODERATOR,
  NOW,
  OTHER,
  OTHER_MODERATOR,
  roomOf,
  STAFF,
  VIEWER,
  VIP,
} from "#testing/moderation-world.ts";
import { act } from "./act.ts";
import type { ActionResult, ModerationState } from "./state.ts";

const ACTIONS: Readonly<Record<ActionKind, Action>> = {
  ban: { kind: "ban", user: "ada", reason: "" },
  timeout: { kind: "timeout", user: "ada", seconds: 1, reason: "" },
  unban: { kind: "unban", user: "ada" },
  delete: { kind: "delete", target: 9 },
  clear: { kind: "clear" },
  modes: { kind: "modes", change: { emoteOnly: true } },
  mod: { kind: "mod", user: "ada" },
  unmod: { kind: "unmod", user: "ada" },
  vip: { kind: "vip", user: "ada" },
  unvip: { kind: "unvip", user: "ada" },
  announce: { kind: "announce", text: "x", colour: "primary" },
  addTerm: { kind: "addTerm", term: "darn" },
  removeTerm: { kind: "removeTerm", id: "b0" },
  allowHeld: { kind: "allowHeld", id: "h" },
  denyHeld: { kind: "denyHeld", id: "h" },
  listModerators: { kind: "listModerators" },
  listVips: { kind: "listVips" },
  colour: { kind: "colour", colour: "#00FF00" },
  help: { kind: "help" },
};
const KINDS = Object.values(ACTIONS).map(({ kind }) => kind);

function run(by: User, action: Action, state: ModerationState = roomOf()): ActionResult {
  return act(state, actorOf(state, by), action, contextOf(state, VIEWER), NOW);
}
const isForbidden = (result: ActionResult): boolean =>
  result.outcome === "refuse" && result.refusal.code === "no_permission";
const allowedTo = (by: User): readonly string[] => KINDS.filter((kind) => !isForbidden(run(by, ACTIONS[kind])));

test("everybody may ask and colour the own name; moderators moderate; the broadcaster and staff give roles too", () => {
  const everybody = ["listModerators", "listVips", "colour", "help"];
  const roles = ["mod", "unmod", "vip", "unvip"];
  expect(allowedTo(OTHER)).toEqual(everybody);
  expect(allowedTo(VIP)).toEqual(everybody);
  expect(allowedTo(MODERATOR)).toEqual(KINDS.filter((kind) => !roles.includes(kind)));
  expect(allowedTo(BROADCASTER)).toEqual(KINDS);
  expect(allowedTo(STAFF)).toEqual(KINDS);
});

test("a VIP gives its place back, and nobody else's", () => {
  const state = roomOf();
  const unvip = (by: User) =>
    act(state, actorOf(state, by), { kind: "unvip", user: VIP.login }, contextOf(state, VIP), NOW);
  expect(unvip(VIP)).toMatchObject({ outcome: "done", done: { code: "unvip_success" } });
  expect([VIEWER, MODERATOR].map((by) => isForbidden(unvip(by)))).toEqual([true, true]);
});

const NOTHING = { changes: [], events: [], release: null, heldOver: [], changed: [] };

test("a colour is confirmed; the account is the room's to change", () => {
  const state = roomOf();
  expect(run(VIEWER, ACTIONS.colour, state)).toEqual({
    outcome: "done",
    state,
    ...NOTHING,
    done: { code: "color_changed", message: "Your color has been changed." },
  });
});

test("help lists what one may use", () => {
  const messageFor = (user: User) => {
    const result = run(user, ACTIONS.help);
    return result.outcome === "done" ? result.done.message : "";
  };
  expect(messageFor(VIEWER)).toBe("Commands available to you in this room: /color /help /me /mods /vips");
  expect(messageFor(MODERATOR)).toContain("/timeout");
  expect(messageFor(MODERATOR)).not.toContain("/unmod");
  expect(messageFor(BROADCASTER)).toContain("/unmod");
});

test("lists name the logins in order", () => {
  const state = roomOf();
  const done = (action: Action, room: ModerationState) => {
    const result = run(VIEWER, action, room);
    return result.outcome === "done" ? result.done : result;
  };
  expect(done(ACTIONS.listModerators, state)).toEqual({
    code: "room_mods",
    message: "The moderators of this channel are: maud, moddy",
    users: [OTHER_MODERATOR.login, MODERATOR.login],
  });
  expect(done(ACTIONS.listVips, state)).toEqual({
    code: "vips_success",
    message: "The VIPs of this channel are: vera.",
    users: ["vera"],
  });
  const empty = { ...state, grants: new Map() };
  expect(done(ACTIONS.listModerators, empty)).toMatchObject({ code: "no_mods", users: [] });
  expect(done(ACTIONS.listVips, empty)).toMatchObject({ code: "no_vips", users: [] });
});

test("every action that changes something is logged, in order", () => {
  let state = roomOf({}, ["darn"]);
  const entries: unknown[] = [];
  const actions: readonly Action[] = [
    { kind: "timeout", user: "ada", seconds: 90, reason: "rude" },
    { kind: "unban", user: "ada" },
    { kind: "ban", user: "ada", reason: "spam" },
    { kind: "modes", change: { slowSeconds: 10, shield: true } },
    { kind: "removeTerm", id: "b0" },
    { kind: "clear" },
    { kind: "listVips" },
  ];
  for (const action of actions) {
    const result = run(MODERATOR, action, state);
    if (result.outcome === "refuse") throw new Error(result.refusal.message);
    state = result.state;
    for (const change of result.changes) if (change.kind === "log") entries.push(change.entry);
  }
  const by = MODERATOR;
  expect(entries).toEqual([
    { id: 1, at: NOW, by, action: "timeout", user: VIEWER, detail: "1 minute 30 seconds: rude" },
    { id: 2, at: NOW, by, action: "untimeout", user: VIEWER, detail: "" },
    { id: 3, at: NOW, by, action: "ban", user: VIEWER, detail: "spam" },
    { id: 4, at: NOW, by, action: "modes", user: null, detail: "slow mode 10 seconds, shield on" },
    { id: 5, at: NOW, by, action: "removeTerm", user: null, detail: "darn" },
    { id: 6, at: NOW, by, action: "clear", user: null, detail: "" },
  ]);
  expect(state.nextLogId).toBe(7);
});

test("an account that does not exist is refused by name", () => {
  const state = roomOf();
  for (const kind of ["ban", "timeout", "unban", "mod", "unmod", "vip", "unvip"] as const) {
    const result = act(state, actorOf(state, BROADCASTER), ACTIONS[kind], contextOf(state, null), NOW);
    expect(result).toEqual({
      outcome: "refuse",
      refusal: { code: "invalid_user", message: "Invalid username: ada", retryMs: null },
    });
  }
});

test("what was done leaves the state before as it was", () => {
  const state = roomOf();
  const before = structuredClone({ grants: state.grants, bans: state.bans, modes: state.modes });
  for (const kind of KINDS) act(state, actorOf(state, BROADCASTER), ACTIONS[kind], contextOf(state, OTHER), NOW);
  expect({ grants: state.grants, bans: state.bans, modes: state.modes }).toEqual(before);
});
