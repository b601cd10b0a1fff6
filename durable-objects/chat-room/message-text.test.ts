import { expect, test } from "vitest";
import { MAX_MESSAGE_LENGTH } from "#protocol/chat/limits.ts";
import { cleanText } from "./message-text.ts";

test("a text is trimmed and becomes one line without control characters", () => {
  expect(cleanText("  hello\r\n\tworld\u0007\u0000  ")).toEqual({ outcome: "ok", text: "hello world" });
  expect(cleanText("a\u2028b")).toEqual({ outcome: "ok", text: "a b" });
});

test("characters that turn the direction of other lines are removed", () => {
  expect(cleanText("safe\u202Egnp.exe\u2066x\u2069")).toEqual({ outcome: "ok", text: "safegnp.exex" });
});

test("joined emoji and right-to-left text keep their marks", () => {
  expect(cleanText("👩‍🚀 שלום\u200f")).toEqual({ outcome: "ok", text: "👩‍🚀 שלום\u200f" });
});

test.each(["", "   ", "\n\t", "\u200b\u200d", "\u3164\ufe0f", "\u0000"])("nothing to see is empty: %j", (raw) => {
  expect(cleanText(raw)).toEqual({ outcome: "empty" });
});

test("the limit counts code points", () => {
  expect(cleanText("😀".repeat(MAX_MESSAGE_LENGTH))).toEqual({ outcome: "ok", text: "😀".repeat(MAX_MESSAGE_LENGTH) });
  expect(cleanText("a".repeat(MAX_MESSAGE_LENGTH + 1))).toEqual({ outcome: "too_long", length: 501 });
});

test("half a surrogate pair becomes the replacement character", () => {
  expect(cleanText("a\ud800b")).toEqual({ outcome: "ok", text: "a\ufffdb" });
});

test("three marks stand on a letter, and no tower of them", () => {
  expect(cleanText("e\u0301\u0302\u0303t")).toEqual({ outcome: "ok", text: "e\u0301\u0302\u0303t" });
  expect(cleanText("e\u0301\u0302\u0303\u0304\u0305t")).toEqual({ outcome: "ok", text: "e\u0301\u0302\u0303t" });
});
