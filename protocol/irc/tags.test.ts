import { expect, test } from "vitest";
import { parseTags, renderTags } from "./tags.ts";

test("values are escaped and come back as they were", () => {
  const value = "a; b\\c\r\n\\s=é😂";
  const text = renderTags({ key: value });
  expect(text).toBe("key=a\\:\\sb\\\\c\\r\\n\\\\s=é😂");
  expect([...parseTags(text)]).toEqual([["key", value]]);
});

test("tags are written in the order of their keys, empty ones with an equals sign", () => {
  expect(renderTags({ "user-id": 123, badges: "", "badge-info": "", color: "#FF0000" })).toBe(
    "badge-info=;badges=;color=#FF0000;user-id=123",
  );
});

test.each([
  ["a=1;b;c=", { a: "1", b: "", c: "" }],
  ["a=1;a=2", { a: "2" }],
  ["=1;;x=y=z", { x: "y=z" }],
  ["lone=a\\", { lone: "a" }],
  ["odd=\\b\\:", { odd: "b;" }],
  ["+draft/reply=1;__proto__=2", { "+draft/reply": "1", ["__proto__"]: "2" }],
  ["", {}],
])("%j is read as Twitch's servers and IRCv3 say", (text, expected) => {
  expect([...parseTags(text)]).toEqual(Object.entries(expected));
});

test("a character that no line may hold is left out", () => {
  expect(renderTags({ a: "x\0y" })).toBe("a=xy");
});
