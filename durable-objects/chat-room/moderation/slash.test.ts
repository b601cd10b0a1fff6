import * as v from "valibot";
import { expect, test } from "vitest";
import { type Action, actionSchema } from "#protocol/chat/action.ts";
import { MAX_REASON_LENGTH, MAX_TIMEOUT_S } from "#protocol/chat/limits.ts";
import { MAX_FOLLOWER_MINUTES, MAX_SLOW_S, type ModesChange } from "#protocol/chat/modes.ts";
import { prng } from "#testing/prng.ts";
import { parseCommand } from "./slash.ts";

const refusedAs = (text: string): string => {
  const parsed = parseCommand(text);
  return parsed.kind === "refuse" ? parsed.refusal.code : parsed.kind;
};

test.each([
  "hello",
  "hello /ban ada",
  "// comment",
  "/ slash",
  "/",
  "...",
  ".5 is half",
  ".net rocks",
  ". ban ada",
  "😀",
])("%j is a message as it is", (text) => {
  expect(parseCommand(text)).toEqual({ kind: "say", text, action: false });
});

test("/me is a message in the third person", () => {
  expect(parseCommand("/me waves  twice")).toEqual({ kind: "say", text: "waves  twice", action: true });
  expect(parseCommand(".ME waves")).toEqual({ kind: "say", text: "waves", action: true });
  expect(refusedAs("/me")).toBe("usage_me");
  expect(refusedAs("/me  ")).toBe("usage_me");
});

test.each<[string, Action]>([
  ["/ban ada", { kind: "ban", user: "ada", reason: "" }],
  ["/BAN @Ada  being  rude ", { kind: "ban", user: "ada", reason: "being  rude" }],
  [".ban ada", { kind: "ban", user: "ada", reason: "" }],
  ["/timeout ada", { kind: "timeout", user: "ada", seconds: 600, reason: "" }],
  ["/timeout ada 90", { kind: "timeout", user: "ada", seconds: 90, reason: "" }],
  ["/timeout ada 2m", { kind: "timeout", user: "ada", seconds: 120, reason: "" }],
  ["/timeout ada 3h be nice", { kind: "timeout", user: "ada", seconds: 10_800, reason: "be nice" }],
  ["/timeout ada 4d", { kind: "timeout", user: "ada", seconds: 345_600, reason: "" }],
  ["/timeout ada 1w", { kind: "timeout", user: "ada", seconds: 604_800, reason: "" }],
  ["/timeout ada 1d2h", { kind: "timeout", user: "ada", seconds: 93_600, reason: "" }],
  ["/timeout ada be nice", { kind: "timeout", user: "ada", seconds: 600, reason: "be nice" }],
  ["/unban ada", { kind: "unban", user: "ada" }],
  ["/untimeout Ada", { kind: "unban", user: "ada" }],
  ["/delete 123", { kind: "delete", target: 123 }],
  ["/delete 42-123", { kind: "delete", target: 123 }],
  ["/clear", { kind: "clear" }],
  ["/mod ada", { kind: "mod", user: "ada" }],
  ["/unmod ada", { kind: "unmod", user: "ada" }],
  ["/vip ada", { kind: "vip", user: "ada" }],
  ["/unvip ada", { kind: "unvip", user: "ada" }],
  ["/mods", { kind: "listModerators" }],
  ["/vips", { kind: "listVips" }],
  ["/announce hello", { kind: "announce", text: "hello", colour: "primary" }],
  ["/announceblue hello", { kind: "announce", text: "hello", colour: "blue" }],
  ["/announcegreen x", { kind: "announce", text: "x", colour: "green" }],
  ["/announceorange x", { kind: "announce", text: "x", colour: "orange" }],
  ["/announcepurple x", { kind: "announce", text: "x", colour: "purple" }],
  ["/color #1e90ff", { kind: "colour", colour: "#1E90FF" }],
  ["/color DodgerBlue", { kind: "colour", colour: "#1E90FF" }],
  ["/color dodger_blue", { kind: "colour", colour: "#1E90FF" }],
  ["/help", { kind: "help" }],
  ["/help ban", { kind: "help" }],
])("%j is an action", (text, action) => {
  expect(parseCommand(text)).toEqual({ kind: "act", action });
});

test.each<[string, ModesChange]>([
  ["/slow", { slowSeconds: 30 }],
  ["/slow 5", { slowSeconds: 5 }],
  [`/slow ${MAX_SLOW_S}`, { slowSeconds: MAX_SLOW_S }],
  ["/slow 2m", { slowSeconds: 120 }],
  ["/slowoff", { slowSeconds: 0 }],
  ["/followers", { followerMinutes: 0 }],
  ["/followers 10", { followerMinutes: 10 }],
  ["/followers 30m", { followerMinutes: 30 }],
  ["/followers 1 week", { followerMinutes: 10_080 }],
  ["/followers 5 days 12 hours", { followerMinutes: 7920 }],
  ["/followers 3mo", { followerMinutes: MAX_FOLLOWER_MINUTES }],
  ["/followers 90s", { followerMinutes: 2 }],
  ["/followersoff", { followerMinutes: null }],
  ["/subscribers", { subscribersOnly: true }],
  ["/subscribersoff", { subscribersOnly: false }],
  ["/emoteonly", { emoteOnly: true }],
  ["/emoteonlyoff", { emoteOnly: false }],
  ["/uniquechat", { uniqueChat: true }],
  ["/uniquechatoff", { uniqueChat: false }],
  ["/r9kbeta", { uniqueChat: true }],
  ["/r9kbetaoff", { uniqueChat: false }],
  ["/shield", { shield: true }],
  ["/shieldoff", { shield: false }],
  ["/links", { linksAllowed: true }],
  ["/linksoff", { linksAllowed: false }],
  ["/automod 0", { autoModLevel: 0 }],
  ["/automod 4", { autoModLevel: 4 }],
])("%j sets %j", (text, change) => {
  expect(parseCommand(text)).toEqual({ kind: "act", action: { kind: "modes", change } });
});

test.each([
  ["/ban", "usage_ban"],
  ["/ban !!", "usage_ban"],
  [`/ban ${"a".repeat(26)}`, "usage_ban"],
  ["/timeout", "usage_timeout"],
  ["/timeout ada 5x", "usage_timeout"],
  ["/timeout ada 0", "bad_timeout_duration"],
  [`/timeout ada ${MAX_TIMEOUT_S}`, "act"],
  [`/timeout ada ${MAX_TIMEOUT_S + 1}`, "bad_timeout_duration"],
  ["/timeout ada 2w", "act"],
  ["/timeout ada 15d", "bad_timeout_duration"],
  ["/unban", "usage_unban"],
  ["/delete", "usage_delete"],
  ["/delete abc", "usage_delete"],
  ["/delete 1-2-3", "usage_delete"],
  ["/slow 0", "usage_slow_on"],
  [`/slow ${MAX_SLOW_S + 1}`, "usage_slow_on"],
  ["/slow soon", "usage_slow_on"],
  ["/followers 4mo", "usage_followers_on"],
  [`/followers ${MAX_FOLLOWER_MINUTES}`, "act"],
  [`/followers ${MAX_FOLLOWER_MINUTES + 1}`, "usage_followers_on"],
  ["/followers never", "usage_followers_on"],
  ["/mod", "usage_mod"],
  ["/unmod", "usage_unmod"],
  ["/vip", "usage_vip"],
  ["/unvip", "usage_unvip"],
  ["/announce", "usage_announce"],
  ["/color", "usage_color"],
  ["/color mauve", "usage_color"],
  ["/color #12345", "usage_color"],
  ["/automod 5", "unrecognized_cmd"],
  ["/automod", "unrecognized_cmd"],
  ["/disco", "unrecognized_cmd"],
  ["/__proto__", "unrecognized_cmd"],
  ["/constructor x", "unrecognized_cmd"],
])("%j answers %s", (text, code) => {
  expect(refusedAs(text)).toBe(code);
});

test("an unknown command is named, cut short", () => {
  expect(parseCommand("/disco now")).toEqual({
    kind: "refuse",
    refusal: { code: "unrecognized_cmd", message: "Unrecognized command: /disco", retryMs: null },
  });
  const long = parseCommand(`/${"x".repeat(500)}`);
  expect(long.kind === "refuse" && long.refusal.message.length).toBeLessThan(80);
});

test("a reason is cut to its limit, at a character", () => {
  const parsed = parseCommand(`/ban ada ${"😀".repeat(400)}`);
  if (parsed.kind !== "act" || parsed.action.kind !== "ban") throw new Error("ban expected");
  expect(parsed.action.reason).toBe("😀".repeat(MAX_REASON_LENGTH / 2));
});

test("any text is a message, a well-formed action or a refusal with a sentence", () => {
  const random = prng(11);
  const words = [
    "/",
    ".",
    "ban",
    "timeout",
    "slow",
    "followers",
    "delete",
    "announce",
    "color",
    "me",
    " ",
    "ada",
    "@",
    "1",
    "9".repeat(12),
    "m",
    "d",
    "-",
    "#",
    "😀",
    "\u0000",
    "ﬁ",
    "__proto__",
  ];
  for (let round = 0; round < 20_000; round++) {
    const text = Array.from(
      { length: 1 + Math.floor(random() * 8) },
      () => words[Math.floor(random() * words.length)],
    ).join("");
    const parsed = parseCommand(text);
    if (parsed.kind === "act") expect(v.is(actionSchema, parsed.action), text).toBe(true);
    else if (parsed.kind === "refuse") expect(parsed.refusal.message.length).toBeGreaterThan(5);
    else expect(parsed.text !== "" && text.includes(parsed.text), text).toBe(true);
  }
});
