/** Whether a title is what was typed, word for word and with some mistakes. Pure. */
import { allowedMistakes, mistakesIn } from "./likeness.ts";
import { MAX_WORDS, type SearchQuery } from "./query.ts";

/** Mistakes in all words together; null when a word is nowhere in the title. */
export function mistakesInTitle({ text }: SearchQuery, title: string): number | null {
  const words = title
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  let sum = 0;
  for (const typed of text.split(" ").slice(0, MAX_WORDS)) {
    const mistakes = Math.min(...words.map((word) => mistakesIn(typed, word)));
    if (mistakes > allowedMistakes([...typed].length)) return null;
    sum += mistakes;
  }
  return sum;
}

/** Those whose title is meant, the best first; what is alike stays in the order in which it came. */
export function rankTitles<Found extends { readonly title: string }>(
  query: SearchQuery,
  found: readonly Found[],
): readonly Found[] {
  return found
    .flatMap((one) => {
      const mistakes = mistakesInTitle(query, one.title);
      return mistakes === null ? [] : [{ one, mistakes }];
    })
    .toSorted((one, other) => one.mistakes - other.mistakes)
    .map(({ one }) => one);
}
