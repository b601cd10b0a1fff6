import * as v from "valibot";
import { expect, test } from "vitest";
import { guestNameSchema, MAX_NAME_LENGTH, newNameSchema } from "./name.ts";

test.each([
  "Ada",
  "Ada Lovelace",
  "ada_lovelace",
  "O'Neill-Smith Jr.",
  "Ünïcödé 9",
  "日本語の名前",
  "שלום",
  "สวัสดี",
  "a".repeat(MAX_NAME_LENGTH),
  "𝒜".repeat(MAX_NAME_LENGTH),
])("%j is a name", (name) => {
  expect(v.safeParse(newNameSchema, name).output).toBe(name.normalize("NFC"));
});

test.each([
  ["nothing", ""],
  ["spaces only", "   "],
  ["one character too many", "a".repeat(MAX_NAME_LENGTH + 1)],
  ["markup", "<b>Ada</b>"],
  ["a script", "<script>alert(1)</script>"],
  ["an entity", "Ada&lt;"],
  ["a quote", 'Ada"'],
  ["a new line", "Ada\nEve"],
  ["an escape", "Ada\u001b[2J"],
  ["a null", "Ada\0"],
  ["a right-to-left override", "Ada\u202eEve"],
  ["a zero-width space", "A\u200bda"],
  ["two spaces", "Ada  Eve"],
  ["marks piled up", `a${"\u0301".repeat(5)}`],
  ["a mark alone", "\u0301a"],
  ["an IRC separator", "Ada;mod=1"],
  ["half a surrogate pair", "Ada\ud800"],
])("%s is no name", (_, name) => {
  expect(v.safeParse(newNameSchema, name).success).toBe(false);
});

test("a long text that is no name is refused at once", () => {
  const start = performance.now();
  expect(v.safeParse(newNameSchema, `${"_".repeat(99)}<`).success).toBe(false);
  expect(v.safeParse(newNameSchema, `${"a".repeat(1_000_000)}<`).success).toBe(false);
  expect(performance.now() - start).toBeLessThan(1000);
});

test("a guest's name is a login in any case, and not a reserved one", () => {
  const read = ["Ada_9", " ada ", "ABC", "ab", "Admin", "MESSAGES", "ad a", "a".repeat(26)].map(
    (name) => v.safeParse(guestNameSchema, name).success,
  );
  expect(read).toEqual([true, true, true, false, false, false, false, false]);
});
