import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { GLOBAL_EMOTES } from "#protocol/chat/emote.ts";

const folder = (name: string): URL => new URL(`../../web/public/${name}/`, import.meta.url);
const drawings = ["emotes", "badges"].flatMap((name) =>
  readdirSync(folder(name)).map(
    (file) => [`${name}/${file}`, readFileSync(new URL(file, folder(name)), "utf8")] as const,
  ),
);

test("every global emote has its drawing, and there are no others", () => {
  expect(readdirSync(folder("emotes")).sort()).toEqual(GLOBAL_EMOTES.map(({ id }) => `${id}.svg`).sort());
});

test("every badge that a room gives has its drawing", () => {
  const sets = ["broadcaster", "moderator", "partner", "staff", "subscriber", "vip"];
  expect(readdirSync(folder("badges")).sort()).toEqual(sets.map((set) => `${set}.svg`));
});

test.each(drawings)("%s is a small square picture that needs and does nothing else", (_, svg) => {
  expect(svg).toMatch(
    /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 (\d+) \1">\n<title>[A-Za-z]+<\/title>\n/,
  );
  // Shapes in flat colours: no styles, which the image's policy forbids, no scripts, and nothing from elsewhere.
  const elements = new Set([...svg.matchAll(/<([a-zA-Z]+)/g)].map((match) => match[1]));
  expect(
    [...elements].filter((name) => !["svg", "title", "g", "path", "circle", "ellipse", "rect"].includes(name ?? "")),
  ).toEqual([]);
  expect(svg).not.toMatch(/\s(on\w+|href|style)=/);
  expect(svg.length).toBeLessThan(4096);
});
