import { expect, test } from "vitest";
import { type Modes, type ModesChange, SHIELD_FOLLOWER_MINUTES, SHIELD_SLOW_S } from "#protocol/chat/modes.ts";
import { actorOf, contextOf, MODERATOR, NOW, roomOf } from "#testing/moderation-world.ts";
import { act } from "../act.ts";
import type { ActionResult } from "../state.ts";

function change(wanted: ModesChange, before: Partial<Modes> = {}): Extract<ActionResult, { outcome: "done" }> {
  const state = roomOf(before);
  const result = act(state, actorOf(state, MODERATOR), { kind: "modes", change: wanted }, contextOf(state, null), NOW);
  if (result.outcome === "refuse") throw new Error(result.refusal.message);
  return result;
}

test("a mode is set: stored whole, shown as what changed, and logged", () => {
  const state = roomOf();
  const modes = { ...state.modes, slowSeconds: 30 };
  expect(change({ slowSeconds: 30 })).toMatchObject({
    state: { modes },
    changes: [
      { kind: "modes", modes },
      { kind: "log", entry: { action: "modes", detail: "slow mode 30 seconds" } },
    ],
    events: [{ kind: "modes", at: NOW, changed: { slowSeconds: 30 } }],
  });
});

test.each<[ModesChange, Partial<Modes>, string, string]>([
  [{ slowSeconds: 30 }, {}, "slow_on", "This room is now in slow mode. You may send messages every 30 seconds."],
  [{ slowSeconds: 0 }, { slowSeconds: 9 }, "slow_off", "This room is no longer in slow mode."],
  [{ followerMinutes: 0 }, {}, "followers_on_zero", "This room is now in followers-only mode."],
  [{ followerMinutes: 30 }, {}, "followers_on", "This room is now in 30 minutes followers-only mode."],
  [
    { followerMinutes: null },
    { followerMinutes: 5 },
    "followers_off",
    "This room is no longer in followers-only mode.",
  ],
  [{ subscribersOnly: true }, {}, "subs_on", "This room is now in subscribers-only mode."],
  [
    { subscribersOnly: false },
    { subscribersOnly: true },
    "subs_off",
    "This room is no longer in subscribers-only mode.",
  ],
  [{ emoteOnly: true }, {}, "emote_only_on", "This room is now in emote-only mode."],
  [{ emoteOnly: false }, { emoteOnly: true }, "emote_only_off", "This room is no longer in emote-only mode."],
  [{ uniqueChat: true }, {}, "r9k_on", "This room is now in unique-chat mode."],
  [{ uniqueChat: false }, { uniqueChat: true }, "r9k_off", "This room is no longer in unique-chat mode."],
  [{ linksAllowed: false }, {}, "modes_success", "The modes of this room are set: links off."],
  [{ autoModLevel: 2 }, {}, "modes_success", "The modes of this room are set: AutoMod level 2."],
  [{ shownPerSecond: 20 }, {}, "modes_success", "The modes of this room are set: 20 lines a second."],
  [{ shield: true }, {}, "modes_success", "The modes of this room are set: shield on."],
  [
    { slowSeconds: 3, emoteOnly: true },
    {},
    "modes_success",
    "The modes of this room are set: slow mode 3 seconds, emote-only on.",
  ],
])("%j after %j answers %s", (wanted, before, code, message) => {
  expect(change(wanted, before).done).toEqual({ code, message });
});

test.each<[ModesChange, Partial<Modes>, string]>([
  [{ subscribersOnly: true }, { subscribersOnly: true }, "already_subs_on"],
  [{ subscribersOnly: false }, {}, "already_subs_off"],
  [{ emoteOnly: true }, { emoteOnly: true }, "already_emote_only_on"],
  [{ emoteOnly: false }, {}, "already_emote_only_off"],
  [{ uniqueChat: true }, { uniqueChat: true }, "already_r9k_on"],
  [{ uniqueChat: false }, {}, "already_r9k_off"],
  [{ slowSeconds: 30 }, { slowSeconds: 30 }, "slow_on"],
  [{ followerMinutes: null }, {}, "followers_off"],
])("%j after %j changes nothing and answers %s", (wanted, before, code) => {
  const result = change(wanted, before);
  expect(result.done.code).toBe(code);
  expect([result.changes, result.events, result.state.nextLogId]).toEqual([[], [], 1]);
});

test("the shield is seen as all that it changes, and so is its end", () => {
  const strict = {
    slowSeconds: SHIELD_SLOW_S,
    followerMinutes: SHIELD_FOLLOWER_MINUTES,
    uniqueChat: true,
    linksAllowed: false,
    autoModLevel: 4,
    shield: true,
  };
  expect(change({ shield: true }).events).toEqual([{ kind: "modes", at: NOW, changed: strict }]);
  expect(change({ shield: false }, { shield: true, slowSeconds: 60 }).events).toEqual([
    {
      kind: "modes",
      at: NOW,
      changed: { followerMinutes: null, uniqueChat: false, linksAllowed: true, autoModLevel: 0, shield: false },
    },
  ]);
});

test("what is set under the shield is stored, and seen only where it is stricter", () => {
  const weaker = change({ slowSeconds: 5 }, { shield: true });
  expect([weaker.state.modes.slowSeconds, weaker.events, weaker.changes.length]).toEqual([5, [], 2]);
  expect(change({ slowSeconds: 90 }, { shield: true }).events).toEqual([
    { kind: "modes", at: NOW, changed: { slowSeconds: 90 } },
  ]);
});
