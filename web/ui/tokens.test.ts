/** Reads the tokens as a browser would and holds the colours to WCAG 2.2 AA in both themes. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const themes = ["light", "dark"] as const;
type Theme = (typeof themes)[number];

/** The roles of a theme: `--name: light-dark(#light, #dark)`. */
function roles(theme: Theme): Map<string, string> {
  const found = css.matchAll(/--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g);
  return new Map([...found].map(([, name = "", light = "", dark = ""]) => [name, theme === "light" ? light : dark]));
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Pairs of roles whose contrast is below the least allowed. */
function tooFaint(theme: Theme, pairs: readonly (readonly [string, string])[], least: number): string[] {
  const colours = roles(theme);
  return pairs.flatMap(([ink, ground]) => {
    const ratio = contrast(colours.get(ink) ?? "#000000", colours.get(ground) ?? "#000000");
    return ratio >= least ? [] : [`${ink} on ${ground}: ${ratio.toFixed(2)}`];
  });
}

const surfaces = ["surface-0", "surface-1", "surface-2"];
const inks = ["text", "text-dim", "accent", "live", "good", "warn", "bad"];

test.each(themes)("every text colour is readable on every surface that carries it (%s, 4.5:1)", (theme) => {
  const pairs = inks.flatMap((ink) => surfaces.map((surface) => [ink, surface] as const));
  const more = [
    ["text", "surface-3"],
    ["on-accent", "accent"],
    ["on-accent", "accent-strong"],
    ["on-live", "live"],
  ] as const;
  expect(tooFaint(theme, [...pairs, ...more], 4.5)).toEqual([]);
});

test.each(themes)("the border of a control stands out from its surface (%s, 3:1)", (theme) => {
  expect(
    tooFaint(
      theme,
      surfaces.map((surface) => ["line-strong", surface] as const),
      3,
    ),
  ).toEqual([]);
});

test("the colour roles are these, each with a value for light and for dark", () => {
  expect([...roles("dark").keys()]).toEqual([
    "surface-0",
    "surface-1",
    "surface-2",
    "surface-3",
    "line",
    "line-strong",
    "text",
    "text-dim",
    "accent",
    "accent-strong",
    "on-accent",
    "live",
    "on-live",
    "good",
    "warn",
    "bad",
  ]);
});
