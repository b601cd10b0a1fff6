/** The stable hue of a name, so that a person has one colour everywhere; lightness comes from the theme (`.ui-name-colour`). Pure. */

/** Hues that stay apart to the eye; twelve steps around the OKLCH circle. */
const HUE_STEPS = 12;

/** Degrees, 0 to 359. FNV-1a over the lower-case name, since one bit of the name must move the colour. */
export function nameHue(name: string): number {
  let hash = 0x811c9dc5;
  for (const unit of new TextEncoder().encode(name.toLowerCase())) {
    hash = Math.imul(hash ^ unit, 0x01000193);
  }
  // The low bits of FNV-1a alone are weak; fold the high ones in.
  const folded = (hash ^ (hash >>> 16)) >>> 0;
  return (folded % HUE_STEPS) * (360 / HUE_STEPS);
}

/** One or two letters that stand for a name: of its first two words, else its first letter. */
export function initials(name: string): string {
  const words = name.split(/[\s_]+/u).filter((word) => word !== "");
  const letters = words.slice(0, 2).map((word) => [...word][0] ?? "");
  return letters.length === 0 ? "?" : letters.join("").toUpperCase();
}
