/** How much two words are alike: the letters that were left out, put in, mistaken or swapped. Pure. */

/** Mistakes that a word of so many letters may have and still be meant. */
export const allowedMistakes = (length: number): number => {
  if (length < 4) return 0;
  return length < 8 ? 1 : 2;
};

/**
 * Mistakes between what was typed and the beginning of a name that fits best: who types has often not come to the end. Neighbours that were
 * swapped count once (optimal string alignment).
 */
export function mistakesIn(typed: string, name: string): number {
  const [left, right] = [[...typed], [...name]];
  let [before, last]: [readonly number[], readonly number[]] = [[], right.map((_, at) => at)];
  last = [...last, right.length];
  for (const [at, letter] of left.entries()) {
    const row = [at + 1];
    for (const [other, its] of right.entries()) {
      const substituted = (last[other] ?? 0) + (letter === its ? 0 : 1);
      let best = Math.min(substituted, (last[other + 1] ?? 0) + 1, (row[other] ?? 0) + 1);
      if (at > 0 && other > 0 && letter === right[other - 1] && its === left[at - 1]) {
        best = Math.min(best, (before[other - 1] ?? 0) + 1);
      }
      row.push(best);
    }
    [before, last] = [last, row];
  }
  return Math.min(...last);
}
