import { expect, test } from "vitest";
import type { Action } from "../chat/action.ts";
import type { LogEntry } from "../chat/moderation.ts";
import type { ModesChange } from "../chat/modes.ts";
import { renderLogged } from "./render-moderation.ts";

const ADA = { id: "1001", login: "ada", name: "Ada" };
const BOB = { id: "1002", login: "bob", name: "Bob" };
const MO = { userId: "1003", login: "mo", name: "Mo" };
const AT = Date.parse("2026-11-20T10:00:00.250Z");
const WHOSE = {
  ...{ broadcaster_user_id: "1001", broadcaster_user_login: "ada", broadcaster_user_name: "Ada" },
  ...{ moderator_user_id: "1003", moderator_user_login: "mo", moderator_user_name: "Mo" },
};
const USER = { user_id: "1002", user_login: "bob", user_name: "Bob" };
const NOTHING = {
  ...{ source_broadcaster_user_id: null, source_broadcaster_user_login: null, source_broadcaster_user_name: null },
  ...{ followers: null, slow: null, vip: null, unvip: null, mod: null, unmod: null, ban: null, unban: null },
  ...{ timeout: null, untimeout: null, raid: null, unraid: null, delete: null, automod_terms: null },
  ...{ unban_request: null, warn: null, shared_chat_ban: null, shared_chat_unban: null, shared_chat_timeout: null },
  ...{ shared_chat_untimeout: null, shared_chat_delete: null },
};

const rendered = (name: string, action: Action, detail = "", by: LogEntry["by"] = MO) =>
  renderLogged({ id: 5, at: AT, by, action: name, user: null, detail }, action, ADA, BOB);
const moderated = (action: string, more: object = {}) => ({
  ...{ type: "channel.moderate", version: "2", mark: action, event: { ...WHOSE, ...NOTHING, action, ...more } },
});
const modes = (change: ModesChange) => rendered("modes", { kind: "modes", change });
const user = "bob";

test.each<[string, Action, string, object]>([
  ["ban", { kind: "ban", user, reason: "spam" }, "spam", { ban: { ...USER, reason: "spam" } }],
  [
    ...(["timeout", { kind: "timeout", user, seconds: 60, reason: "loud" }, "1 minute: loud"] as const),
    { timeout: { ...USER, reason: "loud", expires_at: "2026-11-20T10:01:00.250000000Z" } },
  ],
  ["unban", { kind: "unban", user }, "", { unban: USER }],
  ["untimeout", { kind: "unban", user }, "", { untimeout: USER }],
  ["mod", { kind: "mod", user }, "", { mod: USER }],
  ["unmod", { kind: "unmod", user }, "", { unmod: USER }],
  ["vip", { kind: "vip", user }, "", { vip: USER }],
  ["unvip", { kind: "unvip", user }, "", { unvip: USER }],
  ["clear", { kind: "clear" }, "", {}],
  [
    ...(["delete", { kind: "delete", target: 7 }, "darn"] as const),
    { delete: { ...USER, message_id: "1001-7", message_body: "darn" } },
  ],
])("a moderator's %s has its own field, and all others are null", (name, action, detail, more) => {
  expect(rendered(name, action, detail)).toEqual([moderated(name, more)]);
});

test.each<[ModesChange, string, object]>([
  [{ slowSeconds: 30 }, "slow", { slow: { wait_time_seconds: 30 } }],
  [{ slowSeconds: 0 }, "slowoff", {}],
  [{ followerMinutes: 0 }, "followers", { followers: { follow_duration_minutes: 0 } }],
  [{ followerMinutes: 10 }, "followers", { followers: { follow_duration_minutes: 10 } }],
  [{ followerMinutes: null }, "followersoff", {}],
  [{ subscribersOnly: true }, "subscribers", {}],
  [{ subscribersOnly: false }, "subscribersoff", {}],
  [{ emoteOnly: true }, "emoteonly", {}],
  [{ emoteOnly: false }, "emoteonlyoff", {}],
  [{ uniqueChat: true }, "uniquechat", {}],
  [{ uniqueChat: false }, "uniquechatoff", {}],
])("the modes %j are %s", (change, name, more) => {
  expect(modes(change)).toEqual([moderated(name, more)]);
});

test("modes that change together are an action each", () => {
  expect(modes({ slowSeconds: 5, emoteOnly: false }).map(({ mark }) => mark)).toEqual(["slow", "emoteonlyoff"]);
});

test("blocked terms are an action, and a change of AutoMod's terms", () => {
  const terms = ["darn"];
  const list = { list: "blocked", terms, from_automod: false };
  const update = { type: "automod.terms.update", version: "1", mark: "terms" };
  expect([
    rendered("addTerm", { kind: "addTerm", term: "darn" }, "darn"),
    rendered("removeTerm", { kind: "removeTerm", id: "t1" }, "darn"),
  ]).toEqual([
    [
      moderated("add_blocked_term", { automod_terms: { action: "add", ...list } }),
      { ...update, event: { ...WHOSE, action: "add_blocked", from_automod: false, terms } },
    ],
    [
      moderated("remove_blocked_term", { automod_terms: { action: "remove", ...list } }),
      { ...update, event: { ...WHOSE, action: "remove_blocked", from_automod: false, terms } },
    ],
  ]);
});

test("AutoMod's level is that of every category", () => {
  expect(modes({ autoModLevel: 2 })).toEqual([
    {
      ...{ type: "automod.settings.update", version: "1", mark: "automod" },
      event: {
        ...{ ...WHOSE, overall_level: 2, disability: 2, aggression: 2, sexuality_sex_or_gender: 2, misogyny: 2 },
        ...{ bullying: 2, swearing: 2, race_ethnicity_or_religion: 2, sex_based_terms: 2 },
      },
    },
  ]);
});

test("the shield begins and ends", () => {
  const time = "2026-11-20T10:00:00.250000000Z";
  expect([modes({ shield: true }), modes({ shield: false })]).toEqual([
    [{ type: "channel.shield_mode.begin", version: "1", mark: "shield", event: { ...WHOSE, started_at: time } }],
    [{ type: "channel.shield_mode.end", version: "1", mark: "shield", event: { ...WHOSE, ended_at: time } }],
  ]);
});

test("what else is logged is no action here, nor is what the room did by itself", () => {
  expect([
    rendered("allowHeld", { kind: "allowHeld", id: "h1" }),
    rendered("announce", { kind: "announce", text: "hi", colour: "primary" }),
    rendered("ban", { kind: "ban", user, reason: "" }, "", null),
  ]).toEqual([[], [], []]);
});
