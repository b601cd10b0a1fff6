/** Holds the colours that people choose to WCAG 2.2 AA on the surfaces they stand on, in both themes. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { contrast, GROUNDS, luminance, MIN_CONTRAST, parse, readableColour } from "./readable-colour.ts";

const steps = ["00", "40", "80", "C0", "FF"];
const colours = steps.flatMap((r) => steps.flatMap((g) => steps.map((b) => `#${r}${g}${b}`)));
/** What the dialect's clients choose from. */
const palette = ["#FF0000", "#0000FF", "#00FF00", "#B22222", "#FF7F50", "#9ACD32", "#FF4500", "#2E8B57", "#8A2BE2"];

test("the surfaces are those of the tokens", () => {
  const tokens = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
  const of = (role: string) => new RegExp(`--${role}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(tokens);
  const [one, two] = [of("surface-1"), of("surface-2")];
  expect(GROUNDS).toEqual({ light: [one?.[1], two?.[1]], dark: [one?.[2], two?.[2]] });
});

test.each(["light", "dark"] as const)("every colour becomes readable (%s)", (theme) => {
  const faint = [...colours, ...palette].filter((colour) => {
    const shown = luminance(parse(readableColour(colour)[theme]));
    return GROUNDS[theme].some((ground) => contrast(shown, luminance(parse(ground))) < MIN_CONTRAST);
  });
  expect(faint).toEqual([]);
});

test("a colour that is readable stays as it is, and one that is not changes as little as it must", () => {
  expect(readableColour("#00FF7F").dark).toBe("#00FF7F");
  expect(readableColour("#0000FF").light).toBe("#0000FF");
  const [r, g, b] = parse(readableColour("#0000FF").dark);
  expect([r === g, b]).toEqual([true, 255]);
});

test("black and white themselves become readable", () => {
  expect([readableColour("#000000").light, readableColour("#FFFFFF").dark]).toEqual(["#000000", "#FFFFFF"]);
  expect(readableColour("#000000").dark).not.toBe("#000000");
  expect(readableColour("#FFFFFF").light).not.toBe("#FFFFFF");
});
