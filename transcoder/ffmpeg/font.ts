/** Finds a font file for the test card's clock. Looks in the places where systems keep one, then asks fontconfig. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Monospaced first: the digits of a clock should not dance. */
const KNOWN_FONTS: readonly string[] = [
  "/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf",
  "/usr/share/fonts/TTF/DejaVuSansMono-Bold.ttf",
  "/usr/share/fonts/dejavu-sans-mono-fonts/DejaVuSansMono-Bold.ttf",
  "/usr/share/fonts/dejavu/DejaVuSansMono-Bold.ttf",
  "/usr/share/fonts/truetype/liberation/LiberationMono-Bold.ttf",
  "/usr/share/fonts/liberation-mono/LiberationMono-Bold.ttf",
  "/usr/share/fonts/truetype/noto/NotoSansMono-Bold.ttf",
  "/System/Library/Fonts/Menlo.ttc",
  "/System/Library/Fonts/Supplemental/Courier New Bold.ttf",
];

/** fontconfig may rebuild its cache; a card without text is better than a long wait. */
const FC_MATCH_TIMEOUT_MS = 3000;

/** Path of a TrueType or OpenType file, or null when the machine has none. */
export function findFont(): string | null {
  const known = KNOWN_FONTS.find((path) => existsSync(path));
  if (known !== undefined) return known;
  try {
    const path = execFileSync("fc-match", ["--format=%{file}", "monospace:bold"], {
      encoding: "utf8",
      timeout: FC_MATCH_TIMEOUT_MS,
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
    return /\.(ttf|otf|ttc)$/i.test(path) && existsSync(path) ? path : null;
  } catch {
    return null; // No fontconfig: no text.
  }
}
