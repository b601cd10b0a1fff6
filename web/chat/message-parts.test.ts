import { expect, test } from "vitest";
import { mentions, messageParts } from "./message-parts.ts";

const link = (text: string, href = text) => ({ kind: "link", text, href });
const words = (text: string) => ({ kind: "text", text });

test("text without an address is one part", () => {
  expect(messageParts("hello <b>you</b>")).toEqual([words("hello <b>you</b>")]);
  expect(messageParts("")).toEqual([]);
});

test("an https address becomes a link, without the sentence's punctuation", () => {
  expect(messageParts("see https://a.example/x?y=1, or (https://b.example/).")).toEqual([
    words("see "),
    link("https://a.example/x?y=1"),
    words(", or ("),
    link("https://b.example/"),
    words(")."),
  ]);
});

test("a bracket that the address opened belongs to it", () => {
  expect(messageParts("https://w.example/A_(b).")).toEqual([link("https://w.example/A_(b)"), words(".")]);
});

test.each([
  "http://a.example/",
  "javascript:alert(1)",
  "https://user:secret@a.example/",
  "https://rill.example@evil.example/",
  "https://localhost/",
  "https://",
  "https://.",
])("%s is no link", (text) => {
  expect(messageParts(text)).toEqual([words(text)]);
});

test("an address ends where markup would begin", () => {
  expect(messageParts('https://a.example/"onmouseover=x')).toEqual([
    link("https://a.example/"),
    words('"onmouseover=x'),
  ]);
});

test("the host that is opened is the one that is asked, in its ASCII form", () => {
  expect(messageParts("https://bücher.example/")).toEqual([
    link("https://bücher.example/", "https://xn--bcher-kva.example/"),
  ]);
});

const emote = (id: string, name: string) => ({ kind: "emote", id, name });
const mention = (text: string, login: string) => ({ kind: "mention", text, login });

test("emotes are cut out at code points, not at UTF-16 units", () => {
  const text = "👩‍👩‍👧 RillHype 😀 RillGG!";
  expect(
    messageParts(text, [
      { id: "rillgg", start: 17, end: 22 },
      { id: "rillhype", start: 6, end: 13 },
    ]),
  ).toEqual([words("👩‍👩‍👧 "), emote("rillhype", "RillHype"), words(" 😀 "), emote("rillgg", "RillGG"), words("!")]);
});

test("a text of emotes alone is emotes alone", () => {
  expect(messageParts("Hi", [{ id: "x", start: 0, end: 1 }])).toEqual([emote("x", "Hi")]);
});

test.each([[{ id: "x", start: 0, end: 2 }], [{ id: "x", start: 1, end: 0 }], [{ id: "x", start: 5, end: 9 }]])(
  "a span outside the text is left to be text: %o",
  (span) => {
    expect(messageParts("Hi", [span])).toEqual([words("Hi")]);
  },
);

test("of two spans over one another the first is drawn", () => {
  const over = [
    { id: "a", start: 0, end: 2 },
    { id: "b", start: 2, end: 4 },
  ];
  expect(messageParts("abcde", over)).toEqual([emote("a", "abc"), words("de")]);
});

test("a name after @ is a mention, whatever its case; an address of mail is none", () => {
  expect(messageParts("hey @Ada, and x@ada.example")).toEqual([
    words("hey "),
    mention("@Ada", "ada"),
    words(", and x@ada.example"),
  ]);
  expect(messageParts("see https://a.example/@ada @bob")).toEqual([
    words("see "),
    link("https://a.example/@ada"),
    words(" "),
    mention("@bob", "bob"),
  ]);
});

test("a longer name is another one", () => {
  expect([mentions("@ada!", ["ada"]), mentions("@ada_l", ["ada"]), mentions("ada", ["ada"])]).toEqual([
    true,
    false,
    false,
  ]);
  expect(messageParts(`@${"a".repeat(26)}`)).toEqual([words(`@${"a".repeat(26)}`)]);
});
