/** Which parts of the page stand side by side and which are behind tabs, by the room there is. Pure. */

export const PARTS = ["chat", "queue", "modes", "bans", "roles", "terms", "log"] as const;
export type Part = (typeof PARTS)[number];
export type Room = "narrow" | "middle" | "wide";

/** Widths from which two, and three, columns fit, pixels. */
export const MIDDLE_PX = 768;
export const WIDE_PX = 1200;

export type Layout = {
  /** Always shown, a column each. */
  readonly pinned: readonly Part[];
  /** In one column, one at a time. */
  readonly tabbed: readonly Part[];
};

export function layoutFor(room: Room): Layout {
  const pinned: readonly Part[] = room === "wide" ? ["chat", "queue"] : room === "middle" ? ["chat"] : [];
  return { pinned, tabbed: PARTS.filter((part) => !pinned.includes(part)) };
}

/** The tab that is shown: the chosen one, or the first when the chosen one has a column of its own. */
export function shownTab({ tabbed }: Layout, chosen: Part): Part {
  return tabbed.includes(chosen) ? chosen : (tabbed[0] ?? chosen);
}
