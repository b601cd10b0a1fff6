import { expect, test } from "vitest";
import { messageParts } from "./message-parts.ts";

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
