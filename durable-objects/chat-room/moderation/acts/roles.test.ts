import { expect, test } from "vitest";
import type { Action } from "#protocol/chat/action.ts";
import { MAX_MODERATORS, MAX_VIPS } from "#protocol/chat/limits.ts";
import type { Grant } from "#protocol/chat/moderation.ts";
import type { User } from "#protocol/chat/viewer.ts";
import {
  actorOf,
  BROADCASTER,
  contextOf,
  MODERATOR,
  NOW,
  OTHER,
  personOf,
  roomOf,
  VIEWER,
  VIP,
} from "#testing/moderation-world.ts";
import { act } from "../act.ts";
import type { ActionResult, ModerationState } from "../state.ts";

type Kind = "mod" | "unmod" | "vip" | "unvip" | "ban";

function run(
  kind: Kind,
  target: User,
  state: ModerationState = roomOf(),
  resolved: User | null = target,
): ActionResult {
  const action: Action = kind === "ban" ? { kind, user: target.login, reason: "" } : { kind, user: target.login };
  return act(state, actorOf(state, BROADCASTER), action, contextOf(state, resolved), NOW);
}
const codeOf = (result: ActionResult): string => (result.outcome === "refuse" ? result.refusal.code : result.done.code);

test("a moderator is made: stored, told and logged", () => {
  const grant: Grant = { user: VIEWER, role: "moderator", at: NOW };
  const entry = { id: 1, at: NOW, by: BROADCASTER, action: "mod", user: VIEWER, detail: "" };
  const state = roomOf();
  expect(run("mod", VIEWER, state)).toEqual({
    outcome: "done",
    state: { ...state, grants: new Map(state.grants).set(VIEWER.userId, grant), nextLogId: 2 },
    changes: [
      { kind: "grant", grant },
      { kind: "log", entry },
    ],
    ...{ events: [], release: null, heldOver: [], changed: [VIEWER] },
    done: { code: "mod_success", message: "You have added ada as a moderator of this channel." },
  });
});

test("a VIP who becomes a moderator is a VIP no longer; a moderator does not become a VIP", () => {
  const result = run("mod", VIP);
  expect(result.outcome === "done" && result.state.grants.get(VIP.userId)?.role).toBe("moderator");
  expect(codeOf(run("vip", MODERATOR))).toBe("bad_vip_grantee_already_vip");
});

test.each([
  ["mod", MODERATOR, "bad_mod_mod"],
  ["mod", BROADCASTER, "bad_mod_mod"],
  ["vip", VIP, "bad_vip_grantee_already_vip"],
  ["vip", BROADCASTER, "bad_vip_grantee_already_vip"],
  ["vip", VIEWER, "vip_success"],
  ["unmod", MODERATOR, "unmod_success"],
  ["unmod", VIP, "bad_unmod_mod"],
  ["unmod", VIEWER, "bad_unmod_mod"],
  ["unvip", VIP, "unvip_success"],
  ["unvip", MODERATOR, "bad_unvip_grantee_not_vip"],
] as const)("%s of %o answers %s", (kind, target, code) => {
  expect(codeOf(run(kind, target))).toBe(code);
});

test("who is banned gets no role", () => {
  const banned = run("ban", VIEWER);
  if (banned.outcome === "refuse") throw new Error("banned expected");
  expect(codeOf(run("mod", VIEWER, banned.state))).toBe("bad_mod_banned");
  expect(codeOf(run("vip", VIEWER, banned.state))).toBe("bad_vip_grantee_banned");
});

test("a role is taken from an account that was renamed or is gone", () => {
  const renamed = personOf(MODERATOR.userId, "newname");
  expect(codeOf(run("unmod", renamed))).toBe("unmod_success");
  const gone = run("unmod", MODERATOR, roomOf(), null);
  expect(gone).toMatchObject({
    changes: [{ kind: "revoke", userId: MODERATOR.userId }, { kind: "log" }],
    changed: [MODERATOR],
  });
});

test.each([
  ["mod", "moderator", MAX_MODERATORS],
  ["vip", "vip", MAX_VIPS],
] as const)("%s has a limit", (kind, role, most) => {
  const roomWith = (count: number): ModerationState => {
    const grants = Array.from({ length: count }, (_, at): readonly [string, Grant] => {
      const user = personOf(String(1000 + at), `u${at}`);
      return [user.userId, { user, role, at: 1 }];
    });
    return { ...roomOf(), grants: new Map(grants) };
  };
  expect(codeOf(run(kind, OTHER, roomWith(most - 1)))).toBe(`${kind}_success`);
  expect(codeOf(run(kind, OTHER, roomWith(most)))).toBe("too_many");
});
