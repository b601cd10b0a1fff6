/** The keys of a list of messages: which line they lead to, and what they do with it. Pure. */

export type LineKey = "reply" | "person" | "delete" | "timeout" | "ban";

const KEYS: Readonly<Record<LineKey, string>> = { reply: "R", person: "Enter", delete: "D", timeout: "T", ban: "B" };

export const keyOfLine = (action: LineKey): string => KEYS[action];

export type ListMove =
  | { readonly kind: "line"; readonly index: number }
  | { readonly kind: "action"; readonly action: LineKey }
  /** Back to the newest. */
  | { readonly kind: "leave" }
  /** The browser scrolls; no other part of the page may act on it. */
  | { readonly kind: "scroll" };

const SCROLL_KEYS: ReadonlySet<string> = new Set(["PageUp", "PageDown", "Home", "End", " "]);

/** What a key means; `current` is the index of the line that has the focus, -1 for none. Null: nothing to a list. */
export function listMove(key: string, current: number, count: number): ListMove | null {
  switch (key) {
    case "ArrowUp":
      if (count === 0) return null;
      return { kind: "line", index: current < 0 ? count - 1 : Math.max(0, current - 1) };
    case "ArrowDown":
      if (current < 0) return { kind: "scroll" };
      return current >= count - 1 ? { kind: "leave" } : { kind: "line", index: current + 1 };
    case "Escape":
      return { kind: "leave" };
    default: {
      if (SCROLL_KEYS.has(key)) return { kind: "scroll" };
      const action = current < 0 ? undefined : ACTIONS.find((one) => KEYS[one].toLowerCase() === key.toLowerCase());
      return action === undefined ? null : { kind: "action", action };
    }
  }
}

const ACTIONS: readonly LineKey[] = ["reply", "person", "delete", "timeout", "ban"];
