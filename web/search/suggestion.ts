/** What the search field offers as one types, and where the keys lead among it. Pure: knows no elements and no request. */

export type Suggestion = {
  /** Of this suggestion among the others. */
  readonly key: string;
  readonly href: string;
  readonly label: string;
  /** A quieter word at the end of the line. */
  readonly detail: string | null;
  readonly kind: "channel" | "category" | "search";
  readonly picture: string | null;
};

/** A search of this text is no search: too short to mean anything. */
export const MIN_QUERY = 1;

/** What is searched for: without the spaces around it. */
export const queryOf = (typed: string): string => typed.trim().replace(/\s+/g, " ");

/** Where the arrows lead from a suggestion; -1 is the field itself. Null when the key means nothing here. */
export function suggestionMove(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  if (key === "ArrowDown") return at + 1 >= count ? -1 : at + 1;
  if (key === "ArrowUp") return at === -1 ? count - 1 : at - 1;
  return null;
}
