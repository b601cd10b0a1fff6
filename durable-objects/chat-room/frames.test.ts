import { expect, test } from "vitest";
import { MAX_CHAT_FRAME_BYTES } from "#protocol/chat/limits.ts";
import { MAX_LINK_FRAME_BYTES, MAX_LINK_LINES } from "#protocol/chat/link.ts";
import { person } from "#testing/chat-people.ts";
import { readFrame, readLinkFrame } from "./frames.ts";

const send = (text: string) => JSON.stringify({ kind: "send", nonce: "n1", text });

test("a frame is parsed, and what is left out gets its default", () => {
  expect(readFrame('{"kind":"join"}')).toEqual({ outcome: "ok", frame: { kind: "join", moderation: false } });
  expect(readFrame(send("hi"))).toEqual({ outcome: "ok", frame: { kind: "send", nonce: "n1", text: "hi" } });
});

test.each([
  ["a binary frame", null],
  ["no JSON", "{"],
  ["an unknown kind", '{"kind":"shout"}'],
  ["a nonce that is too long", `{"kind":"send","nonce":"${"x".repeat(37)}","text":"a"}`],
  ["no text", '{"kind":"send","nonce":"n1"}'],
  ["a negative position", '{"kind":"join","after":-1}'],
  ["an action on a name that is none", '{"kind":"act","nonce":"n1","action":{"kind":"ban","user":"<b>"}}'],
  ["an array", "[]"],
])("%s is malformed", (_, text) => {
  expect(readFrame(text)).toEqual({ outcome: "malformed" });
});

test("the limit counts bytes of UTF-8", () => {
  const room = MAX_CHAT_FRAME_BYTES - send("").length;
  expect(readFrame(send("x".repeat(room))).outcome).toBe("ok");
  expect(readFrame(send("x".repeat(room + 1))).outcome).toBe("too_large");
  expect(readFrame(send("é".repeat(Math.floor(room / 2)))).outcome).toBe("ok");
  expect(readFrame(send("é".repeat(Math.floor(room / 2) + 1))).outcome).toBe("too_large");
});

test("a relay's frame holds so many lines", () => {
  const line = { connection: "c1", viewer: person("ada", "7"), up: { kind: "join", moderation: false } };
  const lines = (count: number) => JSON.stringify({ kind: "lines", lines: Array.from({ length: count }, () => line) });
  expect(readLinkFrame(lines(MAX_LINK_LINES)).outcome).toBe("ok");
  expect(readLinkFrame(lines(MAX_LINK_LINES + 1)).outcome).toBe("malformed");
  expect(readLinkFrame("x".repeat(MAX_LINK_FRAME_BYTES + 1)).outcome).toBe("too_large");
});
