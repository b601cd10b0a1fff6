import { expect, test } from "vitest";
import { MAX_LINE_LENGTH, MAX_PARAMETERS, MAX_TAGS_LENGTH } from "./limits.ts";
import { parseLine, renderLine } from "./line.ts";

function read(text: string): unknown {
  const parsed = parseLine(text);
  if (parsed.outcome !== "line") return parsed.outcome;
  const { tags, command, params } = parsed.line;
  return [Object.fromEntries(tags), command, params];
}

test.each([
  ["PRIVMSG #room1 :Kappa 😂 Kappa", [{}, "PRIVMSG", ["#room1", "Kappa 😂 Kappa"]]],
  [
    "@reply-parent-msg-id=1001-5;client-nonce=a\\sb PRIVMSG #c ::)",
    [{ "reply-parent-msg-id": "1001-5", "client-nonce": "a b" }, "PRIVMSG", ["#c", ":)"]],
  ],
  ["CAP REQ :twitch.tv/tags twitch.tv/commands", [{}, "CAP", ["REQ", "twitch.tv/tags twitch.tv/commands"]]],
  ["PASS :oauth:abc", [{}, "PASS", ["oauth:abc"]]],
  ["USER x 8 * :x", [{}, "USER", ["x", "8", "*", "x"]]],
  [":alice!alice@host   join   #a,#b  ", [{}, "JOIN", ["#a,#b"]]],
  ["PING", [{}, "PING", []]],
  ["PING :", [{}, "PING", [""]]],
  ["@a=1   :prefix PONG x", [{ a: "1" }, "PONG", ["x"]]],
  ["376 x", [{}, "376", ["x"]]],
  ["PRIVMSG #a\0b :c\0d", [{}, "PRIVMSG", ["#ab", "cd"]]],
  ["", "empty"],
  ["   ", "empty"],
  ["@a=1", "malformed"],
  [":prefix", "malformed"],
  ["<script>", "malformed"],
  ["PRIV MSG", [{}, "PRIV", ["MSG"]]],
])("%j is read", (text, expected) => {
  expect(read(text)).toEqual(expected);
});

test("parameters beyond the last allowed are part of it", () => {
  const words = Array.from({ length: MAX_PARAMETERS + 1 }, (_, index) => `p${index}`);
  const last = words.slice(MAX_PARAMETERS - 1).join(" ");
  expect(read(`X ${words.join(" ")}`)).toEqual([{}, "X", [...words.slice(0, MAX_PARAMETERS - 1), last]]);
});

test("tags may be as long as their limit, and no longer", () => {
  const tagged = (length: number): string => `@a=${"x".repeat(length - 3)} PING`;
  expect([tagged(MAX_TAGS_LENGTH), tagged(MAX_TAGS_LENGTH + 1)].map((line) => parseLine(line).outcome)).toEqual([
    "line",
    "too_long",
  ]);
});

test("a line may be as long as its limit, and no longer, whatever its tags", () => {
  const line = (length: number): string => `@a=b PING :${"x".repeat(length - 6)}`;
  expect([line(MAX_LINE_LENGTH), line(MAX_LINE_LENGTH + 1)].map((one) => parseLine(one).outcome)).toEqual([
    "line",
    "too_long",
  ]);
});

test("a message of 500 characters outside the basic plane fits", () => {
  expect(parseLine(`PRIVMSG #${"a".repeat(25)} :\x01ACTION ${"😂".repeat(500)}\x01`).outcome).toBe("line");
});

test.each([
  [{ command: "PONG" }, "PONG"],
  [
    { prefix: "tmi.twitch.tv", command: "001", params: ["alice"], trailing: "Welcome, GLHF!" },
    ":tmi.twitch.tv 001 alice :Welcome, GLHF!",
  ],
  [
    { tags: { slow: 10, "room-id": "9" }, prefix: "t", command: "ROOMSTATE", params: ["#c"] },
    "@room-id=9;slow=10 :t ROOMSTATE #c",
  ],
  [{ tags: null, command: "X", trailing: "" }, "X :"],
])("%j is rendered", (parts, expected) => {
  expect(renderLine(parts)).toBe(expected);
});

test("nothing that is put into a line can end it or begin another", () => {
  const evil = "a\r\nQUIT\n :b\0";
  expect(renderLine({ tags: { t: evil }, prefix: evil, command: "X", params: [evil, ":", ""], trailing: evil })).toBe(
    "@t=a\\r\\nQUIT\\n\\s:b :aQUIT:b X aQUIT:b * * :a QUIT  :b",
  );
});
