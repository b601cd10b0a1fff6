/** Holds the colours of names to WCAG 2.2 AA on every hue, in both themes. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");
const hues = Array.from({ length: 12 }, (_, at) => at * 30);

/** Relative luminance of an OKLCH colour, clipped to sRGB (CSS Color 4, 11.2, matrices of Björn Ottosson). */
function luminance(lightness: number, chroma: number, hue: number): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  const red = clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Of a grey-ish hex colour of the tokens. */
function luminanceOf(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const contrast = (one: number, other: number) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);

function declared(property: string, theme: "light" | "dark"): [number, number] {
  const pattern = new RegExp(
    `${property}: light-dark\\(oklch\\(([0-9.]+) ([0-9.]+) var\\(--name-hue\\)\\), oklch\\(([0-9.]+) ([0-9.]+)`,
  );
  const found = pattern.exec(read("./avatar.css"));
  const [l, c] = theme === "light" ? [found?.[1], found?.[2]] : [found?.[3], found?.[4]];
  return [Number(l), Number(c)];
}

test.each(["light", "dark"] as const)("a name is readable on the panel and under the pointer (%s)", (theme) => {
  const tokens = read("./tokens.css");
  const [lightness, chroma] = declared("\n  color", theme);
  const grounds = ["surface-1", "surface-2"].map((role) => {
    const found = new RegExp(`--${role}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(tokens);
    return luminanceOf((theme === "light" ? found?.[1] : found?.[2]) ?? "");
  });
  const faint = hues.filter((hue) =>
    grounds.some((ground) => contrast(luminance(lightness, chroma, hue), ground) < 4.5),
  );
  expect([lightness > 0, faint]).toEqual([true, []]);
});

test.each(["light", "dark"] as const)("initials are readable on every avatar (%s)", (theme) => {
  const [lightness, chroma] = declared("background", theme);
  const faint = hues.filter((hue) => contrast(1, luminance(lightness, chroma, hue)) < 4.5);
  expect([lightness > 0, faint]).toEqual([true, []]);
});
