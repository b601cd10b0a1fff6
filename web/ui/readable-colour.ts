/** A person's own colour as text: its hue stays, its lightness moves until it is readable on the theme's surfaces. Pure. */

/** What a name stands on: surfaces 1 and 2 of each theme, as in tokens.css. */
export const GROUNDS = { light: ["#ffffff", "#eceef1"], dark: ["#14171a", "#1d2125"] } as const;
/** WCAG 2.2 AA for text. */
export const MIN_CONTRAST = 4.5;
/** Colours that are remembered, at most; a crowd shares the few of the palette. */
const MAX_REMEMBERED = 1000;

type Rgb = readonly [number, number, number];
export type ReadableColour = { readonly light: string; readonly dark: string };

const remembered = new Map<string, ReadableColour>();

/** `colour` is `#RRGGBB`. */
export function readableColour(colour: string): ReadableColour {
  const known = remembered.get(colour);
  if (known !== undefined) return known;
  const made = { light: readableOn(colour, "light"), dark: readableOn(colour, "dark") };
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(colour, made);
  return made;
}

/** The nearest lightness of this hue that is readable on all grounds of a theme. */
function readableOn(colour: string, theme: keyof typeof GROUNDS): string {
  const grounds = GROUNDS[theme].map((ground) => luminance(parse(ground)));
  const isReadable = (rgb: Rgb) => grounds.every((ground) => contrast(luminance(rgb), ground) >= MIN_CONTRAST);
  const own = parse(colour);
  if (isReadable(own)) return colour;
  // Luminance grows with the weight of white and falls with that of black: the least weight that does is found by halving.
  const towards: Rgb = theme === "dark" ? [255, 255, 255] : [0, 0, 0];
  let [low, high] = [0, 1];
  for (let step = 0; step < 10; step++) {
    const middle = (low + high) / 2;
    if (isReadable(mix(own, towards, middle))) high = middle;
    else low = middle;
  }
  return render(mix(own, towards, high));
}

/** Relative luminance, WCAG 2.2. */
export function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((value) => {
    const channel = value / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

export const contrast = (one: number, other: number): number =>
  (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);

export function parse(colour: string): Rgb {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** Whole numbers, since that is what is shown and must be readable. */
function mix(from: Rgb, to: Rgb, weight: number): Rgb {
  const channel = (at: 0 | 1 | 2) => Math.round(from[at] + (to[at] - from[at]) * weight);
  return [channel(0), channel(1), channel(2)];
}

const render = (rgb: Rgb): string => `#${rgb.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
