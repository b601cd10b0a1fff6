import { expect, test } from "vitest";
import { drawAvatar, drawBoxArt, escapeXml } from "./drawings.ts";

const linesOf = (svg: string): readonly string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, line]) => line ?? "");

test("box art holds the name in lines that fit, and colours of its own", () => {
  expect(linesOf(drawBoxArt("1", "Just Chatting"))).toEqual(["Just Chatting"]);
  expect(linesOf(drawBoxArt("2", "The Legend of Zelda: Ocarina of Time"))).toEqual([
    "The Legend of",
    "Zelda: Ocarina",
    "of Time",
  ]);
  expect(linesOf(drawBoxArt("3", "x".repeat(31)))).toEqual(["x".repeat(15), "x".repeat(15), "x"]);
  expect(linesOf(drawBoxArt("4", "word ".repeat(40))).map((line) => [...line].length)).toEqual([14, 14, 14, 14, 15]);
  expect(drawBoxArt("1", "a")).not.toBe(drawBoxArt("2", "a"));
});

test("a name is text in a drawing, whatever it holds", () => {
  const svg = drawBoxArt("5", `<script>alert("x")</script>&'`);
  expect(svg).not.toContain("<script>");
  expect(linesOf(svg).join("")).toContain("&lt;script&gt;");
});

test("every drawn avatar is another", () => {
  expect(new Set(Array.from({ length: 12 }, (_, number) => drawAvatar(number))).size).toBe(12);
});

test("what XML cannot hold is left out", () => {
  expect(escapeXml("a\u0000b\u001fc\ufffe\ud800d😀\n")).toBe("abcd😀\n");
});
