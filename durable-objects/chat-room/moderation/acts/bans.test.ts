import { expect, test } from "vitest";
import type { Action } from "#protocol/chat/action.ts";
import { MAX_BANS } from "#protocol/chat/limits.ts";
import type { Ban } from "#protocol/chat/moderation.ts";
import type { User } from "#protocol/chat/viewer.ts";
import {
  actorOf,
  BROADCASTER,
  contextOf,
  lineOf,
  MODERATOR,
  NOW,
  OTHER,
  OTHER_MODERATOR,
  personOf,
  roomOf,
  STAFF,
  VIEWER,
  VIP,
} from "#testing/moderation-world.ts";
import { act } from "../act.ts";
import { hold } from "../held.ts";
import type { ActionResult, ModerationState } from "../state.ts";

const ban = (user: User): Action => ({ kind: "ban", user: user.login, reason: "spam" });
const timeout = (user: User, seconds = 600): Action => ({ kind: "timeout", user: user.login, seconds, reason: "" });
const unban = (user: User): Action => ({ kind: "unban", user: user.login });

function run(state: ModerationState, by: User, action: Action, resolved: User | null, now = NOW): ActionResult {
  return act(state, actorOf(state, by), action, contextOf(state, resolved), now);
}
function after(result: ActionResult): ModerationState {
  if (result.outcome === "refuse") throw new Error(result.refusal.message);
  return result.state;
}
const codeOf = (result: ActionResult): string => (result.outcome === "refuse" ? result.refusal.code : result.done.code);

test("a ban is stored, seen in the room, told and logged", () => {
  const state = roomOf();
  const row: Ban = { user: VIEWER, until: null, at: NOW, by: MODERATOR, reason: "spam" };
  const entry = { id: 1, at: NOW, by: MODERATOR, action: "ban", user: VIEWER, detail: "spam" };
  expect(run(state, MODERATOR, ban(VIEWER), VIEWER)).toEqual({
    outcome: "done",
    state: { ...state, bans: new Map([[VIEWER.userId, row]]), nextLogId: 2 },
    changes: [
      { kind: "ban", ban: row },
      { kind: "log", entry },
    ],
    events: [{ kind: "purge", at: NOW, userId: VIEWER.userId, login: "ada", seconds: null }],
    release: null,
    heldOver: [],
    changed: [VIEWER],
    done: { code: "ban_success", message: "ada is now banned from this channel." },
  });
});

test("a timeout ends, and a later one takes its place", () => {
  const first = after(run(roomOf(), MODERATOR, timeout(VIEWER, 600), VIEWER));
  const second = run(first, MODERATOR, timeout(VIEWER, 5), VIEWER);
  expect(after(second).bans.get(VIEWER.userId)?.until).toBe(NOW + 5000);
  expect(second).toMatchObject({
    events: [{ kind: "purge", seconds: 5 }],
    done: { code: "timeout_success", message: "ada has been timed out for 5 seconds." },
  });
  expect(codeOf(run(first, MODERATOR, ban(VIEWER), VIEWER))).toBe("ban_success");
});

test("who is banned is neither banned nor timed out again", () => {
  const banned = after(run(roomOf(), MODERATOR, ban(VIEWER), VIEWER));
  expect(codeOf(run(banned, MODERATOR, ban(VIEWER), VIEWER))).toBe("already_banned");
  expect(codeOf(run(banned, MODERATOR, timeout(VIEWER), VIEWER))).toBe("already_banned");
});

test.each([
  [MODERATOR, MODERATOR, "self"],
  [BROADCASTER, BROADCASTER, "self"],
  [MODERATOR, BROADCASTER, "broadcaster"],
  [STAFF, BROADCASTER, "broadcaster"],
  [MODERATOR, STAFF, "staff"],
  [BROADCASTER, STAFF, "staff"],
  [MODERATOR, OTHER_MODERATOR, "mod"],
])("%o cannot act on %o", (by, target, why) => {
  expect(codeOf(run(roomOf(), by, ban(target), target))).toBe(`bad_ban_${why}`);
  expect(codeOf(run(roomOf(), by, timeout(target), target))).toBe(`bad_timeout_${why}`);
});

test("the broadcaster and staff ban moderators and VIPs, who lose their role by it; a timeout leaves it", () => {
  for (const target of [MODERATOR, VIP]) {
    const result = run(roomOf(), BROADCASTER, ban(target), target);
    expect(after(result).grants.has(target.userId)).toBe(false);
    expect(result).toMatchObject({
      changes: [{ kind: "ban" }, { kind: "revoke", userId: target.userId }, { kind: "log" }],
    });
    expect(after(run(roomOf(), STAFF, timeout(target), target)).grants.has(target.userId)).toBe(true);
  }
  expect(codeOf(run(roomOf(), MODERATOR, ban(VIP), VIP))).toBe("ban_success");
});

test("who is banned or timed out loses what waits for a moderator", () => {
  const room = roomOf();
  const verdict = {
    outcome: "hold",
    reason: "automod",
    category: "caps",
    spans: [],
    spoken: { sentAt: [], texts: [] },
  } as const;
  const one = hold(
    room,
    lineOf(room, VIEWER, "mine"),
    verdict,
    "h1",
    { nonce: "n1", action: false, replyTo: null },
    NOW,
  );
  if (one.outcome === "refuse") throw new Error("held expected");
  const two = hold(
    one.state,
    lineOf(room, OTHER, "theirs"),
    verdict,
    "h2",
    { nonce: "n2", action: false, replyTo: null },
    NOW,
  );
  if (two.outcome === "refuse") throw new Error("held expected");
  const result = run(two.state, MODERATOR, timeout(VIEWER), VIEWER);
  expect([...after(result).held.keys()]).toEqual(["h2"]);
  expect(result).toMatchObject({
    changes: [{ kind: "ban" }, { kind: "release", id: "h1" }, { kind: "log" }],
    heldOver: [{ line: one.line, outcome: "denied" }],
  });
});

test("a ban and a timeout are lifted, each by its name", () => {
  const banned = after(run(roomOf(), MODERATOR, ban(VIEWER), VIEWER));
  expect(run(banned, MODERATOR, unban(VIEWER), VIEWER)).toMatchObject({
    changes: [{ kind: "unban", userId: VIEWER.userId }, { kind: "log" }],
    events: [],
    changed: [VIEWER],
    done: { code: "unban_success", message: "ada is no longer banned from this channel." },
  });
  const timed = after(run(roomOf(), MODERATOR, timeout(VIEWER, 5), VIEWER));
  expect(codeOf(run(timed, MODERATOR, unban(VIEWER), VIEWER, NOW + 4999))).toBe("untimeout_success");
  expect(codeOf(run(timed, MODERATOR, unban(VIEWER), VIEWER, NOW + 5000))).toBe("bad_unban_no_ban");
  expect(codeOf(run(roomOf(), MODERATOR, unban(VIEWER), VIEWER))).toBe("bad_unban_no_ban");
});

test("a ban survives a new login: it is lifted under the new and the old one", () => {
  const banned = after(run(roomOf(), MODERATOR, ban(VIEWER), VIEWER));
  const renamed = personOf(VIEWER.userId, "lovelace");
  expect(codeOf(run(banned, MODERATOR, ban(renamed), renamed))).toBe("already_banned");
  expect(after(run(banned, MODERATOR, unban(renamed), renamed)).bans.size).toBe(0);
  expect(after(run(banned, MODERATOR, unban(VIEWER), null)).bans.size).toBe(0);
});

function roomWithBans(count: number, until: (at: number) => number | null): ModerationState {
  const bans = Array.from({ length: count }, (_, at): readonly [string, Ban] => {
    const user = personOf(String(1000 + at), `u${at}`);
    return [user.userId, { user, until: until(at), at: 1, by: MODERATOR, reason: "" }];
  });
  return { ...roomOf(), bans: new Map(bans) };
}

test("bans have a limit; timeouts that are over make room", () => {
  expect(
    after(
      run(
        roomWithBans(MAX_BANS - 1, () => null),
        MODERATOR,
        ban(VIEWER),
        VIEWER,
      ),
    ).bans.size,
  ).toBe(MAX_BANS);
  const full = roomWithBans(MAX_BANS, () => null);
  expect(codeOf(run(full, MODERATOR, ban(VIEWER), VIEWER))).toBe("too_many");
  const over = roomWithBans(MAX_BANS, (at) => (at < 2 ? NOW : null));
  const result = run(over, MODERATOR, ban(VIEWER), VIEWER);
  expect(after(result).bans.size).toBe(MAX_BANS - 1);
  expect(result).toMatchObject({
    changes: [{ kind: "unban", userId: "1000" }, { kind: "unban", userId: "1001" }, { kind: "ban" }, { kind: "log" }],
  });
  const again = roomWithBans(MAX_BANS, () => NOW + 1);
  const known = personOf("1005", "u5");
  expect(codeOf(run(again, MODERATOR, ban(known), known))).toBe("ban_success");
});
