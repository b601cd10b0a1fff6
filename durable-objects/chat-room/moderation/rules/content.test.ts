import { expect, test } from "vitest";
import { lineOf, NOW, roomOf, VIEWER } from "#testing/moderation-world.ts";
import { NOTHING_SPOKEN } from "../spoken.ts";
import { emotesOnly, hasLink, noLinks } from "./content.ts";
import type { Asked } from "./rule.ts";

function asked(text: string, onlyEmotes: boolean, isStrict: boolean): Asked {
  const state = roomOf({ emoteOnly: isStrict, linksAllowed: !isStrict });
  const line = { ...lineOf(state, VIEWER, text), emotesOnly: onlyEmotes };
  return { state, modes: state.modes, line, spoken: NOTHING_SPOKEN, key: text, now: NOW };
}

test("emote-only takes nothing but emotes", () => {
  expect(emotesOnly(asked("RillHype", true, true))).toBeNull();
  expect(emotesOnly(asked("RillHype yes", false, true))?.code).toBe("msg_emoteonly");
  expect(emotesOnly(asked("RillHype yes", false, false))).toBeNull();
});

test("links are refused where they are not allowed", () => {
  expect(noLinks(asked("see example.com", false, true))).toEqual({
    code: "msg_links",
    message: "Your message was not sent because links are not allowed in this room.",
    retryMs: null,
  });
  expect(noLinks(asked("see example.com", false, false))).toBeNull();
});

test.each([
  "http://a",
  "HTTPS://EXAMPLE.COM/x",
  "see example.com",
  "example.co.uk.",
  "(twitch.tv)",
  "youtu.be/abc",
  "t.co/x?y",
  "bit.ly",
  "example.rocks/path",
  "ｅxample．com",
  "example。com",
  "bücher.de",
  "xn--bcher-kva.com",
  "foo.xn--p1ai",
  "me@example.com",
  "magnet://x",
])("%j holds a link", (text) => {
  expect(hasLink(text)).toBe(true);
});

test.each([
  "wait...what",
  "hello.world",
  "e.g. this",
  "3.14",
  "v1.2.3",
  "well.Then we go",
  "12:30",
  "and/or",
  "a.b.c",
  "ok. io",
  "file.comb",
  ".com",
  "no: //x",
])("%j holds none", (text) => {
  expect(hasLink(text)).toBe(false);
});

test("a long text without links is looked through quickly", () => {
  const startedAt = performance.now();
  for (const text of ["a".repeat(50_000), "a.".repeat(25_000), ".".repeat(50_000), "://".repeat(20_000)]) hasLink(text);
  expect(performance.now() - startedAt).toBeLessThan(1000);
});
