/** Durations as people type and read them: `90`, `10m`, `1d2h`; `1 day 2 hours`. Pure. */

const UNITS = [
  { letter: "w", seconds: 604_800, word: "week" },
  { letter: "d", seconds: 86_400, word: "day" },
  { letter: "h", seconds: 3600, word: "hour" },
  { letter: "m", seconds: 60, word: "minute" },
  { letter: "s", seconds: 1, word: "second" },
] as const;

/** A number without a unit is of `bare`. Null for anything that is no duration; the result may be too long for its use. */
export function parseDuration(text: string, bare: "s" | "m"): number | null {
  if (/^\d{1,9}$/.test(text)) return Number(text) * (bare === "m" ? 60 : 1);
  if (!/^(?:\d{1,9}(?:mo|[wdhms])){1,5}$/i.test(text)) return null;
  let seconds = 0;
  for (const [, count, unit] of text.toLowerCase().matchAll(/(\d+)(mo|[wdhms])/g)) {
    seconds += Number(count) * (unit === "mo" ? MONTH_S : (UNITS.find(({ letter }) => letter === unit)?.seconds ?? 0));
  }
  return seconds;
}

const MONTH_S = 30 * 86_400;

/** The two largest units that say something; `0 seconds` for none. */
export function sayDuration(seconds: number): string {
  let rest = Math.max(0, Math.ceil(seconds));
  const words: string[] = [];
  for (const { seconds: size, word } of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 && words.length < 2) words.push(count === 1 ? `1 ${word}` : `${count} ${word}s`);
  }
  return words.length === 0 ? "0 seconds" : words.join(" ");
}
