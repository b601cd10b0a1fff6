/** Puts what was found in order: the very name first, then who is live, whose name begins with what was typed, and who is followed most. Pure. */
import { allowedMistakes, mistakesIn } from "./likeness.ts";
import type { SearchQuery } from "./query.ts";

export type FoundChannel = {
  readonly id: string;
  readonly login: string;
  readonly display_name: string;
  readonly avatar: string | null;
  readonly followers: number;
  /** Null for a channel that is not live. */
  readonly viewers: number | null;
};

export type FoundCategory = {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly box_art: string | null;
  readonly viewers: number;
};

/** How a name fits: 0 it is it, 1 it begins with it, 2 it holds it, 3 and more: with so many mistakes; null: it does not. */
function fitOf(typed: string, names: readonly string[]): number | null {
  if (typed === "") return null;
  if (names.includes(typed)) return 0;
  if (names.some((name) => name.startsWith(typed))) return 1;
  if (names.some((name) => name.includes(typed))) return 2;
  const mistakes = Math.min(...names.map((name) => mistakesIn(typed, name)));
  return mistakes > 0 && mistakes <= allowedMistakes([...typed].length) ? 2 + mistakes : null;
}

const best = (...fits: readonly (number | null)[]): number | null => {
  const some = fits.filter((fit) => fit !== null);
  return some.length === 0 ? null : Math.min(...some);
};

/** Groups before anything else counts: the name itself, what holds it, what is only alike. */
const groupOf = (fit: number): number => (fit === 0 ? 0 : fit <= 2 ? 1 : fit - 1);

export function rankChannels(query: SearchQuery, found: readonly FoundChannel[]): readonly FoundChannel[] {
  const seen = new Map(found.map((channel) => [channel.id, channel]));
  const fitting = [...seen.values()].flatMap((channel) => {
    const names = [channel.login, channel.display_name.toLowerCase()];
    const fit = best(fitOf(query.login, names), fitOf(query.text, names));
    return fit === null ? [] : [{ channel, fit }];
  });
  fitting.sort(
    (one, other) =>
      groupOf(one.fit) - groupOf(other.fit) ||
      Number(other.channel.viewers !== null) - Number(one.channel.viewers !== null) ||
      one.fit - other.fit ||
      other.channel.followers - one.channel.followers ||
      Number(one.channel.id) - Number(other.channel.id),
  );
  return fitting.map(({ channel }) => channel);
}

export function rankCategories(query: SearchQuery, found: readonly FoundCategory[]): readonly FoundCategory[] {
  const seen = new Map(found.map((category) => [category.id, category]));
  const fitting = [...seen.values()].flatMap((category) => {
    // The beginning of any word counts: `legends` finds League of Legends.
    const words = category.slug.split("-");
    const tails = words.map((_, at) => words.slice(at).join("-"));
    const [whole = "", ...later] = tails;
    const wholeFit = best(fitOf(query.slug, [whole]), fitOf(query.text, [category.name.toLowerCase()]));
    const laterFit = best(...later.map((tail) => fitOf(query.slug, [tail])));
    const fit = best(wholeFit, laterFit === null ? null : Math.max(2, laterFit));
    return fit === null ? [] : [{ category, fit }];
  });
  fitting.sort(
    (one, other) =>
      groupOf(one.fit) - groupOf(other.fit) ||
      one.fit - other.fit ||
      other.category.viewers - one.category.viewers ||
      one.category.name.length - other.category.name.length ||
      Number(one.category.id) - Number(other.category.id),
  );
  return fitting.map(({ category }) => category);
}
